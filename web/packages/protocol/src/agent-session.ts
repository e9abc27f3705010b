import { type Bytes, equalBytes } from "./bytes.ts"
import { decap, type KemSeed } from "./encap.ts"
import { opaque, UnopenableError } from "./errors.ts"
import { importExpandKey } from "./hash.ts"
import { parseHello, sessionId, verifyHello } from "./objects/hello.ts"
import { rekeyHash, verifyRekey } from "./objects/rekey.ts"
import type { RosterFields } from "./objects/roster.ts"
import {
  type Generation,
  type GenerationInfo,
  generationInfo,
  SESSION_ROOT,
  Session,
} from "./session.ts"

/** An accepted epoch whose secret this agent holds. */
export type AgentEpoch = {
  readonly eid: number
  /** Number of the roster that the epoch certificate names. */
  readonly rosterN: number
  /** `ep_sk`, see `openWrap`. */
  readonly seed: KemSeed
}

/** What an agent has accepted, as far as opening sessions needs it. */
export type AgentView = {
  readonly wid: Bytes
  /** The epoch whose certificate has this hash. */
  epoch(hash: Bytes): AgentEpoch | undefined
  /** Number of the accepted roster with this hash. */
  rosterNumber(hash: Bytes): number | undefined
}

/** What became of a Rekey (`spec/protocol.md §5.3`). A fork is an alarm: the first one stays. */
export type RekeyVerdict = "accepted" | "replay" | "fork"

/** What an agent's device may keep for a conversation. Structured-cloneable, nothing extractable. */
export type StoredAgentSession = {
  readonly version: 1
  readonly hello: Bytes
  readonly generations: readonly Generation[]
}

/** Opens a Hello (§5.1, §5.2): `malformed`, `bad-signature`, else `unopenable`. `now` in Unix ms. */
export async function openHello(bytes: Bytes, view: AgentView, now: number): Promise<Session> {
  const hello = await verifyHello(bytes)
  if (!equalBytes(hello.wid, view.wid)) throw new UnopenableError()
  const generation = await openGeneration({ ...hello, g: 0, sid: null }, hello.enc, view, now)
  const { wid, vPk } = hello
  const sid = await sessionId(bytes)
  return new Session({ wid, sid, vPk, hello: bytes }, [{ ...generation, rekey: null }])
}

/**
 * Applies a Rekey to an agent's session (§5.3): `malformed`, `bad-signature`, else `unopenable`,
 * also for a generation that skips one or does not name the one before.
 */
export async function applyRekey(
  session: Session,
  bytes: Bytes,
  view: AgentView,
  now: number,
): Promise<RekeyVerdict> {
  const rekey = await verifyRekey(bytes, session.vPk)
  if (!equalBytes(rekey.sid, session.sid)) throw new UnopenableError()
  const known = session.generations[rekey.g]
  if (known) return known.rekey && equalBytes(known.rekey, bytes) ? "replay" : "fork"
  const { newest, wid, vPk, sid } = session
  const prev = newest.rekey ? await rekeyHash(newest.rekey) : sid
  if (rekey.g !== newest.g + 1 || !equalBytes(rekey.prev, prev)) throw new UnopenableError()
  const generation = await openGeneration({ ...rekey, wid, vPk, sid }, rekey.enc, view, now)
  session.append({ ...generation, rekey: bytes })
  return "accepted"
}

/**
 * True if the session's newest generation is of an epoch below the roster's `minEpoch`: then only
 * an `epoch-update` may be sent, and all else waits for the visitor's Rekey (§5.3).
 */
export function needsEpochUpdate(
  session: Session,
  view: AgentView,
  roster: Pick<RosterFields, "minEpoch">,
): boolean {
  const epoch = view.epoch(session.newest.epochHash)
  return epoch === undefined || epoch.eid < roster.minEpoch
}

/** What to keep of an agent's session so that a reload need not decapsulate again. */
export function storeAgentSession(session: Session): StoredAgentSession {
  return { version: 1, hello: session.hello, generations: [...session.generations] }
}

/** Inverse of {@link storeAgentSession}; a damaged one is `unopenable`. */
export async function resumeAgentSession(stored: StoredAgentSession): Promise<Session> {
  return opaque(async () => {
    const { wid, vPk } = parseHello(stored.hello)
    const sid = await sessionId(stored.hello)
    return new Session({ wid, sid, vPk, hello: stored.hello }, stored.generations)
  })
}

async function openGeneration(
  of: GenerationInfo,
  enc: Bytes,
  view: AgentView,
  now: number,
): Promise<Omit<Generation, "rekey">> {
  const epoch = view.epoch(of.epochHash)
  const rosterN = view.rosterNumber(of.rosterHash)
  if (!epoch || rosterN === undefined || epoch.rosterN > rosterN) throw new UnopenableError()
  const k = await decap(epoch.seed, enc, generationInfo(of), SESSION_ROOT)
  const root = await importExpandKey(k)
  k.fill(0)
  const { g, rosterHash, epochHash } = of
  return { g, root, rosterHash, epochHash, created: now }
}
