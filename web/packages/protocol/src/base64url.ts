import type { Bytes } from "./bytes.ts"
import { malformed } from "./errors.ts"

/** Base64url without padding, the form of bytes in JSON. */
export function encodeBase64url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")
}

/** Inverse of {@link encodeBase64url}; anything but its exact output is `malformed`. */
export function decodeBase64url(text: string): Bytes {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw malformed()
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  if (encodeBase64url(bytes) !== text) throw malformed()
  return bytes
}
