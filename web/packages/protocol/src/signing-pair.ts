import { ed25519 } from "@noble/curves/ed25519.js"
import { encodeBase64url } from "./base64url.ts"
import { type Bytes, concat, randomBytes } from "./bytes.ts"
import type { SigningKey } from "./sign.ts"

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

/** A new Ed25519 seed; its first byte is not 0 (`spec/protocol.md §3`). */
export function randomSigningSeed(): Bytes {
  for (;;) {
    const seed = randomBytes(32)
    if (seed[0] !== 0) return seed
  }
}

/** Imports a seed as a non-extractable key and tells its public key. The caller wipes `seed`. */
export async function signingPair(seed: Bytes): Promise<SigningPair> {
  const pk = new Uint8Array(ed25519.getPublicKey(seed))
  const sign = await (seed[0] === 0 ? importAsJwk(seed, pk) : importAsPkcs8(seed))
  return { sign, pk }
}

async function importAsPkcs8(seed: Bytes): Promise<SigningKey> {
  const pkcs8 = seedToPkcs8(seed)
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"])
  pkcs8.fill(0)
  return key
}

// WebKitGTK refuses a PKCS #8 seed that starts with 0, and takes the same seed as a JWK. Derived
// seeds (auth_sk, rec_sig_sk) cannot be drawn again.
function importAsJwk(seed: Bytes, pk: Bytes): Promise<SigningKey> {
  const jwk = { kty: "OKP", crv: "Ed25519", d: encodeBase64url(seed), x: encodeBase64url(pk) }
  return crypto.subtle.importKey("jwk", jwk, "Ed25519", false, ["sign"])
}
