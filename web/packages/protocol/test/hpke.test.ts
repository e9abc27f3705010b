import {
  AEAD_AES_128_GCM,
  AEAD_AES_256_GCM,
  AEAD_ChaCha20Poly1305,
  AEAD_EXPORT_ONLY,
  type AEADFactory,
  CipherSuite,
  KDF_HKDF_SHA256,
  KEM_DHKEM_X25519_HKDF_SHA256,
} from "hpke"
import { describe, expect, test } from "vitest"
import { type Bytes, hex } from "../src/bytes.ts"
import { rawKey, xWingKem } from "../src/encap.ts"
import { xWingDecapsulate, xWingEncapsulate, xWingPublicKey } from "../src/x-wing.ts"
import { list, readJson, unhex } from "./vector-files.ts"

type Vector = {
  readonly kem_id: number
  readonly kdf_id: number
  readonly aead_id: number
  readonly info: string
  readonly skRm: string
  readonly pkRm: string
  readonly ikmE: string
  readonly enc: string
  readonly shared_secret: string
  readonly exports: readonly {
    readonly exporter_context: string
    readonly L: number
    readonly exported_value: string
  }[]
}

const FOLDER = "third-party/hpke"
const X_WING = 0x647a
const HKDF_SHA256 = 1
const AEADS: Record<number, AEADFactory> = {
  1: AEAD_AES_128_GCM,
  2: AEAD_AES_256_GCM,
  3: AEAD_ChaCha20Poly1305,
  65535: AEAD_EXPORT_ONLY,
}

type Receive = (context: Bytes, length: number) => Promise<Uint8Array>

async function receiver(vector: Vector): Promise<Receive> {
  const aead = AEADS[vector.aead_id]
  if (!aead) throw new Error(`unknown AEAD ${vector.aead_id}`)
  const [enc, info, sk] = [unhex(vector.enc), unhex(vector.info), unhex(vector.skRm)]
  if (vector.kem_id === X_WING) {
    const suite = new CipherSuite(xWingKem, KDF_HKDF_SHA256, aead)
    return (context, n) => suite.ReceiveExport(rawKey("private", sk), enc, context, n, { info })
  }
  const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, aead)
  const key = await suite.DeserializePrivateKey(sk, true)
  return (context, n) => suite.ReceiveExport(key, enc, context, n, { info })
}

async function checkExports(vector: Vector): Promise<void> {
  const receive = await receiver(vector)
  for (const { exporter_context, L, exported_value } of vector.exports) {
    expect(hex(await receive(unhex(exporter_context), L))).toBe(exported_value)
  }
}

async function checkXWing(vector: Vector): Promise<void> {
  const sk = unhex(vector.skRm)
  expect(hex(await xWingPublicKey(sk))).toBe(vector.pkRm)
  expect(hex(await xWingDecapsulate(sk, unhex(vector.enc)))).toBe(vector.shared_secret)
  const sent = await xWingEncapsulate(unhex(vector.pkRm), unhex(vector.ikmE))
  expect(hex(sent.enc)).toBe(vector.enc)
  expect(hex(sent.secret)).toBe(vector.shared_secret)
}

describe("HPKE vectors", () => {
  const files = list(FOLDER, "json")

  test("are there", () => {
    expect(files.length).toBeGreaterThan(0)
  })

  test.each(files)("%s", async (file) => {
    const vectors = readJson(`${FOLDER}/${file}`) as Vector[]
    expect(vectors.length).toBeGreaterThan(0)
    for (const vector of vectors) {
      expect([X_WING, 0x20]).toContain(vector.kem_id)
      if (vector.kem_id === X_WING) await checkXWing(vector)
      if (vector.kdf_id === HKDF_SHA256) await checkExports(vector)
    }
  })
})
