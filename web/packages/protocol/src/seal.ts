import { type Bytes, concat, equalBytes, randomBytes, u8, utf8 } from "./bytes.ts"
import { UnopenableError } from "./errors.ts"
import { labelled } from "./hash.ts"

/** Seals and opens: HMAC-SHA-512 over 32 bytes, non-extractable, may be stored as it is. */
export type SealKey = CryptoKey

const SALT_SIZE = 24
const COMMITMENT_SIZE = 32
const HEAD_SIZE = SALT_SIZE + COMMITMENT_SIZE
const CHUNK_SIZE = 16_384
const TAG_SIZE = 16
const SEALED_CHUNK_SIZE = CHUNK_SIZE + TAG_SIZE
const SUITE = concat(utf8("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM"), u8(0))

type Derived = { readonly key: CryptoKey; readonly baseNonce: Bytes; readonly commitment: Bytes }

/** Imports 32 bytes as a {@link SealKey}. The caller wipes `k`. */
export async function importSealKey(k: Bytes): Promise<SealKey> {
  const algorithm = { name: "HMAC", hash: "SHA-512" }
  return crypto.subtle.importKey("raw", k, algorithm, false, ["sign"])
}

/**
 * `Seal(k, label, ctx, m)` (`spec/protocol.md §2.2`): 56 bytes longer than `m`, plus 16 a chunk.
 * `salt` is 24 fresh random bytes; only tests pass their own.
 */
export async function seal(
  k: SealKey,
  label: string,
  ctx: Uint8Array,
  m: Uint8Array,
  salt: Bytes = randomBytes(SALT_SIZE),
): Promise<Bytes> {
  return sealContext(k, labelled(label, ctx), m, salt)
}

/** {@link seal} with the whole context given, without a label. */
export async function sealContext(
  k: SealKey,
  context: Uint8Array,
  m: Uint8Array,
  salt: Bytes,
): Promise<Bytes> {
  const { key, baseNonce, commitment } = await derive(k, salt, context, "encrypt")
  const count = Math.floor(m.length / CHUNK_SIZE) + 1
  const chunks = Array.from({ length: count }, async (_, i) => {
    const chunk = new Uint8Array(m.subarray(i * CHUNK_SIZE, (i + 1) * CHUNK_SIZE))
    const algorithm = { name: "AES-GCM", iv: nonceOf(baseNonce, i) }
    return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, chunk))
  })
  return concat(salt, commitment, ...(await Promise.all(chunks)))
}

/** Inverse of {@link seal}. Every failure is {@link UnopenableError} (§2.2). */
export async function open(
  k: SealKey,
  label: string,
  ctx: Uint8Array,
  sealed: Uint8Array,
): Promise<Bytes> {
  return openContext(k, labelled(label, ctx), sealed)
}

/** {@link open} with the whole context given, without a label. */
export async function openContext(
  k: SealKey,
  context: Uint8Array,
  sealed: Uint8Array,
): Promise<Bytes> {
  const body = sealed.subarray(HEAD_SIZE)
  const lastSize = body.length % SEALED_CHUNK_SIZE
  if (sealed.length < HEAD_SIZE + TAG_SIZE || lastSize < TAG_SIZE) throw new UnopenableError()
  try {
    const salt = new Uint8Array(sealed.subarray(0, SALT_SIZE))
    const { key, baseNonce, commitment } = await derive(k, salt, context, "decrypt")
    if (!equalBytes(commitment, sealed.subarray(SALT_SIZE, HEAD_SIZE))) throw new UnopenableError()
    const count = Math.floor(body.length / SEALED_CHUNK_SIZE) + 1
    const chunks = Array.from({ length: count }, async (_, i) => {
      const start = i * SEALED_CHUNK_SIZE
      const chunk = new Uint8Array(body.subarray(start, start + SEALED_CHUNK_SIZE))
      const algorithm = { name: "AES-GCM", iv: nonceOf(baseNonce, i) }
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, chunk))
    })
    return concat(...(await Promise.all(chunks)))
  } catch {
    throw new UnopenableError()
  }
}

/** HKDF-Expand-SHA512 to 76 bytes: two HMAC blocks. */
async function derive(
  k: SealKey,
  salt: Bytes,
  context: Uint8Array,
  usage: "encrypt" | "decrypt",
): Promise<Derived> {
  const info = concat(SUITE, salt, context)
  const first = new Uint8Array(await crypto.subtle.sign("HMAC", k, concat(info, u8(1))))
  const second = await crypto.subtle.sign("HMAC", k, concat(first, info, u8(2)))
  const okm = concat(first, new Uint8Array(second, 0, 12))
  const key = await crypto.subtle.importKey("raw", okm.slice(0, 32), "AES-GCM", false, [usage])
  const derived = { key, baseNonce: okm.slice(32, 44), commitment: okm.slice(44, 76) }
  okm.fill(0)
  first.fill(0)
  return derived
}

/** `base_nonce XOR i`, i as a 12-byte big-endian integer. */
function nonceOf(baseNonce: Bytes, i: number): Bytes {
  const nonce = new Uint8Array(baseNonce)
  const view = new DataView(nonce.buffer)
  view.setUint32(8, view.getUint32(8) ^ i)
  return nonce
}
