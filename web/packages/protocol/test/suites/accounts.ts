import { deriveNewAccountKeys, importSecretKey, stretchPassword } from "../../src/account-keys.ts"
import { openAccount } from "../../src/account-vault.ts"
import { hex } from "../../src/bytes.ts"
import { decodeDeviceLink, encodeDeviceLink } from "../../src/device-link.ts"
import { LOGIN_LABEL, type LoginPurpose, loginMessage } from "../../src/login.ts"
import { openRoot } from "../../src/root-vault.ts"
import { importSealKey } from "../../src/seal.ts"
import { verify } from "../../src/sign.ts"
import { signingPair } from "../../src/signing-pair.ts"
import type { Fields } from "../fields.ts"
import { plain, type Run, readBack } from "./suite.ts"

export const accounts: Record<string, Run> = {
  async login(input) {
    const [origin, challenge] = [input.text("origin"), input.bytes("challenge")]
    const purpose = input.text("purpose") as LoginPurpose
    const [pk, signature] = [input.bytes("auth_pk"), input.bytes("signature")]
    const message = loginMessage({ origin, challenge, time: input.number("time") }, purpose)
    await verify(pk, signature, LOGIN_LABEL, message)
    return { message: hex(message) }
  },

  async "device-link"(input) {
    const fragment = input.text("fragment")
    const link = decodeDeviceLink(fragment)
    if (encodeDeviceLink(link) !== fragment) throw new Error("encodes differently")
    return plain(link)
  },

  async "account-blob"(input) {
    const kind = input.number("method_kind") === 1 ? "password" : "passkey"
    const key = await importSealKey(input.bytes("key"))
    const method = { kind, id: input.bytes("method_id"), key } as const
    const opened = await openAccount(input.bytes("blob"), method, input.number("floor"))
    const { sigSeed, kemSeed, sigPk, kemHash, methods, ...rest } = opened
    return { ...(plain(rest) as object), sig_sk: hex(sigSeed), kem_sk: hex(kemSeed) }
  },
}

/** Suites whose outputs are keys that cannot be read out: they take what is expected as well. */
export const keyedAccounts: Record<
  string,
  (input: Fields, expected: () => Fields) => Promise<unknown>
> = {
  async "account-stretch"(input, expected) {
    const [email, password] = [input.text("email"), input.text("password")]
    const secretKey = await importSecretKey(input.bytes("secret_key"))
    const keys = await deriveNewAccountKeys({ email, password, secretKey })
    const output = expected()
    return {
      email: keys.email,
      sk_id: hex(secretKey.id),
      stretch: hex(await stretchPassword(keys.email, password, secretKey.id)),
      auth_pk: hex(keys.auth.pk),
      wrap_k: await readBack(keys.wrapKey, output.bytes("wrap_k"), "SHA-512"),
      root_wrap_k: await readBack(keys.rootWrapKey, output.bytes("root_wrap_k"), "SHA-512"),
    }
  },

  async "root-blob"(input, expected) {
    const key = await importSealKey(input.bytes("key"))
    const { pk } = await openRoot(input.bytes("blob"), key)
    const seed = expected().bytes("root_sk")
    return { root_sk: hex((await signingPair(seed)).pk) === hex(pk) ? hex(seed) : hex(pk) }
  },
}
