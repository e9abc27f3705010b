import { type Bytes, compareBytes, equalBytes, hex } from "./bytes.ts"
import type { Head, Inner } from "./inner.ts"
import {
  addNamed,
  isSameSender,
  isTrueHead,
  judgeIn,
  type Lane,
  type LaneMessage,
  type LaneVerdict,
  type MissingRange,
  missingIn,
  type NamedHead,
  nearest,
} from "./lane.ts"
import { orderItems } from "./lane-order.ts"
import { HEADS_MAX, SIGNAL_AGE_MAX } from "./limits.ts"
import type { OpenedEnvelope } from "./messages.ts"
import type { Direction } from "./objects/envelope.ts"

/** A verdict, and whether somebody lies: a fork, or a head with another hash. */
export type Judgement = { readonly verdict: LaneVerdict; readonly alarm: boolean }

/** Verdict on a signal (§6.2). */
export type SignalVerdict = "accepted" | "dropped" | "unopenable"

/** A place in a lane. */
export type LanePlace = { readonly lane: Bytes; readonly seq: number }

/** Names a message that has not arrived. */
export type MissingMessage = LanePlace

/** How far a message got. */
export type Delivery = "sent" | "delivered" | "seen"

/** What the tracker needs of a signal; an opened inner has it. */
export type LaneSignal = Pick<Inner, "lane" | "senderId" | "senderKind" | "seq" | "time">

/** Most missing messages that are told one by one; a lying peer can name any number. */
const MISSING_MAX = 1_000

/** The message of an opened envelope as the tracker wants it. */
export function laneMessage(
  { envelope, hash, inner }: OpenedEnvelope,
  position: number,
): LaneMessage {
  const { lane, seq, prev, heads, senderKind, senderId } = inner
  const { g, dir } = envelope
  return { lane, seq, hash, prev, g, dir, senderKind, senderId, heads, position }
}

/** Lanes and heads of one session: verdicts, holes, order, delivery. Pure; no clock, no storage. */
export class LaneTracker {
  readonly #lanes = new Map<string, Lane>()
  readonly #signals = new Map<string, LaneSignal>()
  readonly #forks = new Map<string, LanePlace>()
  /** In order of acceptance. */
  readonly #accepted: LaneMessage[] = []
  /** Places that the service gave later, by hash. */
  readonly #positions = new Map<string, number>()

  /** Judges a message and, if accepted, remembers it and what its heads name. */
  judge(message: LaneMessage): Judgement {
    const lane = this.#lane(message.lane)
    const verdict = judgeIn(lane, message)
    if (verdict === "fork") this.#addFork(message)
    if (verdict !== "accepted") return { verdict, alarm: verdict === "fork" }
    lane.messages.set(message.seq, message)
    if (!lane.newest || message.seq > lane.newest.seq) lane.newest = message
    this.#accepted.push(message)
    const wasMisnamed = (lane.named.get(message.seq) ?? []).some(
      (named) => !equalBytes(named.hash, message.hash),
    )
    if (wasMisnamed) this.#addFork(message)
    const isFalse = this.#name(message.heads, message.dir, { isSeen: false, isMessage: true })
    return { verdict, alarm: wasMisnamed || isFalse }
  }

  /** Gives an accepted message the place that the service has told since. */
  place(hash: Bytes, position: number): void {
    this.#positions.set(hex(hash), position)
  }

  /** Judges a signal by its lane and its age; `now` in Unix milliseconds. */
  judgeSignal(signal: LaneSignal, now: number): SignalVerdict {
    const key = hex(signal.lane)
    const last = this.#signals.get(key)
    if (last && !isSameSender(last, signal)) return "unopenable"
    if (Math.abs(now - signal.time) > SIGNAL_AGE_MAX) return "dropped"
    if (last && signal.seq <= last.seq) return "dropped"
    this.#signals.set(key, signal)
    return "accepted"
  }

  /** True if {@link judgeSignal} accepts the signal. */
  acceptsSignal(signal: LaneSignal, now: number): boolean {
    return this.judgeSignal(signal, now) === "accepted"
  }

  /**
   * Notes the heads of an accepted signal; those of a `seen` receipt with `isSeen`. True for an
   * alarm: one of them names another message than the accepted one.
   */
  noteSignal(heads: readonly Head[], dir: Direction, isSeen: boolean): boolean {
    return this.#name(heads, dir, { isSeen, isMessage: false })
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

  /** Messages that must exist and have not been accepted, by lane and seq, in ranges. */
  missingRanges(): MissingRange[] {
    const lanes = [...this.#lanes.values()].sort((a, b) => compareBytes(a.id, b.id))
    return lanes.flatMap(missingIn)
  }

  /** {@link missingRanges} one by one; the first thousand. */
  missing(): MissingMessage[] {
    const all: MissingMessage[] = []
    for (const { lane, first, last } of this.missingRanges()) {
      for (let seq = first; seq <= last && all.length < MISSING_MAX; seq++) all.push({ lane, seq })
    }
    return all
  }

  /** Places at which two messages were claimed, by lane and seq: each one is an alarm. */
  forks(): LanePlace[] {
    return [...this.#forks.values()].sort((a, b) => compareBytes(a.lane, b.lane) || a.seq - b.seq)
  }

  /** Accepted messages in the order to show them (§6.2), with their newest places. */
  order(): LaneMessage[] {
    const placed = this.#accepted.map((message) => {
      const position = this.#positions.get(hex(message.hash)) ?? message.position
      return { message, position }
    })
    const byMessage = new Map(placed.map((item) => [item.message, item]))
    const before = (message: LaneMessage) =>
      this.#before(message).flatMap((other) => byMessage.get(other) ?? [])
    const ordered = orderItems(placed, (item) => before(item.message))
    return ordered.map(({ message, position }) => ({ ...message, position }))
  }

  /** How far an accepted message got; only envelopes of the other direction count. */
  delivery(message: Pick<LaneMessage, "lane" | "seq" | "dir">): Delivery {
    const lane = this.#lane(message.lane)
    let delivery: Delivery = "sent"
    for (const [seq, heads] of lane.named) {
      if (seq < message.seq) continue
      const counting = heads.filter(
        (head) => head.dir !== message.dir && isTrueHead(lane, seq, head),
      )
      if (counting.some((head) => head.isSeen)) return "seen"
      if (counting.length > 0) delivery = "delivered"
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

  #addFork({ lane, seq }: LanePlace): void {
    this.#forks.set(`${hex(lane)} ${seq}`, { lane, seq })
  }

  /** Remembers heads; tells whether one of them names another hash than the accepted one. */
  #name(
    heads: readonly Head[],
    dir: Direction,
    flags: Pick<NamedHead, "isMessage" | "isSeen">,
  ): boolean {
    let isFalse = false
    for (const head of heads) {
      const lane = this.#lane(head.lane)
      const named = { hash: head.hash, dir, ...flags }
      if (isTrueHead(lane, head.seq, named)) {
        addNamed(lane, head.seq, named)
      } else {
        isFalse = true
        this.#addFork(head)
      }
    }
    return isFalse
  }

  /** Accepted messages that come before this one: the lane's lower one and what its heads name. */
  #before(message: LaneMessage): LaneMessage[] {
    const lower = nearest(this.#lane(message.lane), message.seq, -1)
    const named = message.heads.flatMap((head) => {
      const accepted = this.#lanes.get(hex(head.lane))?.messages.get(head.seq)
      return accepted && equalBytes(accepted.hash, head.hash) ? [accepted] : []
    })
    return lower ? [lower, ...named] : named
  }
}
