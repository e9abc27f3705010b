import { type Bytes, concat, u8, u16, variable } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject, requireValid } from "../codec.ts"
import { hash } from "../hash.ts"

/** Which way an envelope goes. */
export type Direction = "to-workspace" | "to-visitor"

/** Messages are stored, signals never. */
export type EnvelopeType = "message" | "signal"

/** All that the service sees of a message or signal (`spec/protocol.md §6.1`). */
export type Envelope = {
  readonly sid: Bytes
  readonly g: number
  readonly dir: Direction
  readonly type: EnvelopeType
  readonly box: Bytes
}

const DIRECTIONS: readonly Direction[] = ["to-workspace", "to-visitor"]
const TYPES: readonly EnvelopeType[] = ["message", "signal"]

/** The fields of an envelope that its box is bound to: `sid ‖ u16(g) ‖ dir ‖ type`. */
export function envelopeHead(envelope: Omit<Envelope, "box">): Bytes {
  return concat(
    fixed(envelope.sid, 32),
    u16(envelope.g),
    u8(DIRECTIONS.indexOf(envelope.dir)),
    u8(TYPES.indexOf(envelope.type)),
  )
}

/** Encodes an envelope. */
export function encodeEnvelope(envelope: Envelope): Bytes {
  return encodeObject(OBJECT_TYPE.envelope, envelopeHead(envelope), variable(envelope.box))
}

/** Parses an envelope, else `malformed`. */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  const reader = openObject(bytes, OBJECT_TYPE.envelope)
  const sid = reader.take(32)
  const g = reader.u16()
  const dir = reader.u8()
  const type = reader.u8()
  requireValid(dir <= 1 && type <= 1)
  const box = reader.variable()
  reader.end()
  return {
    sid,
    g,
    dir: dir === 0 ? "to-workspace" : "to-visitor",
    type: type === 0 ? "message" : "signal",
    box,
  }
}

/** The hash of a whole envelope, by which lanes and heads name it. */
export function envelopeHash(bytes: Uint8Array): Promise<Bytes> {
  return hash("envelope", bytes)
}
