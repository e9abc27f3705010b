import { type Bytes, concat, equalBytes, isZero, u8, u32, u64, variable } from "./bytes.ts"
import { encodeList, fixed, Reader, requireAscending, requireValid } from "./codec.ts"
import { BODY_MAX, HEADS_MAX } from "./limits.ts"
import type { Direction, EnvelopeType } from "./objects/envelope.ts"

/** The newest message of a lane that a sender has accepted. */
export type Head = { readonly lane: Bytes; readonly seq: number; readonly hash: Bytes }

/** Who sent an envelope. */
export type SenderKind = "visitor" | "member"

/** What is inside an envelope, without its signature (`spec/protocol.md §6.1`). */
export type Inner = {
  readonly senderKind: SenderKind
  /** `visitor_id` or `mid`. */
  readonly senderId: Bytes
  readonly lane: Bytes
  readonly seq: number
  /** Hash of the lane's previous envelope; zeros for seq 0 and for signals. */
  readonly prev: Bytes
  /** Ascending by lane, none of them this envelope's. */
  readonly heads: readonly Head[]
  /** The newest roster that the sender has accepted. */
  readonly rosterN: number
  /** Unix milliseconds, the sender's claim. */
  readonly time: number
  readonly bodyType: number
  readonly body: Bytes
}

const HEAD_SIZE = 16 + 8 + 32

/** The kind of sender that may send in a direction. */
export function senderKindOf(dir: Direction): SenderKind {
  return dir === "to-workspace" ? "visitor" : "member"
}

/** Encodes an inner. A body above `BODY_MAX` or too many heads are `malformed`. */
export function encodeInner(inner: Inner): Bytes {
  requireValid(inner.body.length <= BODY_MAX)
  return concat(
    u8(inner.senderKind === "visitor" ? 0 : 1),
    fixed(inner.senderId, 16),
    fixed(inner.lane, 16),
    u64(inner.seq),
    fixed(inner.prev, 32),
    encodeList(1, HEADS_MAX, inner.heads.map(encodeHead)),
    u32(inner.rosterN),
    u64(inner.time),
    u8(inner.bodyType),
    variable(inner.body),
  )
}

/** Parses `inner ‖ sig` of an opened envelope and checks the rules that it shows by itself (§6.2). */
export function parseInner(
  bytes: Uint8Array,
  dir: Direction,
  type: EnvelopeType,
): { readonly inner: Inner; readonly part: Bytes; readonly signature: Bytes } {
  const reader = new Reader(bytes)
  const kind = reader.u8()
  const inner: Inner = {
    senderKind: kind === 0 ? "visitor" : "member",
    senderId: reader.take(16),
    lane: reader.take(16),
    seq: reader.u64(),
    prev: reader.take(32),
    heads: reader.list(1, HEADS_MAX, HEAD_SIZE, readHead),
    rosterN: reader.u32(),
    time: reader.u64(),
    bodyType: reader.u8(),
    body: reader.variable(BODY_MAX),
  }
  const part = new Uint8Array(bytes.subarray(0, reader.position))
  const signature = reader.take(64)
  reader.end()
  requireValid(kind <= 1 && inner.senderKind === senderKindOf(dir))
  requireValid(isZero(inner.prev) || (type === "message" && inner.seq > 0))
  requireAscending(inner.heads.map((head) => head.lane))
  requireValid(inner.heads.every((head) => !equalBytes(head.lane, inner.lane)))
  return { inner, part, signature }
}

function encodeHead(head: Head): Bytes {
  return concat(fixed(head.lane, 16), u64(head.seq), fixed(head.hash, 32))
}

function readHead(reader: Reader): Head {
  return { lane: reader.take(16), seq: reader.u64(), hash: reader.take(32) }
}
