import { shake256 } from "@noble/hashes/sha3.js"
import { afterEach, describe, expect, test, vi } from "vitest"
import { randomBytes, utf8 } from "../src/bytes.ts"
import { sign, verify } from "../src/sign.ts"
import { signingPair } from "../src/signing-pair.ts"
import { xWingDecapsulate, xWingEncapsulate, xWingPublicKey } from "../src/x-wing.ts"

/** Refuses what WebKitGTK 2.50 refuses: a PKCS #8 private key whose first byte is 0. */
function refuseKeysThatStartWithZero(): void {
  const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (
    ...args: unknown[]
  ) => Promise<CryptoKey>
  vi.spyOn(crypto.subtle, "importKey").mockImplementation((async (...args: unknown[]) => {
    const [format, data] = args
    if (format === "pkcs8" && data instanceof Uint8Array && data[16] === 0)
      throw new DOMException("data error", "DataError")
    return await importKey(...args)
  }) as typeof crypto.subtle.importKey)
}

afterEach(() => vi.restoreAllMocks())

describe("in an engine that refuses private keys that start with 0", () => {
  test("a derived seed that starts with 0 signs under its public key", async () => {
    refuseKeysThatStartWithZero()
    const seed = randomBytes(32)
    seed[0] = 0
    const { sign: key, pk } = await signingPair(seed)
    const x = utf8("x")
    await verify(pk, await sign(key, "test", x), "test", x)
  })

  test("a seed whose exchange key starts with 0 encapsulates and decapsulates", async () => {
    refuseKeysThatStartWithZero()
    const seed = new Uint8Array(32)
    new DataView(seed.buffer).setUint32(0, 452)
    expect(shake256(seed, { dkLen: 96 })[64]).toBe(0)
    const { enc, secret } = await xWingEncapsulate(await xWingPublicKey(seed))
    expect(await xWingDecapsulate(seed, enc)).toEqual(secret)
  })
})
