import { type Bytes, concat, u64, utf8, variable } from "./bytes.ts"
import { type SigningKey, sign } from "./sign.ts"

/** What a signed challenge is good for. */
export type LoginPurpose = "sign-in" | "sign-up"

/** What the client signs beside the purpose (`spec/protocol.md §7.1`). */
export type LoginChallenge = {
  /** The service's own origin as this client sees it, like `https://chat.example`. */
  readonly origin: string
  /** 32 bytes from the service. */
  readonly challenge: Bytes
  /** Unix milliseconds. */
  readonly time: number
}

/** Signature label of logins. */
export const LOGIN_LABEL = "svc-login"

/** Signs a login challenge with `auth_sk` (§7.1). */
export function signLogin(
  auth: SigningKey,
  login: LoginChallenge,
  purpose: LoginPurpose,
): Promise<Bytes> {
  return sign(auth, LOGIN_LABEL, loginMessage(login, purpose))
}

/** What a login signs under its label. */
export function loginMessage(
  { origin, challenge, time }: LoginChallenge,
  purpose: LoginPurpose,
): Bytes {
  return concat(variable(utf8(origin)), challenge, u64(time), variable(utf8(purpose)))
}
