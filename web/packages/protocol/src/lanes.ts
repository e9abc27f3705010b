import { type Bytes, compareBytes, equalBytes, hex, isZero } from "./bytes.ts"
import type { Head } from "./inner.ts"
import { orderItems } from "./lane-order.ts"
import { HEADS_MAX, SIGNAL_AGE_MAX } from "./limits.ts"
import type { OpenedEnvelope } from "./messages.ts"
import type { Direction } from "./objects/envelope.ts"

/** What the tracker needs of an opened message. `position` is the service's order. */
export type LaneMessage = {
  readonly lane: Bytes
  readonly seq: number
  readonly hash: Bytes
  readonly prev: Bytes
  readonly g: number
  readonly dir: Direction
  readonly heads: readonly Head[]
  readonly position: number
}

/** Verdict on a message (`spec/protocol.md §6.2`). */
export type LaneVerdict = "accepted" | "replay" | "fork" | "unopenable"

/** A verdict, and whether somebody lies: a fork, or a head with another hash. */
export type Judgement = { readonly verdict: LaneVerdict; readonly alarm: boolean }

/** Names a message that has not arrived. */
export type MissingMessage = { readonly lane: Bytes; readonly seq: number }

/** How far a message got. */
export type Delivery = "sent" | "delivered" | "seen"

type Lane = {
  readonly id: Bytes
  readonly messages: Map<number, LaneMessage>
  /** Heads that name this lane, by seq. */
  readonly named: Map<number, NamedHead[]>
  newest: LaneMessage | undefined
}

type NamedHead = {
  readonly hash: Bytes
  readonly dir: Direction
  readonly isSeen: boolean
  /** False for a signal's: those make nothing missing. */
  readonly isMessage: boolean
}

/** Most missing messages that are told at once; a lying peer can name any number. */
const MISSING_MAX = 1_000

/** The message of an opened envelope as the tracker wants it. */
export function laneMessage(opened: OpenedEnvelope, position: number): LaneMessage {
  const { lane, seq, prev, heads } = opened.inner
  const { g, dir } = opened.envelope
  return { lane, seq, hash: opened.hash, prev, g, dir, heads, position }
}

/** Lanes and heads of one session: verdicts, holes, order, delivery. Pure; no clock, no storage. */
export class LaneTracker {
  readonly #lanes = new Map<string, Lane>()
  readonly #signals = new Map<string, number>()
  /** In order of acceptance. */
  readonly #accepted: LaneMessage[] = []

  /** Judges a message and, if accepted, remembers it and what its heads name. */
  judge(message: LaneMessage): Judgement {
    const lane = this.#lane(message.lane)
    const verdict = judgeIn(lane, message)
    if (verdict !== "accepted") return { verdict, alarm: verdict === "fork" }
    lane.messages.set(message.seq, message)
    if (!lane.newest || message.seq > lane.newest.seq) lane.newest = message
    this.#accepted.push(message)
    const wasMisnamed = (lane.named.get(message.seq) ?? []).some(
      (named) => named.isMessage && !equalBytes(named.hash, message.hash),
    )
    const isFalse = this.#name(message.heads, message.dir, { isSeen: false, isMessage: true })
    return { verdict, alarm: wasMisnamed || isFalse }
  }

