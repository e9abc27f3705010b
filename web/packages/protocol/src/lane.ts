import { type Bytes, equalBytes, isZero } from "./bytes.ts"
import type { Head, SenderKind } from "./inner.ts"
import type { Direction } from "./objects/envelope.ts"

/** What the tracker needs of an opened message. `position` is the service's order. */
export type LaneMessage = {
  readonly lane: Bytes
  readonly seq: number
  readonly hash: Bytes
  readonly prev: Bytes
  readonly g: number
  readonly dir: Direction
  readonly senderKind: SenderKind
  readonly senderId: Bytes
  readonly heads: readonly Head[]
  readonly position: number
}

/** Verdict on a message (`spec/protocol.md §6.2`). */
export type LaneVerdict = "accepted" | "replay" | "fork" | "unopenable"

/** Seqs of a lane that must exist and have not been accepted, both ends included. */
export type MissingRange = { readonly lane: Bytes; readonly first: number; readonly last: number }

/** A head that somebody named. */
export type NamedHead = {
  readonly hash: Bytes
  readonly dir: Direction
  readonly isSeen: boolean
  /** False for a signal's: those make nothing missing. */
  readonly isMessage: boolean
}

/** What is known of one lane. */
export type Lane = {
  readonly id: Bytes
  readonly messages: Map<number, LaneMessage>
  /** Heads that name this lane, by seq. */
  readonly named: Map<number, NamedHead[]>
  newest: LaneMessage | undefined
}

/** Judges a message by what its lane has; changes nothing. */
export function judgeIn(lane: Lane, message: LaneMessage): LaneVerdict {
  const { seq, hash, prev, g } = message
  if (lane.newest && !isSameSender(lane.newest, message)) return "unopenable"
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

/** True if both were sent by the same visitor or member. */
export function isSameSender(
  a: Pick<LaneMessage, "senderId" | "senderKind">,
  b: Pick<LaneMessage, "senderId" | "senderKind">,
): boolean {
  return a.senderKind === b.senderKind && equalBytes(a.senderId, b.senderId)
}

/** The accepted message of the closest seq below (`step` -1) or above (`step` 1). */
export function nearest(lane: Lane, seq: number, step: 1 | -1): LaneMessage | undefined {
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

/** Remembers a head once. */
export function addNamed(lane: Lane, seq: number, named: NamedHead): void {
  const heads = lane.named.get(seq) ?? []
  const isKnown = heads.some(
    (other) =>
      other.dir === named.dir &&
      other.isSeen === named.isSeen &&
      other.isMessage === named.isMessage &&
      equalBytes(other.hash, named.hash),
  )
  if (!isKnown) lane.named.set(seq, [...heads, named])
}

/** A head counts unless the message accepted at its place has another hash. */
export function isTrueHead(lane: Lane, seq: number, head: NamedHead): boolean {
  const accepted = lane.messages.get(seq)
  return accepted === undefined || equalBytes(accepted.hash, head.hash)
}

/** What is missing in a lane, ascending, in the fewest ranges. */
export function missingIn(lane: Lane): MissingRange[] {
  const newest = lane.newest?.seq ?? -1
  const named = [...lane.named]
    .filter(([seq, heads]) => seq > newest && heads.some((head) => head.isMessage))
    .map(([seq]) => seq)
  const isWhole = lane.messages.size === newest + 1
  const gaps = isWhole ? [] : gapsBetween([...lane.messages.keys()].sort((a, b) => a - b))
  return [...gaps, ...runs(named)].map((range) => ({ lane: lane.id, ...range }))
}

type Range = { readonly first: number; readonly last: number }

/** The numbers from 0 that are not among the sorted ones, up to the highest. */
function gapsBetween(sorted: readonly number[]): Range[] {
  return sorted.flatMap((seq, i) => {
    const first = (sorted[i - 1] ?? -1) + 1
    return first < seq ? [{ first, last: seq - 1 }] : []
  })
}

function runs(numbers: readonly number[]): Range[] {
  const ranges: Range[] = []
  for (const seq of numbers.toSorted((a, b) => a - b)) {
    const before = ranges.at(-1)
    if (before?.last === seq - 1) ranges[ranges.length - 1] = { first: before.first, last: seq }
    else ranges.push({ first: seq, last: seq })
  }
  return ranges
}
