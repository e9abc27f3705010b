/** A byte string in memory of its own; what SubtleCrypto takes and gives. */
export type Bytes = Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()

/** `a ‖ b ‖ …` (`spec/protocol.md §1.1`). */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The UTF-8 of a string. */
export function utf8(text: string): Bytes {
  return encoder.encode(text)
}

/** True if both hold the same bytes; takes the same time wherever they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0)
  return difference === 0
}

/** Order of byte strings: negative, zero or positive as `a` is before, equal to or after `b`. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** True if every byte is zero. */
export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0)
}

/** Lower-case hexadecimal, for keys of maps. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** `n` bytes from the system's random generator. */
export function randomBytes(n: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(n))
}

/** An unsigned big-endian integer of `size` bytes, at most 2⁵³ − 1 (`spec/protocol.md §1.1`). */
export function integer(value: number, size: 1 | 2 | 4 | 8): Bytes {
  const bytes = new Uint8Array(size)
  let rest = value
  for (let i = size - 1; i >= 0; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  if (rest !== 0 || !Number.isSafeInteger(value)) throw new RangeError("integer out of range")
  return bytes
}

/** `u8(value)` */
export const u8 = (value: number): Bytes => integer(value, 1)
/** `u16(value)` */
export const u16 = (value: number): Bytes => integer(value, 2)
/** `u32(value)` */
export const u32 = (value: number): Bytes => integer(value, 4)
/** `u64(value)` */
export const u64 = (value: number): Bytes => integer(value, 8)

/** `V(x) = u32(len x) ‖ x` */
export function variable(x: Uint8Array): Bytes {
  return concat(u32(x.length), x)
}
