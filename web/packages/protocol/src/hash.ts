import { type Bytes, concat, u8, utf8 } from "./bytes.ts"

const ROOT = "aside/v1/"
const ZERO = u8(0)

/** `"aside/v1/" ‖ label ‖ 00 ‖ x`: what every hash, derivation and sealing context starts with. */
export function labelled(label: string, ...x: readonly Uint8Array[]): Bytes {
  return concat(utf8(ROOT + label), ZERO, ...x)
}

/** `H(label, x)` of 32 bytes (`spec/protocol.md §2`). */
export async function hash(label: string, ...x: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", labelled(label, ...x)))
}

/** A key that {@link expand} takes: HMAC-SHA-256, non-extractable, may be stored as it is. */
export type ExpandKey = CryptoKey

/** Imports 32 bytes as an {@link ExpandKey}. The caller wipes `k`. */
export async function importExpandKey(k: Bytes): Promise<ExpandKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  return crypto.subtle.importKey("raw", k, algorithm, false, ["sign"])
}

/** `Expand(k, label, ctx, n)` for n ≤ 32 (`spec/protocol.md §2`). */
export async function expand(
  key: ExpandKey,
  label: string,
  ctx: Uint8Array,
  n: number = 32,
): Promise<Bytes> {
  if (n > 32) throw new RangeError("expand gives at most 32 bytes")
  const block = await crypto.subtle.sign("HMAC", key, concat(labelled(label, ctx), u8(1)))
  return new Uint8Array(block).slice(0, n)
}

/** {@link expand} from raw bytes, which the caller wipes. */
export async function expandBytes(
  k: Bytes,
  label: string,
  ctx: Uint8Array,
  n: number = 32,
): Promise<Bytes> {
  return expand(await importExpandKey(k), label, ctx, n)
}