  /** Judges a signal by its lane's seq and its age; `now` in Unix milliseconds. */
  acceptsSignal(signal: { lane: Bytes; seq: number; time: number }, now: number): boolean {
    const key = hex(signal.lane)
    const isFresh = Math.abs(now - signal.time) <= SIGNAL_AGE_MAX
    if (!isFresh || signal.seq <= (this.#signals.get(key) ?? -1)) return false
    this.#signals.set(key, signal.seq)
    return true
  }

  /** Notes the heads of an accepted signal; those of a `seen` receipt with `isSeen`. */
  noteSignal(heads: readonly Head[], dir: Direction, isSeen: boolean): void {
    this.#name(heads, dir, { isSeen, isMessage: false })
  }

  /** Newest message of every lane but `except`, at most 32, the most recently accepted ones. */
  heads(except?: Bytes): Head[] {
    const newest = new Map<string, Head>()
    for (let i = this.#accepted.length - 1; i >= 0 && newest.size < HEADS_MAX; i--) {
      const message = this.#accepted[i]
      if (!message || (except && equalBytes(message.lane, except))) continue
      const key = hex(message.lane)
      const head = this.#lanes.get(key)?.newest ?? message
      newest.set(key, { lane: head.lane, seq: head.seq, hash: head.hash })
    }
    return [...newest.values()].sort((a, b) => compareBytes(a.lane, b.lane))
  }

  /** Messages that must exist and have not been accepted, by lane and seq; at most 1,000. */
  missing(): MissingMessage[] {
    const lanes = [...this.#lanes.values()].sort((a, b) => compareBytes(a.id, b.id))
    return lanes.flatMap(missingIn).slice(0, MISSING_MAX)
  }

  /** Accepted messages in the order to show them (§6.2). */
  order(): LaneMessage[] {
    return orderItems(this.#accepted, (message) => this.#before(message))
  }

  /** How far an accepted message got; only envelopes of the other direction count. */
  delivery(message: Pick<LaneMessage, "lane" | "seq" | "dir">): Delivery {
    const lane = this.#lanes.get(hex(message.lane))
    let delivery: Delivery = "sent"
    for (const [seq, heads] of lane?.named ?? []) {
      if (seq < message.seq) continue
      const true_ = heads.filter((head) => head.dir !== message.dir && isTrue(lane, seq, head))
      if (true_.some((head) => head.isSeen)) return "seen"
      if (true_.length > 0) delivery = "delivered"
    }
    return delivery
  }

  #lane(id: Bytes): Lane {
    const key = hex(id)
    const known = this.#lanes.get(key)
    if (known) return known
    const lane: Lane = { id, messages: new Map(), named: new Map(), newest: undefined }
    this.#lanes.set(key, lane)
    return lane
  }

  /** Remembers heads; tells whether one of them names another hash than the accepted one. */
  #name(
    heads: readonly Head[],
    dir: Direction,
    flags: Pick<NamedHead, "isSeen" | "isMessage">,
  ): boolean {
    let isFalse = false
    for (const head of heads) {
      const lane = this.#lane(head.lane)
      const accepted = lane.messages.get(head.seq)
      if (accepted && !equalBytes(accepted.hash, head.hash)) isFalse = true
      else addNamed(lane, head, { hash: head.hash, dir, ...flags })
    }
    return isFalse
  }

  /** Accepted messages that come before this one: the lane's lower one and what its heads name. */
  #before(message: LaneMessage): LaneMessage[] {
    const lane = this.#lane(message.lane)
    const lower = nearest(lane, message.seq, -1)
    const named = message.heads.flatMap((head) => {
      const accepted = this.#lanes.get(hex(head.lane))?.messages.get(head.seq)
      return accepted && equalBytes(accepted.hash, head.hash) ? [accepted] : []
    })
    return lower ? [lower, ...named] : named
  }
}

function judgeIn(lane: Lane, message: LaneMessage): LaneVerdict {
  const { seq, hash, prev, g } = message
  const same = lane.messages.get(seq)
  if (same) return equalBytes(same.hash, hash) ? "replay" : "fork"
  const before = lane.messages.get(seq - 1)
  if (seq === 0 ? !isZero(prev) : before && !equalBytes(before.hash, prev)) return "fork"
  const after = lane.messages.get(seq + 1)
  if (after && !equalBytes(after.prev, hash)) return "fork"
  const lower = nearest(lane, seq, -1)
  const higher = nearest(lane, seq, 1)
  const hasFallen = (lower && lower.g > g) || (higher && higher.g < g)
  return hasFallen ? "unopenable" : "accepted"
}

function addNamed(lane: Lane, head: Head, named: NamedHead): void {
  const heads = lane.named.get(head.seq) ?? []
  const isKnown = heads.some(
    (other) =>
      other.dir === named.dir &&
      other.isSeen === named.isSeen &&
      other.isMessage === named.isMessage &&
      equalBytes(other.hash, named.hash),
  )
  if (!isKnown) lane.named.set(head.seq, [...heads, named])
}

/** A head counts unless the message accepted at its place has another hash. */
function isTrue(lane: Lane | undefined, seq: number, head: NamedHead): boolean {
  const accepted = lane?.messages.get(seq)
  return accepted === undefined || equalBytes(accepted.hash, head.hash)
}

function missingIn(lane: Lane): MissingMessage[] {
  const seqs = new Set<number>()
  const end = lane.newest?.seq ?? 0
  for (let seq = 0; seq < end && seqs.size < MISSING_MAX; seq++) {
    if (!lane.messages.has(seq)) seqs.add(seq)
  }
  for (const [seq, heads] of lane.named) {
    if (!lane.messages.has(seq) && heads.some((head) => head.isMessage)) seqs.add(seq)
  }
  return [...seqs].sort((a, b) => a - b).map((seq) => ({ lane: lane.id, seq }))
}

/** The accepted message of the closest seq below (`step` -1) or above (`step` 1). */
function nearest(lane: Lane, seq: number, step: 1 | -1): LaneMessage | undefined {
  if (step === 1 && seq >= (lane.newest?.seq ?? 0)) return undefined
  const next = lane.messages.get(seq + step)
  if (next || lane.messages.size === 0) return next
  let found: LaneMessage | undefined
  for (const other of lane.messages.values()) {
    const isCloser = found === undefined || (other.seq - found.seq) * step < 0
    if ((other.seq - seq) * step > 0 && isCloser) found = other
  }
  return found
}
