import { decodeBase64url } from "./base64url.ts"
import { type Bytes, concat } from "./bytes.ts"
import { StatementError } from "./errors.ts"
import { labelled } from "./hash.ts"
import { isOrderBounded, isSafePoint } from "./weak-points.ts"

/** A private Ed25519 key that can only sign. */
export type SigningKey = CryptoKey

/** A signing key and its public key. */
export type SigningPair = { readonly sign: SigningKey; readonly pk: Bytes }

const PKCS8_HEAD = Uint8Array.of(
  ...[
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ],
)

/** The PKCS #8 form of a 32-byte Ed25519 seed. The caller wipes it. */
export function seedToPkcs8(seed: Bytes): Bytes {
  return concat(PKCS8_HEAD, seed)
}

/** Imports a seed as a non-extractable key and tells its public key. The caller wipes `seed`. */
export async function signingPair(seed: Bytes): Promise<SigningPair> {
  const pkcs8 = seedToPkcs8(seed)
  const open = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"])
  const { x } = await crypto.subtle.exportKey("jwk", open)
  const sign = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"])
  pkcs8.fill(0)
  return { sign, pk: decodeBase64url(x ?? "") }
}

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
