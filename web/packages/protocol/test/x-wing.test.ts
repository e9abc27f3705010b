import { KEM_MLKEM768_X25519 } from "@panva/hpke-noble"
import { AEAD_EXPORT_ONLY, CipherSuite, KDF_HKDF_SHA256 } from "hpke"
import { describe, expect, test } from "vitest"
import { randomBytes, utf8 } from "../src/bytes.ts"
import { decap, encap, kemPublicKey } from "../src/encap.ts"

/** The same suite by other hands. */
const oracle = new CipherSuite(KEM_MLKEM768_X25519, KDF_HKDF_SHA256, AEAD_EXPORT_ONLY)
const info = utf8("info")

describe("encapsulation agrees with an independent X-Wing", () => {
  test("on the public key of a seed", async () => {
    const seed = randomBytes(32)
    const key = await oracle.DeserializePrivateKey(seed, true)
    const { encapsulatedSecret, exportedSecret } = await oracle.SendExport(
      await oracle.DeserializePublicKey(await kemPublicKey(seed)),
      utf8("x"),
      32,
      { info },
    )
    const theirs = await oracle.ReceiveExport(key, encapsulatedSecret, utf8("x"), 32, { info })
    expect(theirs).toEqual(exportedSecret)
    const ours = await decap(seed, new Uint8Array(encapsulatedSecret), info, "x")
    expect(ours).toEqual(new Uint8Array(exportedSecret))
  })

  test("on what we send", async () => {
    const seed = randomBytes(32)
    const { enc, k } = await encap(await kemPublicKey(seed), info, "x")
    const key = await oracle.DeserializePrivateKey(seed)
    const theirs = await oracle.ReceiveExport(key, enc, utf8("x"), 32, { info })
    expect(new Uint8Array(theirs)).toEqual(k)
    expect(await decap(seed, enc, info, "y")).not.toEqual(k)
  })
})

describe("encapsulation refuses", () => {
  test("a public key whose exchange part is of small order, as malformed", async () => {
    const pk = await kemPublicKey(randomBytes(32))
    pk.fill(0, 1_184)
    await expect(encap(pk, info, "x")).rejects.toMatchObject({ code: "malformed" })
    pk[1_184] = 1
    pk[1_215] = 0x80
    await expect(encap(pk, info, "x")).rejects.toMatchObject({ code: "malformed" })
  })

  test("a public key of another size or with a coefficient out of range, as malformed", async () => {
    const pk = await kemPublicKey(randomBytes(32))
    await expect(encap(pk.slice(1), info, "x")).rejects.toMatchObject({ code: "malformed" })
    pk.fill(0xff, 0, 3)
    await expect(encap(pk, info, "x")).rejects.toMatchObject({ code: "malformed" })
  })

  test("an encapsulation of another size or of small order, as unopenable", async () => {
    const seed = randomBytes(32)
    const { enc } = await encap(await kemPublicKey(seed), info, "x")
    await expect(decap(seed, enc.slice(1), info, "x")).rejects.toMatchObject({ code: "unopenable" })
    enc.fill(0, 1_088)
    await expect(decap(seed, enc, info, "x")).rejects.toMatchObject({ code: "unopenable" })
  })
})
