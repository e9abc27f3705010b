import {
  type Bytes,
  equalBytes,
  hex,
  type LaneMessage,
  type MissingMessage,
  type Delivery as PeerDelivery,
} from "@aside/protocol"
import type { Delivery, Entry, Notice, NoticeEntry, TextEntry } from "./entry.ts"

/** What is missing is shown as a hole after this time, in milliseconds (spec/protocol.md §6.2). */
export const HOLE_AFTER_MS = 60_000

/** An accepted message with what is shown of it. */
export interface ShownMessage {
  /** Undefined for a body this version does not know, null for one that is not shown. */
  readonly text: string | null | undefined
  readonly from: TextEntry["from"]
  readonly own: boolean
  readonly name: string
  readonly time: number
  readonly receivedAt: number
}

/** A notice with its place in the service's order. */
export interface PlacedNotice {
  readonly position: number
  readonly notice: Notice
  readonly time: number
}

/** Everything a log is made of. */
export interface LogParts {
  readonly order: readonly LaneMessage[]
  readonly missing: readonly MissingMessage[]
  readonly shown: ReadonlyMap<string, ShownMessage>
  readonly notices: readonly PlacedNotice[]
  /** Own messages that are still in the outbox. */
  readonly outbox: ReadonlyMap<string, "sending" | "failed">
  readonly deliveryOf: (message: LaneMessage) => PeerDelivery
  readonly now: number
}

/** Whether a message shows that another one must exist. */
function reveals(message: LaneMessage, missing: MissingMessage): boolean {
  if (equalBytes(message.lane, missing.lane)) return message.seq > missing.seq
  return message.heads.some(
    (head) => equalBytes(head.lane, missing.lane) && head.seq >= missing.seq,
  )
}

function isOverdue(message: LaneMessage, parts: LogParts): boolean {
  const received = parts.shown.get(hex(message.hash))?.receivedAt ?? parts.now
  return parts.now - received >= HOLE_AFTER_MS
}

/** The hashes of the messages before which something is missing for too long. */
function holesBefore(parts: LogParts): Set<string> {
  const holes = new Set<string>()
  for (const missing of parts.missing) {
    const next = parts.order.find((message) => reveals(message, missing))
    if (next !== undefined && isOverdue(next, parts)) holes.add(hex(next.hash))
  }
  return holes
}

function deliveryOf(message: LaneMessage, key: string, parts: LogParts): Delivery | undefined {
  if (message.dir !== "to-visitor") return undefined
  return parts.outbox.get(key) ?? parts.deliveryOf(message)
}

function messageEntry(message: LaneMessage, parts: LogParts): Entry | undefined {
  const key = hex(message.hash)
  const shown = parts.shown.get(key)
  if (shown === undefined || shown.text === null) return undefined
  const { text, from, own, name, time } = shown
  if (text === undefined) return { kind: "notice", key, notice: "unknown-body", time }
  const delivery = deliveryOf(message, key, parts)
  return {
    kind: "text",
    key,
    from,
    own,
    name,
    text,
    time,
    ...(delivery !== undefined && { delivery }),
  }
}

function noticeEntry({ notice, position, time }: PlacedNotice): NoticeEntry {
  return { kind: "notice", key: `${notice} ${position}`, notice, time }
}

/** Puts messages, holes and notices into the order in which they are shown. */
export function logEntries(parts: LogParts): Entry[] {
  const holes = holesBefore(parts)
  const waiting = [...parts.notices].sort((a, b) => a.position - b.position)
  const entries: Entry[] = []
  for (const message of parts.order) {
    while (waiting[0] !== undefined && waiting[0].position < message.position) {
      entries.push(noticeEntry(waiting.shift() as PlacedNotice))
    }
    const entry = messageEntry(message, parts)
    const key = hex(message.hash)
    if (holes.has(key))
      entries.push({
        kind: "notice",
        key: `gap ${key}`,
        notice: "gap",
        time: entry?.time ?? parts.now,
      })
    if (entry !== undefined) entries.push(entry)
  }
  return [...entries, ...waiting.map(noticeEntry)]
}

/** A key for maps of messages. */
export function messageKey(hash: Bytes): string {
  return hex(hash)
}
