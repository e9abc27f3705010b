/** Encodings that no key or signature may have (`spec/protocol.md §2.1, §2.3`), little-endian. */

const P = `ed${"ff".repeat(30)}7f`
const P_MINUS_1 = `ec${"ff".repeat(30)}7f`
const P_PLUS_1 = `ee${"ff".repeat(30)}7f`
const ZERO = "00".repeat(32)
const ONE = `01${"00".repeat(31)}`
const ORDER = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010"

const SMALL_EDWARDS_Y: readonly Uint8Array[] = [
  ZERO,
  ONE,
  P_MINUS_1,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
].map(fromHex)

const SMALL_MONTGOMERY_U: readonly Uint8Array[] = [
  ZERO,
  ONE,
  "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
  "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  P_MINUS_1,
  P,
  P_PLUS_1,
].map(fromHex)

const P_BYTES = fromHex(P)
const ORDER_BYTES = fromHex(ORDER)

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}

function withoutTopBit(encoding: Uint8Array): Uint8Array {
  const copy = new Uint8Array(encoding)
  copy[31] = (copy[31] ?? 0) & 0x7f
  return copy
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, i) => byte === b[i])
}

/** True if little-endian `a` is below little-endian `b`. Public values only. */
function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 31; i >= 0; i--) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

/** True unless a 32-byte Ed25519 point is of small order or not canonical (§2.1). */
export function isSafePoint(encoding: Uint8Array): boolean {
  const y = withoutTopBit(encoding)
  return isBelow(y, P_BYTES) && !SMALL_EDWARDS_Y.some((small) => same(small, y))
}

/** True if the S of a signature is below the group order (§2.1). */
export function isOrderBounded(s: Uint8Array): boolean {
  return isBelow(s, ORDER_BYTES)
}

/** True unless a 32-byte X25519 public key is of small order (§2.3). */
export function isSafeExchangeKey(encoding: Uint8Array): boolean {
  const u = withoutTopBit(encoding)
  return !SMALL_MONTGOMERY_U.some((small) => same(small, u))
}
