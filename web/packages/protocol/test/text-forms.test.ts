import { describe, expect, test } from "vitest"
import { decodeBase64url, encodeBase64url } from "../src/base64url.ts"
import { type Bytes, randomBytes } from "../src/bytes.ts"
import {
  decodeConversationId,
  decodeMemberId,
  decodeMessageId,
  decodeRecoveryCode,
  decodeSecretKey,
  decodeWorkspaceId,
  encodeConversationId,
  encodeMemberId,
  encodeRecoveryCode,
  encodeSecretKey,
  encodeWorkspaceId,
  randomMessageId,
} from "../src/text-forms.ts"

describe("a workspace id", () => {
  test("is 59 characters that read back", async () => {
    const wid = randomBytes(32)
    const text = await encodeWorkspaceId(wid)
    expect(text).toMatch(/^as1[a-z2-7]{56}$/)
    expect(await decodeWorkspaceId(text)).toEqual(wid)
  })

  test("is refused with any one character changed, in upper case, cut or longer", async () => {
    const text = await encodeWorkspaceId(randomBytes(32))
    for (let i = 0; i < text.length; i++) {
      const other = text[i] === "a" ? "b" : "a"
      const changed = text.slice(0, i) + other + text.slice(i + 1)
      await expect(decodeWorkspaceId(changed), `character ${i}`).rejects.toThrow("malformed")
    }
    for (const bad of [text.toUpperCase(), text.slice(0, -1), `${text}a`, ` ${text}`, ""]) {
      await expect(decodeWorkspaceId(bad)).rejects.toThrow("malformed")
    }
  })
})

describe("a Secret Key", () => {
  test("reads back whatever its case, spaces and hyphens", async () => {
    const sk = randomBytes(32)
    const text = await encodeSecretKey(sk)
    expect(text).toMatch(/^([A-Z2-7]{4}-){13}[A-Z2-7]{4}$/)
    for (const typed of [
      text,
      text.toLowerCase(),
      text.replaceAll("-", ""),
      ` ${text.replaceAll("-", " ")} `,
    ]) {
      expect(await decodeSecretKey(typed)).toEqual(sk)
    }
  })

  test("is not a recovery code, nor the other way round", async () => {
    const sk = randomBytes(32)
    await expect(decodeRecoveryCode(await encodeSecretKey(sk))).rejects.toThrow("malformed")
    await expect(decodeSecretKey(await encodeRecoveryCode(sk))).rejects.toThrow("malformed")
    expect(await decodeRecoveryCode(await encodeRecoveryCode(sk))).toEqual(sk)
  })

  test("is refused with a tab, a long s or a letter missing", async () => {
    const text = await encodeSecretKey(randomBytes(32))
    for (const bad of [`\t${text}`, text.replace(/.$/, "ſ"), text.slice(1), `${text}A`]) {
      await expect(decodeSecretKey(bad)).rejects.toThrow("malformed")
    }
  })
})

test("ids of conversations, members and messages read back only under their own prefix", () => {
  const sid = randomBytes(32)
  expect(decodeConversationId(encodeConversationId(sid))).toEqual(sid.slice(0, 16))
  const mid = sid.slice(16)
  expect(decodeMemberId(encodeMemberId(mid))).toEqual(mid)
  expect(decodeMessageId(randomMessageId())).toHaveLength(16)
  expect(() => decodeMemberId(encodeConversationId(sid))).toThrow("malformed")
  expect(() => decodeMessageId(`ms_${"a".repeat(25)}b`)).toThrow("malformed")
})

test("base64url reads back, and only its exact form is read", () => {
  const long: Bytes = randomBytes(65_536)
  for (const bytes of [new Uint8Array(), Uint8Array.of(0), Uint8Array.of(255, 254), long]) {
    expect(decodeBase64url(encodeBase64url(bytes))).toEqual(bytes)
  }
  for (const bad of ["A", "AA==", "AB", "A+AA", "AAA\n", "é"]) {
    expect(() => decodeBase64url(bad), bad).toThrow("malformed")
  }
})
