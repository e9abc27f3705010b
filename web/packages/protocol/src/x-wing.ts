import { sha3_256, shake256 } from "@noble/hashes/sha3.js"
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js"
import { type Bytes, concat, randomBytes, utf8 } from "./bytes.ts"

/**
 * X-Wing (KEM 0x647a): ML-KEM-768 from noble, X25519 from SubtleCrypto. Keys are raw bytes; the
 * 32-byte seed is the private key. Callers have refused X25519 keys of small order.
 */

const LABEL = utf8("\\.//^\\")
const PQ_PUBLIC_SIZE = 1_184
const PQ_CIPHERTEXT_SIZE = 1_088
const PKCS8_HEAD = Uint8Array.of(
  ...[
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20,
  ],
)
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(31))

/** What encapsulating gives: the 1,120 bytes to send and the 32 secret ones. */
export type Encapsulated = { readonly enc: Bytes; readonly secret: Bytes }

type Expanded = {
  readonly pqSecret: Uint8Array
  readonly pqPublic: Uint8Array
  readonly exchange: CryptoKey
  readonly exchangePublic: Bytes
}

/** The 1,216-byte public key of a 32-byte seed. */
export async function xWingPublicKey(seed: Uint8Array): Promise<Bytes> {
  const { pqSecret, pqPublic, exchangePublic } = await expandSeed(seed)
  pqSecret.fill(0)
  return concat(pqPublic, exchangePublic)
}

/** Encapsulates to a public key; throws if its ML-KEM part is not valid. */
export async function xWingEncapsulate(
  pk: Uint8Array,
  randomness: Bytes = randomBytes(64),
): Promise<Encapsulated> {
  const pq = ml_kem768.encapsulate(pk.slice(0, PQ_PUBLIC_SIZE), randomness.slice(0, 32))
  const exchangePublic = pk.slice(PQ_PUBLIC_SIZE)
  const ephemeral = await importExchangeKey(randomness.slice(32))
  const ct = await agree(ephemeral, BASE_POINT)
  const shared = await agree(ephemeral, exchangePublic)
  const secret = combine(pq.sharedSecret, shared, ct, exchangePublic)
  wipe(pq.sharedSecret, shared, randomness)
  return { enc: concat(pq.cipherText, ct), secret }
}

/** Decapsulates `enc` with the seed of a private key. */
export async function xWingDecapsulate(seed: Uint8Array, enc: Uint8Array): Promise<Bytes> {
  const { pqSecret, exchange, exchangePublic } = await expandSeed(seed)
  const ct = enc.slice(PQ_CIPHERTEXT_SIZE)
  const pqShared = ml_kem768.decapsulate(enc.slice(0, PQ_CIPHERTEXT_SIZE), pqSecret)
  const shared = await agree(exchange, ct)
  const secret = combine(pqShared, shared, ct, exchangePublic)
  wipe(pqSecret, pqShared, shared)
  return secret
}

async function expandSeed(seed: Uint8Array): Promise<Expanded> {
  const expanded = shake256(seed, { dkLen: 96 })
  const pq = ml_kem768.keygen(expanded.slice(0, 64))
  const exchange = await importExchangeKey(expanded.slice(64))
  expanded.fill(0)
  const exchangePublic = await agree(exchange, BASE_POINT)
  return { pqSecret: pq.secretKey, pqPublic: pq.publicKey, exchange, exchangePublic }
}

function combine(pq: Uint8Array, shared: Bytes, ct: Uint8Array, pk: Uint8Array): Bytes {
  return new Uint8Array(sha3_256(concat(pq, shared, ct, pk, LABEL)))
}

// X25519 clears the low three bits of the first byte, so 1 there gives the key that 0 gives; WebKitGTK
// refuses a private key that starts with 0.
async function importExchangeKey(sk: Uint8Array): Promise<CryptoKey> {
  if (sk[0] === 0) sk[0] = 1
  const pkcs8 = concat(PKCS8_HEAD, sk)
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "X25519", false, ["deriveBits"])
  wipe(pkcs8, sk)
  return key
}

async function agree(sk: CryptoKey, pk: Uint8Array): Promise<Bytes> {
  const peer = await crypto.subtle.importKey("raw", new Uint8Array(pk), "X25519", false, [])
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: peer }, sk, 256))
}

function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0)
}
