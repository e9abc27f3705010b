import type { Floors } from "./accept.ts"
import { encodeFloors, readFloors } from "./account-vault.ts"
import { decodeBase64url, encodeBase64url } from "./base64url.ts"
import { type Bytes, concat, utf8, variable } from "./bytes.ts"
import { decodeText, fixed, Reader, requireValid } from "./codec.ts"
import { malformed } from "./errors.ts"

/** What a signed-in device shows so that a new one needs the password only (`spec/protocol.md §7.3`). */
export type DeviceLink = {
  /** `email'` */
  readonly email: string
  readonly secretKey: Bytes
  readonly wid: Bytes
  readonly floors: Floors
}

const PREFIX = "#device/"
/** Longest e-mail address in bytes that a link may carry. */
const EMAIL_MAX = 254

/** The URL fragment, `#device/…`. Secret: show it, never send it. */
export function encodeDeviceLink({ email, secretKey, wid, floors }: DeviceLink): string {
  const parts = [variable(utf8(email)), fixed(secretKey, 32), fixed(wid, 32), encodeFloors(floors)]
  return PREFIX + encodeBase64url(concat(...parts))
}

/**
 * Reads a fragment, else `malformed`. The caller removes it from the address bar before any
 * request.
 */
export function decodeDeviceLink(fragment: string): DeviceLink {
  requireValid(fragment.startsWith(PREFIX) && fragment.length < 1_024)
  const reader = new Reader(decodeBase64url(fragment.slice(PREFIX.length)))
  const email = decodeText(reader.variable(EMAIL_MAX))
  if (email === "") throw malformed()
  const link = {
    email,
    secretKey: reader.take(32),
    wid: reader.take(32),
    floors: readFloors(reader),
  }
  reader.end()
  return link
}
