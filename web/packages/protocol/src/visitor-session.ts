import type { Accepted } from "./accept.ts"
import { type Bytes, concat, equalBytes, randomBytes } from "./bytes.ts"
import { encap } from "./encap.ts"
import { opaque } from "./errors.ts"
import { importExpandKey } from "./hash.ts"
import { visitorId } from "./ids.ts"
import { GENERATION_AGE_MAX } from "./limits.ts"
import { parseHello, sessionId, signHello } from "./objects/hello.ts"
import { rekeyHash, signRekey } from "./objects/rekey.ts"
import {
  type Generation,
  type GenerationInfo,
  generationInfo,
  SESSION_ROOT,
  Session,
} from "./session.ts"
import type { SigningKey } from "./sign.ts"

/**
 * What a visitor keeps on disk for one conversation. Structured-cloneable in every engine; nothing
 * in it is an extractable key: v_sk is wrapped under a non-extractable AES key.
 */
export type StoredSession = {
  readonly version: 1
  readonly hello: Bytes
  /** AES-GCM-256, non-extractable, wrapKey and unwrapKey. */
  readonly restKey: CryptoKey
  /** 12 bytes of nonce, then v_sk as PKCS #8 sealed under `restKey`. */
  readonly wrappedVisitorKey: Bytes
  readonly generations: readonly Generation[]
}

/** The visitor's side of a conversation. */
export class VisitorSession {
  readonly session: Session
  /** v_sk, non-extractable. */
  readonly sign: SigningKey
  /** `visitor_id`, the sender id of every envelope. */
  readonly senderId: Bytes
  readonly #restKey: CryptoKey
  readonly #wrappedVisitorKey: Bytes

  private constructor(
    session: Session,
    sign: SigningKey,
    senderId: Bytes,
    rest: Pick<StoredSession, "restKey" | "wrappedVisitorKey">,
  ) {
    this.session = session
    this.sign = sign
    this.senderId = senderId
    this.#restKey = rest.restKey
    this.#wrappedVisitorKey = rest.wrappedVisitorKey
  }

  /**
   * Makes v_sk and the Hello (`spec/protocol.md §5.1`). `now` is in Unix milliseconds. Store
   * {@link stored} before the Hello is sent.
   */
  static async create(accepted: Accepted, now: number): Promise<VisitorSession> {
    const { sign, vPk, restKey, wrappedVisitorKey } = await generateVisitorKey()
    const { nonce, enc, generation } = await makeGeneration(accepted, vPk, 0, null, now)
    const { wid } = accepted
    const fields = { wid, ...digests(accepted), vPk, nonce, enc }
    const hello = await signHello(fields, sign)
    const sid = await sessionId(hello)
    const session = new Session({ wid, sid, vPk, hello }, [{ ...generation, rekey: null }])
    const rest = { restKey, wrappedVisitorKey }
    return new VisitorSession(session, sign, await visitorId(vPk), rest)
  }

  /** Brings a stored session back; a damaged one is `unopenable`. */
  static async resume(stored: StoredSession): Promise<VisitorSession> {
    return opaque(async () => {
      const { wid, vPk } = parseHello(stored.hello)
      const sid = await sessionId(stored.hello)
      const sign = await unwrap(stored.wrappedVisitorKey, stored.restKey)
      const session = new Session({ wid, sid, vPk, hello: stored.hello }, stored.generations)
      return new VisitorSession(session, sign, await visitorId(vPk), stored)
    })
  }

  /** What to put into IndexedDB, after {@link create} and after every {@link rekey}. */
  stored(): StoredSession {
    return {
      version: 1,
      hello: this.session.hello,
      restKey: this.#restKey,
      wrappedVisitorKey: this.#wrappedVisitorKey,
      generations: [...this.session.generations],
    }
  }

  /** True if the next message needs a new generation (§5.3). */
  needsRekey(accepted: Accepted, now: number): boolean {
    const { epochHash, created } = this.session.newest
    return !equalBytes(epochHash, accepted.epochHash) || now - created >= GENERATION_AGE_MAX
  }

  /**
   * Makes the next generation and returns its Rekey (§5.3), which must reach the service before any
   * message under it. Store {@link stored} first.
   */
  async rekey(accepted: Accepted, now: number): Promise<Bytes> {
    const { session } = this
    const { sid, vPk, newest } = session
    const g = newest.g + 1
    const prev = newest.rekey ? await rekeyHash(newest.rekey) : sid
    const { nonce, enc, generation } = await makeGeneration(accepted, vPk, g, sid, now)
    const fields = { sid, g, prev, ...digests(accepted), nonce, enc }
    const rekey = await signRekey(fields, this.sign)
    session.append({ ...generation, rekey })
    return rekey
  }
}

function digests(accepted: Accepted): Pick<GenerationInfo, "rosterHash" | "epochHash"> {
  return { rosterHash: accepted.rosterHash, epochHash: accepted.epochHash }
}

type MadeGeneration = {
  readonly nonce: Bytes
  readonly enc: Bytes
  readonly generation: Omit<Generation, "rekey">
}

async function makeGeneration(
  accepted: Accepted,
  vPk: Bytes,
  g: number,
  sid: Bytes | null,
  now: number,
): Promise<MadeGeneration> {
  const nonce = randomBytes(32)
  const info = generationInfo({ wid: accepted.wid, ...digests(accepted), vPk, nonce, g, sid })
  const { enc, k } = await encap(accepted.epoch.epPk, info, SESSION_ROOT)
  const root = await importExpandKey(k)
  k.fill(0)
  return { nonce, enc, generation: { g, root, ...digests(accepted), created: now } }
}

async function generateVisitorKey(): Promise<
  { sign: SigningKey; vPk: Bytes } & Pick<StoredSession, "restKey" | "wrappedVisitorKey">
> {
  const aes = { name: "AES-GCM", length: 256 }
  const restKey = await crypto.subtle.generateKey(aes, false, ["wrapKey", "unwrapKey"])
  const pair = await generateSigningKey()
  const vPk = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))
  const iv = randomBytes(12)
  const wrapping = { name: "AES-GCM", iv }
  const wrapped = await crypto.subtle.wrapKey("pkcs8", pair.privateKey, restKey, wrapping)
  const wrappedVisitorKey = concat(iv, new Uint8Array(wrapped))
  return { sign: await unwrap(wrappedVisitorKey, restKey), vPk, restKey, wrappedVisitorKey }
}

// WebKitGTK fails with OperationError when it draws a seed that starts with 0, once in 256.
async function generateSigningKey(drawsLeft = 8): Promise<CryptoKeyPair> {
  try {
    const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])
    if ("privateKey" in pair) return pair
    throw new TypeError("Ed25519 must give a key pair")
  } catch (cause) {
    if (drawsLeft === 0 || !(cause instanceof DOMException)) throw cause
    return generateSigningKey(drawsLeft - 1)
  }
}

/** The usable form of v_sk: non-extractable, may only sign. */
function unwrap(wrapped: Bytes, restKey: CryptoKey): Promise<SigningKey> {
  const algorithm = { name: "AES-GCM", iv: wrapped.slice(0, 12) }
  const sealed = wrapped.slice(12)
  return crypto.subtle.unwrapKey("pkcs8", sealed, restKey, algorithm, "Ed25519", false, ["sign"])
}
