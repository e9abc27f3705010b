import { type Bytes, isZero, variable } from "./bytes.ts"
import { Reader } from "./codec.ts"
import { UnopenableError } from "./errors.ts"

const PAD_MIN = 256

/** Length that `4 + n` bytes are padded to: 256, then Padmé (`spec/protocol.md §2.4`). */
export function paddedLength(n: number): number {
  const length = n + 4
  if (length <= PAD_MIN) return PAD_MIN
  const exponent = 31 - Math.clz32(length)
  const significant = 32 - Math.clz32(exponent)
  const step = 2 ** (exponent - significant)
  return Math.ceil(length / step) * step
}

/** `Pad(x)` */
export function pad(x: Uint8Array): Bytes {
  const padded = new Uint8Array(paddedLength(x.length))
  padded.set(variable(x))
  return padded
}

/** Inverse of {@link pad}; another length or a byte that is not zero is `unopenable`. */
export function unpad(padded: Uint8Array): Bytes {
  try {
    const reader = new Reader(padded)
    const x = reader.variable(padded.length)
    const isExact = padded.length === paddedLength(x.length)
    if (isExact && isZero(reader.take(reader.left))) return x
  } catch {
    // Falls through: a wrong length inside is one failure among others.
  }
  throw new UnopenableError()
}
