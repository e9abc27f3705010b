import { type Bytes, utf8 } from "./bytes.ts"
import { hash, labelled } from "./hash.ts"
import { importSealKey, type SealKey } from "./seal.ts"
import { type SigningPair, signingPair } from "./signing-pair.ts"

/**
 * A Secret Key as a device keeps it: it derives, but nobody can read it out. Structured-cloneable;
 * may be stored as it is (`spec/protocol.md §7`).
 */
export type SecretKeyHandle = {
  /** HKDF, deriveBits, non-extractable. */
  readonly key: CryptoKey
  /** `sk_id` */
  readonly id: Bytes
}

/** What the person and the device bring together to unlock an account. */
export type Credentials = {
  readonly email: string
  readonly password: string
  readonly secretKey: SecretKeyHandle
}

/** Keys for signing in and for the account blob. */
export type AccountKeys = {
  /** `email'` */
  readonly email: string
  /** `auth_sk` and `auth_pk` */
  readonly auth: SigningPair
  /** `wrap_k` */
  readonly wrapKey: SealKey
}

const STRETCH_ITERATIONS = 1_000_000

/** `email'`: trimmed, NFKC, lower case (§7). */
export function normaliseEmail(email: string): string {
  const trimmed = email.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, "")
  return trimmed.normalize("NFKC").toLowerCase()
}

/** Imports the 32 bytes of a Secret Key. The caller wipes them. */
export async function importSecretKey(sk: Bytes): Promise<SecretKeyHandle> {
  const key = await crypto.subtle.importKey("raw", sk, "HKDF", false, ["deriveBits"])
  return { key, id: await hash("sk-id", sk) }
}

/** `stretch`: 32 bytes after a million rounds, about a second. The caller wipes them (§7). */
export async function stretchPassword(
  email: string,
  password: string,
  skId: Bytes,
): Promise<Bytes> {
  const secret = utf8(password.normalize("NFKC"))
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"])
  const salt = await hash("pw-salt", utf8(email), skId)
  const algorithm = { name: "PBKDF2", hash: "SHA-256", salt, iterations: STRETCH_ITERATIONS }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256))
}

/** Derives what signing in needs. Takes about a second. */
export async function deriveAccountKeys(credentials: Credentials): Promise<AccountKeys> {
  return withStretch(credentials, accountKeys)
}

/** Derives `root_wrap_k`, for opening the root blob only. Takes about a second. */
export async function deriveRootWrapKey(credentials: Credentials): Promise<SealKey> {
  return withStretch(credentials, rootWrapKey)
}

/** Derives everything at once for a new account. Takes about a second. */
export async function deriveNewAccountKeys(
  credentials: Credentials,
): Promise<AccountKeys & { readonly rootWrapKey: SealKey }> {
  return withStretch(credentials, async (stretched) => ({
    ...(await accountKeys(stretched)),
    rootWrapKey: await rootWrapKey(stretched),
  }))
}

type Stretched = { readonly email: string; readonly stretch: Bytes; readonly sk: CryptoKey }

async function withStretch<T>(
  { email, password, secretKey }: Credentials,
  use: (stretched: Stretched) => Promise<T>,
): Promise<T> {
  const normal = normaliseEmail(email)
  const stretch = await stretchPassword(normal, password, secretKey.id)
  try {
    return await use({ email: normal, stretch, sk: secretKey.key })
  } finally {
    stretch.fill(0)
  }
}

async function accountKeys(stretched: Stretched): Promise<AccountKeys> {
  const seed = await deriveBits(stretched, "auth")
  const auth = await signingPair(seed)
  seed.fill(0)
  return { email: stretched.email, auth, wrapKey: await sealKey(stretched, "wrap") }
}

function rootWrapKey(stretched: Stretched): Promise<SealKey> {
  return sealKey(stretched, "root-wrap")
}

async function sealKey(stretched: Stretched, label: string): Promise<SealKey> {
  const k = await deriveBits(stretched, label)
  const key = await importSealKey(k)
  k.fill(0)
  return key
}

/** `Expand(Extract(stretch, SK), label, email', 32)`, which is the browser's HKDF. */
async function deriveBits({ email, stretch, sk }: Stretched, label: string): Promise<Bytes> {
  const info = labelled(label, utf8(email))
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: stretch, info }
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, sk, 256))
}
