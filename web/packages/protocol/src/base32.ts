import type { Bytes } from "./bytes.ts"
import { malformed } from "./errors.ts"

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"

/** `b32(x)`: RFC 4648 base32, lower case, without padding (`spec/protocol.md §1.5`). */
export function encodeBase32(bytes: Uint8Array): string {
  let text = ""
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    bits += 8
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text
}

/** Inverse of {@link encodeBase32} for a known size; unused trailing bits must be zero. */
export function decodeBase32(text: string, size: number): Bytes {
  if (text.length !== Math.ceil((size * 8) / 5)) throw malformed()
  const bytes = new Uint8Array(size)
  let bits = 0
  let held = 0
  let at = 0
  for (const character of text) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) throw malformed()
    held = (held << 5) | value
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = held >> bits
    held &= (1 << bits) - 1
  }
  if (held !== 0) throw malformed()
  return bytes
}
