import type { AgentView } from "./agent-session.ts"
import { type Bytes, concat, equalBytes, randomBytes } from "./bytes.ts"
import type { KemSeed } from "./encap.ts"
import type { EpochSecret } from "./epochs.ts"
import { opaque } from "./errors.ts"
import type { RosterBook } from "./roster-book.ts"
import type { SenderIdentity } from "./sender.ts"
import type { SigningKey } from "./sign.ts"
import { seedToPkcs8, signingPair } from "./signing-pair.ts"

/** A member's keys in memory while an inbox is unlocked. */
export type AgentKeys = {
  readonly wid: Bytes
  readonly mid: Bytes
  readonly sigPk: Bytes
  readonly kemHash: Bytes
  /** `sig_sk`, non-extractable. */
  readonly sign: SigningKey
  readonly kemSeed: KemSeed
  readonly epochs: readonly EpochSecret[]
}

/** A sealed secret at rest: 12 bytes of nonce, then AES-GCM. */
type AtRest = Bytes

/**
 * What a signed-in device keeps in IndexedDB. Structured-cloneable in every engine; the only key
 * object is a non-extractable AES key.
 */
export type StoredAgentKeys = {
  readonly version: 1
  readonly wid: Bytes
  readonly mid: Bytes
  readonly sigPk: Bytes
  readonly kemHash: Bytes
  /** AES-GCM-256, non-extractable. */
  readonly restKey: CryptoKey
  /** `sig_sk` as PKCS #8. */
  readonly sig: AtRest
  readonly kem: AtRest
  readonly epochs: readonly StoredEpoch[]
}

type StoredEpoch = Pick<EpochSecret, "eid" | "hash" | "rosterN"> & {
  readonly es: AtRest
  readonly seed: AtRest
}

/** Seals a member's keys for rest on this device, from the seeds of an opened account. */
export async function storeAgentKeys(
  keys: Omit<AgentKeys, "sign"> & { readonly sigSeed: Bytes },
): Promise<StoredAgentKeys> {
  const aes = { name: "AES-GCM", length: 256 }
  const usages: KeyUsage[] = ["encrypt", "decrypt", "unwrapKey"]
  const restKey = await crypto.subtle.generateKey(aes, false, usages)
  const { wid, mid, sigPk, kemHash, sigSeed, kemSeed } = keys
  const pkcs8 = seedToPkcs8(sigSeed)
  const sig = await rest(restKey, pkcs8)
  pkcs8.fill(0)
  const kem = await rest(restKey, kemSeed)
  const epochs = await Promise.all(keys.epochs.map((epoch) => restEpoch(restKey, epoch)))
  return { version: 1, wid, mid, sigPk, kemHash, restKey, sig, kem, epochs }
}

/** Adds an epoch's secret to stored keys; one that is there already changes nothing. */
export async function storeEpoch(
  stored: StoredAgentKeys,
  epoch: EpochSecret,
): Promise<StoredAgentKeys> {
  if (stored.epochs.some((other) => equalBytes(other.hash, epoch.hash))) return stored
  return { ...stored, epochs: [...stored.epochs, await restEpoch(stored.restKey, epoch)] }
}

/** Inverse of {@link storeAgentKeys}; damaged keys are `unopenable`. */
export async function loadAgentKeys(stored: StoredAgentKeys): Promise<AgentKeys> {
  return opaque(async () => {
    const { wid, mid, sigPk, kemHash, restKey } = stored
    const sign = await unwrapSigningKey(restKey, stored.sig)
    const kemSeed = await unrest(restKey, stored.kem)
    const epochs = await Promise.all(stored.epochs.map((epoch) => unrestEpoch(restKey, epoch)))
    return { wid, mid, sigPk, kemHash, sign, kemSeed, epochs }
  })
}

/** A member's keys from the seeds of an opened account, for use at once. The caller wipes sigSeed. */
export async function importAgentKeys(
  keys: Omit<AgentKeys, "sign"> & { readonly sigSeed: Bytes },
): Promise<AgentKeys> {
  const { wid, mid, sigPk, kemHash, kemSeed, epochs } = keys
  const { sign } = await signingPair(keys.sigSeed)
  return { wid, mid, sigPk, kemHash, sign, kemSeed, epochs }
}

/** How this member sends. */
export function agentIdentity(keys: AgentKeys): SenderIdentity {
  return { kind: "member", id: keys.mid, sign: keys.sign }
}

/** What `openHello` and `applyRekey` need of an agent's keys and accepted rosters. */
export function agentView(keys: AgentKeys, rosters: RosterBook): AgentView {
  return {
    wid: keys.wid,
    epoch: (hash) => keys.epochs.find((epoch) => equalBytes(epoch.hash, hash)),
    rosterNumber: (hash) => rosters.rosterNumber(hash),
  }
}

async function restEpoch(restKey: CryptoKey, epoch: EpochSecret): Promise<StoredEpoch> {
  const { eid, hash, rosterN } = epoch
  return {
    eid,
    hash,
    rosterN,
    es: await rest(restKey, epoch.es),
    seed: await rest(restKey, epoch.seed),
  }
}

async function unrestEpoch(restKey: CryptoKey, epoch: StoredEpoch): Promise<EpochSecret> {
  const es = await unrest(restKey, epoch.es)
  return { ...epoch, es, seed: await unrest(restKey, epoch.seed) }
}

async function rest(restKey: CryptoKey, secret: Bytes): Promise<AtRest> {
  const iv = randomBytes(12)
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, restKey, secret)
  return concat(iv, new Uint8Array(sealed))
}

async function unrest(restKey: CryptoKey, resting: AtRest): Promise<Bytes> {
  const algorithm = { name: "AES-GCM", iv: resting.slice(0, 12) }
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, restKey, resting.slice(12)))
}

function unwrapSigningKey(restKey: CryptoKey, resting: AtRest): Promise<SigningKey> {
  const algorithm = { name: "AES-GCM", iv: resting.slice(0, 12) }
  const sealed = resting.slice(12)
  return crypto.subtle.unwrapKey("pkcs8", sealed, restKey, algorithm, "Ed25519", false, ["sign"])
}
