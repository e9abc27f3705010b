import {
  type Bytes,
  bodyOf,
  type Delivery,
  hex,
  type LaneMessage,
  LaneTracker,
  laneMessage,
  type MissingMessage,
  type OpenedEnvelope,
} from "@aside/protocol/visitor"
import type { Notice, Row, SendState } from "../rows.ts"

/** How long something may be missing before a hole is shown (spec/protocol.md §6.2). */
export const GAP_AFTER_MS = 60_000

interface Shown {
  readonly message: LaneMessage
  readonly name: string
  readonly text: string
  readonly time: number
  readonly kind: "text" | "unknown" | "hidden"
}

/** A line that is no message and stands at a place in the service's order. */
interface Oddity {
  readonly kind: Notice
  readonly position: number
  readonly key: string
}

const isSameLane = (a: { lane: Uint8Array }, b: { lane: Uint8Array }): boolean =>
  hex(a.lane) === hex(b.lane)

/** What has been said in one conversation, as far as it could be opened: judged, ordered, and turned into rows. */
export class History {
  readonly tracker: LaneTracker = new LaneTracker()
  readonly #shown = new Map<string, Shown>()
  readonly #oddities = new Map<string, Oddity>()
  /** When each missing message was first missed, Unix milliseconds. */
  readonly #missed = new Map<string, number>()

  /** Adds an opened message. True if it is new and accepted. */
  add(opened: OpenedEnvelope, position: number): boolean {
    const message = laneMessage(opened, position)
    const { verdict, alarm } = this.tracker.judge(message)
    if (alarm) this.#odd("fork", position)
    if (verdict === "unopenable") this.#odd("unreadable", position)
    if (verdict !== "accepted") return false
    this.#show(message, opened)
    return true
  }

  /** Adds an own message that the sender has just sealed, and with that judged. */
  addSealed(opened: OpenedEnvelope, position: number): void {
    this.#show(laneMessage(opened, position), opened)
  }

  /** The service has told the place of an own message. */
  place(hash: Bytes, position: number): void {
    this.tracker.place(hash, position)
  }

  /** What was said up to this place is not what the other side has. */
  addFork(position: number): void {
    this.#odd("fork", position)
  }

  /** Something at this place could not be opened. */
  addUnreadable(position: number): void {
    this.#odd("unreadable", position)
  }

  /** Notes what is missing now; true if something is that has not been looked for yet. */
  noteMissing(now: number): boolean {
    const missing = this.tracker.missing().map(nameOf)
    const known = new Set(missing)
    for (const name of this.#missed.keys()) if (!known.has(name)) this.#missed.delete(name)
    const fresh = missing.filter((name) => !this.#missed.has(name))
    for (const name of fresh) this.#missed.set(name, now)
    return fresh.length > 0
  }

  /** Positions of the agents' messages. */
  theirPositions(): number[] {
    return [...this.#shown.values()]
      .filter(({ message, kind }) => message.dir === "to-visitor" && kind !== "hidden")
      .map(({ message }) => message.position)
  }

  /** All lines in order. `pending` gives the state of own messages that are still in the outbox, by hash. */
  rows(now: number, pending: ReadonlyMap<string, SendState>): Row[] {
    const holes = this.tracker
      .missing()
      .filter((each) => now - (this.#missed.get(nameOf(each)) ?? now) >= GAP_AFTER_MS)
    const rows: Row[] = []
    const oddities = [...this.#oddities.values()].sort((a, b) => a.position - b.position)
    for (const message of this.tracker.order()) {
      while ((oddities[0]?.position ?? Number.POSITIVE_INFINITY) < message.position) {
        const oddity = oddities.shift()
        if (oddity) rows.push(oddity)
      }
      const before = takeHoles(holes, message)
      const first = before[0]
      if (first) rows.push({ kind: "gap", key: `gap ${nameOf(first)}` })
      rows.push(...this.#row(message, pending))
    }
    return [...rows, ...oddities]
  }

  #row(message: LaneMessage, pending: ReadonlyMap<string, SendState>): Row[] {
    const key = hex(message.hash)
    const shown = this.#shown.get(key)
    if (shown === undefined || shown.kind === "hidden") return []
    if (shown.kind === "unknown") return [{ kind: "unknown", key }]
    const { name, text, time } = shown
    const isMine = message.dir === "to-workspace"
    const state: SendState = pending.get(key) ?? (this.tracker.delivery(message) satisfies Delivery)
    return [{ kind: "message", key, isMine, name: isMine ? "" : name, text, time, state }]
  }

  #show(message: LaneMessage, opened: OpenedEnvelope): void {
    const body = bodyOf(opened)
    const isText = body.kind === "text"
    this.#shown.set(hex(message.hash), {
      message,
      name: isText ? (body.name ?? "").slice(0, 64) : "",
      text: isText ? body.text : "",
      time: opened.inner.time,
      kind: isText ? "text" : body.kind === "epoch-update" ? "hidden" : "unknown",
    })
  }

  #odd(kind: Notice, position: number): void {
    const key = `${kind} ${position}`
    this.#oddities.set(key, { kind, position, key })
  }
}

function nameOf({ lane, seq }: MissingMessage): string {
  return `${hex(lane)} ${seq}`
}

/** Takes out of `holes` what must have come before this message. */
function takeHoles(holes: MissingMessage[], message: LaneMessage): MissingMessage[] {
  const isBefore = (hole: MissingMessage): boolean =>
    (isSameLane(hole, message) && hole.seq < message.seq) ||
    message.heads.some((head) => isSameLane(hole, head) && hole.seq <= head.seq)
  const before = holes.filter(isBefore)
  for (const hole of before) holes.splice(holes.indexOf(hole), 1)
  return before
}
