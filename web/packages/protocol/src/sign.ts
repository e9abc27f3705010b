import type { Bytes } from "./bytes.ts"
import { StatementError } from "./errors.ts"
import { labelled } from "./hash.ts"
import { isOrderBounded, isSafePoint } from "./weak-points.ts"

/** A private Ed25519 key that can only sign. */
export type SigningKey = CryptoKey

/** `"aside/v1/sig/" ‖ label ‖ 00 ‖ x` */
function preimage(label: string, x: readonly Uint8Array[]): Bytes {
  return labelled(`sig/${label}`, ...x)
}

/** `Sign(sk, label, x)`, 64 bytes (`spec/protocol.md §2.1`). */
export async function sign(
  key: SigningKey,
  label: string,
  ...x: readonly Uint8Array[]
): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, preimage(label, x)))
}

/** Resolves if `signature` is by `pk` over `x`, else throws `bad-signature` (§2.1). */
export async function verify(
  pk: Bytes,
  signature: Bytes,
  label: string,
  ...x: readonly Uint8Array[]
): Promise<void> {
  if (!(await verifies(pk, signature, preimage(label, x))))
    throw new StatementError("bad-signature")
}

/** The strict verification of §2.1 over a whole message, without a label. */
export async function verifies(pk: Bytes, signature: Bytes, message: Bytes): Promise<boolean> {
  if (pk.length !== 32 || signature.length !== 64) return false
  if (!isSafePoint(pk) || !isSafePoint(signature.subarray(0, 32))) return false
  if (!isOrderBounded(signature.subarray(32))) return false
  try {
    const key = await crypto.subtle.importKey("raw", pk, "Ed25519", false, ["verify"])
    return await crypto.subtle.verify("Ed25519", key, signature, message)
  } catch {
    return false
  }
}
