import { beforeAll, describe, expect, test } from "vitest"
import { deriveAccountKeys, deriveRootWrapKey, normaliseEmail } from "../src/account-keys.ts"
import { openAccount, PASSWORD, sealAccount } from "../src/account-vault.ts"
import { concat } from "../src/bytes.ts"
import { decodeDeviceLink, encodeDeviceLink } from "../src/device-link.ts"
import { signLogin } from "../src/login.ts"
import { openRoot } from "../src/root-vault.ts"
import { verify } from "../src/sign.ts"
import { decodeSecretKey } from "../src/text-forms.ts"
import { makeWorld, NOW, type World } from "./support.ts"

let world: World

beforeAll(async () => {
  world = await makeWorld()
})

function credentials(password = "correct horse") {
  return { email: "ada@example.com", password, secretKey: world.made.secretKey }
}

describe("an account", () => {
  test("opens on another device with address, password and Secret Key", async () => {
    const { made } = world
    const keys = await deriveAccountKeys(credentials())
    expect(keys.auth.pk).toEqual(made.account.auth.pk)
    const opened = await openAccount(made.accountBlob, { ...PASSWORD, key: keys.wrapKey })
    expect(opened).toMatchObject({ ...made.content, n: 1, mid: made.mid, wid: made.wid })
    expect(await decodeSecretKey(made.kit.secretKey)).toEqual(opened.secretKey)
    const root = await openRoot(made.rootBlob, await deriveRootWrapKey(credentials()))
    expect(root.pk).toEqual(world.accepted.rootPk)
  })

  test("stays shut with another password", async () => {
    const keys = await deriveAccountKeys(credentials("wrong horse"))
    const opening = openAccount(world.made.accountBlob, { ...PASSWORD, key: keys.wrapKey })
    await expect(opening).rejects.toMatchObject({ code: "unopenable" })
    expect(keys.auth.pk).not.toEqual(world.made.account.auth.pk)
  })

  test("is refused when the service hands out an older version", async () => {
    const { made } = world
    const method = { ...PASSWORD, key: made.account.wrapKey }
    const opening = openAccount(made.accountBlob, method, 2)
    await expect(opening).rejects.toMatchObject({ code: "rollback" })
    const second = await sealAccount({ ...made, n: 2 }, made.content, [method])
    expect((await openAccount(second, method, 2)).n).toBe(2)
  })

  test("is refused when any byte of it was changed", async () => {
    const { made } = world
    const method = { ...PASSWORD, key: made.account.wrapKey }
    for (let at = 7; at < made.accountBlob.length; at += 41) {
      const changed = new Uint8Array(made.accountBlob)
      changed[at] = (changed[at] ?? 0) ^ 1
      await expect(openAccount(changed, method), `byte ${at}`).rejects.toThrow()
    }
  })

  test("is refused with a second unlock method that the inside does not list", async () => {
    const { made } = world
    const method = { ...PASSWORD, key: made.account.wrapKey }
    const passkey = { kind: "passkey", id: new Uint8Array(16), key: made.account.wrapKey } as const
    const two = await sealAccount({ ...made, n: 2 }, made.content, [method, passkey])
    expect((await openAccount(two, passkey)).methods).toHaveLength(2)
    const start = 7 + 32 + 16 + 4 + 32 + 32
    const methodSize = 1 + 16 + 4 + 104
    const head = two.slice(0, start)
    const one = two.slice(start + 1, start + 1 + methodSize)
    const cut = concat(head, Uint8Array.of(1), one, two.slice(start + 1 + 2 * methodSize))
    await expect(openAccount(cut, method)).rejects.toMatchObject({ code: "unopenable" })
  })
})

test("a signed login names origin, challenge, time and purpose", async () => {
  const { auth } = world.made.account
  const challenge = { origin: "https://chat.example", challenge: new Uint8Array(32), time: NOW }
  const signature = await signLogin(auth.sign, challenge, "sign-in")
  await expect(verify(auth.pk, signature, "svc-login", new Uint8Array(0))).rejects.toThrow()
  expect(signature).not.toEqual(await signLogin(auth.sign, challenge, "sign-up"))
  const elsewhere = { ...challenge, origin: "https://evil.example" }
  expect(signature).not.toEqual(await signLogin(auth.sign, elsewhere, "sign-in"))
})

describe("a device link", () => {
  test("carries what a new device needs", () => {
    const { wid, content } = world.made
    const link = { email: "ada@example.com", secretKey: content.secretKey, wid }
    const full = { ...link, floors: { links: 0, roster: 1, epoch: null, appearance: 1 } }
    expect(decodeDeviceLink(encodeDeviceLink(full))).toEqual(full)
  })

  test.each([
    "",
    "#device/",
    "#device/AAAA",
    "#device/!",
    "#join/AAAA",
    `#device/${"A".repeat(2000)}`,
  ])("is refused when it reads %j", (fragment) => {
    expect(() => decodeDeviceLink(fragment)).toThrow("malformed")
  })
})

test("an address is trimmed, composed and lowered the same way everywhere", () => {
  expect(normaliseEmail("  Ada@Example.COM\u00a0")).toBe("ada@example.com")
  expect(normaliseEmail("\uff21da@example.com")).toBe("ada@example.com")
})
