import { type Bytes, compareBytes, concat, integer, u16, utf8, variable } from "./bytes.ts"
import { malformed } from "./errors.ts"
import { OBJECT_MAX } from "./limits.ts"

/** Types of objects (`spec/protocol.md §1.2`). */
export const OBJECT_TYPE = {
  genesis: 0x01,
  rootLink: 0x02,
  roster: 0x03,
  epoch: 0x04,
  wrap: 0x05,
  appearance: 0x06,
  hello: 0x10,
  rekey: 0x11,
  envelope: 0x12,
  accountBlob: 0x20,
  rootBlob: 0x21,
} as const

const MAGIC = utf8("asd1")
const SUITE = 1

/** The header of an object followed by its fields (§1.2). */
export function encodeObject(type: number, ...fields: readonly Uint8Array[]): Bytes {
  return concat(MAGIC, Uint8Array.of(type), u16(SUITE), ...fields)
}

/** A field of exactly `n` bytes; another size is a mistake of the caller. */
export function fixed(bytes: Uint8Array, n: number): Uint8Array {
  if (bytes.length !== n) throw new RangeError(`expected ${n} bytes`)
  return bytes
}

/** Every byte of an object before its first signature (§1.2). */
export function signedPart(object: Uint8Array, signatures: 1 | 2 = 1): Bytes {
  return new Uint8Array(object.subarray(0, -64 * signatures))
}

/** Reads fields in order. Every method throws `malformed` and never reads past the end. */
export class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  /** Starts at the first byte of `bytes`, which are not copied. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Bytes read so far. */
  get position(): number {
    return this.#at
  }

  /** Bytes that are left. */
  get left(): number {
    return this.#bytes.length - this.#at
  }

  /** A copy of the next `n` bytes. */
  take(n: number): Bytes {
    if (n > this.left) throw malformed()
    const part = new Uint8Array(this.#bytes.subarray(this.#at, this.#at + n))
    this.#at += n
    return part
  }

  u8(): number {
    return this.#integer(1)
  }

  u16(): number {
    return this.#integer(2)
  }

  u32(): number {
    return this.#integer(4)
  }

  /** At most 2⁵³ − 1. */
  u64(): number {
    const value = this.#integer(8)
    if (!Number.isSafeInteger(value)) throw malformed()
    return value
  }

  /** `V(x)` with at most `max` bytes. */
  variable(max: number = OBJECT_MAX): Bytes {
    const length = this.u32()
    if (length > max) throw malformed()
    return this.take(length)
  }

  /** `V(x)` that must have exactly `size` bytes. */
  variableOf(size: number): Bytes {
    if (this.u32() !== size) throw malformed()
    return this.take(size)
  }

  /** `V(text)` with at most `max` bytes of NFC UTF-8 without U+0000. */
  text(max: number): string {
    return decodeText(this.variable(max))
  }

  /** `L8` or `L16` (`size` 1 or 2) with at most `max` items of at least `itemMin` bytes each. */
  list<T>(size: 1 | 2, max: number, itemMin: number, item: (reader: Reader) => T): T[] {
    const count = this.#integer(size)
    if (count > max || count * itemMin > this.left) throw malformed()
    return Array.from({ length: count }, () => item(this))
  }

  /** Fails unless everything was read. */
  end(): void {
    if (this.left !== 0) throw malformed()
  }

  #integer(size: number): number {
    if (size > this.left) throw malformed()
    let value = 0
    for (let i = 0; i < size; i++) value = value * 256 + (this.#bytes[this.#at + i] ?? 0)
    this.#at += size
    return value
  }
}

/** A reader behind the header of an object of this type; the total size is checked first (§1.2). */
export function openObject(bytes: Uint8Array, type: number): Reader {
  if (bytes.length > OBJECT_MAX) throw malformed()
  const reader = new Reader(bytes)
  if (compareBytes(reader.take(MAGIC.length), MAGIC) !== 0) throw malformed()
  if (reader.u8() !== type || reader.u16() !== SUITE) throw malformed()
  return reader
}

/** Decodes NFC UTF-8 without U+0000, else `malformed` (§1.1). */
export function decodeText(bytes: Uint8Array): string {
  let text: string
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw malformed()
  }
  if (text.includes("\0") || text.normalize("NFC") !== text) throw malformed()
  return text
}

/** `V(text)` of a text brought into NFC. Longer than `max` bytes or with U+0000: `malformed`. */
export function encodeText(text: string, max: number): Bytes {
  const bytes = utf8(text.normalize("NFC"))
  if (bytes.length > max || text.includes("\0")) throw malformed()
  return variable(bytes)
}

/** `L8` or `L16` of encoded items, at most `max`. */
export function encodeList(size: 1 | 2, max: number, items: readonly Uint8Array[]): Bytes {
  if (items.length > max) throw malformed()
  return concat(integer(items.length, size), ...items)
}

/** Fails unless the keys are strictly ascending as bytes. */
export function requireAscending(keys: readonly Uint8Array[]): void {
  for (const [i, key] of keys.entries()) {
    const before = keys[i - 1]
    if (before !== undefined && compareBytes(before, key) >= 0) throw malformed()
  }
}

/** Fails with `malformed` unless `condition` holds. */
export function requireValid(condition: boolean): void {
  if (!condition) throw malformed()
}
