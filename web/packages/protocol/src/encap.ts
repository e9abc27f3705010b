import { AEAD_EXPORT_ONLY, CipherSuite, KDF_HKDF_SHA256, type KEM, type Key } from "hpke"
import { type Bytes, utf8 } from "./bytes.ts"
import { malformed, opaque, UnopenableError } from "./errors.ts"
import { KEM_ENC_SIZE, KEM_PUBLIC_SIZE } from "./limits.ts"
import { isSafeExchangeKey } from "./weak-points.ts"
import { xWingDecapsulate, xWingEncapsulate, xWingPublicKey } from "./x-wing.ts"

/** A raw 32-byte X-Wing seed. There is no non-extractable form of it in today's browsers. */
export type KemSeed = Bytes

/** What {@link encap} gives: the 1,120 bytes to send and a 32-byte key, which the caller wipes. */
export type Encap = { readonly enc: Bytes; readonly k: Bytes }

/** A key as `hpke` wants to see it, holding raw bytes. */
export type RawKey = Key & { readonly bytes: Uint8Array }

const EXCHANGE_PK_AT = 1_184
const EXCHANGE_ENC_AT = 1_088
const ALGORITHM = { name: "MLKEM768-X25519" }

/** A key for {@link xWingKem}. */
export function rawKey(type: "public" | "private", bytes: Uint8Array): RawKey {
  return { type, bytes, algorithm: ALGORITHM, extractable: type === "public" }
}

const unused = (): never => {
  throw new Error("this key operation is not part of the protocol")
}

/** X-Wing for `hpke`: only what base mode with given keys needs; DeriveKeyPair is never called. */
export const xWingKem = (): KEM<RawKey> => ({
  id: 0x647a,
  type: "KEM",
  name: ALGORITHM.name,
  Nsecret: 32,
  Nenc: KEM_ENC_SIZE,
  Npk: KEM_PUBLIC_SIZE,
  Nsk: 32,
  DeriveKeyPair: unused,
  GenerateKeyPair: unused,
  SerializePrivateKey: unused,
  SerializePublicKey: unused,
  DeserializePublicKey: unused,
  DeserializePrivateKey: unused,
  async Encap(pk) {
    const { enc, secret } = await xWingEncapsulate(pk.bytes)
    return { enc, shared_secret: secret }
  },
  Decap: (enc, sk) => xWingDecapsulate(sk.bytes, enc),
})

const suite: CipherSuite<RawKey> = /* @__PURE__ */ new CipherSuite(
  xWingKem,
  KDF_HKDF_SHA256,
  AEAD_EXPORT_ONLY,
)

/** The 1,216-byte public key of a seed. */
export function kemPublicKey(seed: KemSeed): Promise<Bytes> {
  return xWingPublicKey(seed)
}

/** Fails with `malformed` unless `pk` has the right size and a safe X25519 part (`spec/protocol.md §2.3`). */
export function checkKemPublicKey(pk: Uint8Array): void {
  const isSafe = pk.length === KEM_PUBLIC_SIZE && isSafeExchangeKey(pk.subarray(EXCHANGE_PK_AT))
  if (!isSafe) throw malformed()
}

/** `Encap(pk, info, xctx)` (§2.3). A refused `pk` is `malformed`. */
export async function encap(pk: Uint8Array, info: Uint8Array, xctx: string): Promise<Encap> {
  checkKemPublicKey(pk)
  try {
    const key = rawKey("public", pk)
    const sent = await suite.SendExport(key, utf8(xctx), 32, { info })
    return { enc: new Uint8Array(sent.encapsulatedSecret), k: new Uint8Array(sent.exportedSecret) }
  } catch {
    throw malformed()
  }
}

/** `Decap(sk, enc, info, xctx)` (§2.3). Every failure is `unopenable`; the caller wipes the key. */
export async function decap(
  seed: KemSeed,
  enc: Uint8Array,
  info: Uint8Array,
  xctx: string,
): Promise<Bytes> {
  const isSafe = enc.length === KEM_ENC_SIZE && isSafeExchangeKey(enc.subarray(EXCHANGE_ENC_AT))
  if (!isSafe) throw new UnopenableError()
  return opaque(async () => {
    const key = rawKey("private", seed)
    return new Uint8Array(await suite.ReceiveExport(key, enc, utf8(xctx), 32, { info }))
  })
}
