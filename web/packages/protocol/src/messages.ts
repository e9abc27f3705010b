import { type Bytes, concat, equalBytes } from "./bytes.ts"
import { opaque, UnopenableError } from "./errors.ts"
import { visitorId } from "./ids.ts"
import { encodeInner, type Inner, parseInner } from "./inner.ts"
import {
  type Envelope,
  encodeEnvelope,
  envelopeHash,
  envelopeHead,
  parseEnvelope,
} from "./objects/envelope.ts"
import { pad, unpad } from "./pad.ts"
import { open, seal } from "./seal.ts"
import type { Session } from "./session.ts"
import { type SigningKey, sign, verify } from "./sign.ts"

/** A sealed envelope, ready to be sent. */
export type SealedEnvelope = { readonly bytes: Bytes; readonly hash: Bytes; readonly g: number }

/** An envelope whose sender and content are verified. */
export type OpenedEnvelope = {
  readonly envelope: Envelope
  readonly hash: Bytes
  readonly inner: Inner
}

/** Looks members up in the rosters that this party has accepted (`spec/protocol.md §6.2`). */
export type MemberLookup = {
  /** Number of the newest accepted roster. */
  readonly newest: number
  /** Signature key of a member on the roster of this number, or on the newest if that is not kept. */
  sigPk(mid: Bytes, rosterN: number): Bytes | undefined
}

/**
 * The sender has accepted a roster that this party has not seen. Fetch the statements and open
 * again; if that changes nothing, treat it as unopenable.
 */
export class RosterNeededError extends Error {
  override readonly name = "RosterNeededError"
  readonly rosterN: number

  constructor(rosterN: number) {
    super(`roster ${rosterN} is needed first`)
    this.rosterN = rosterN
  }
}

const LABEL = "msg"

/** `mctx = wid ‖ sid ‖ u16(g) ‖ dir ‖ type` */
function context(session: Session, head: Omit<Envelope, "box">): Bytes {
  return concat(session.wid, envelopeHead(head))
}

/** Signs and seals under the newest generation (§6.1). `salt` is only for tests. */
export async function sealEnvelope(
  session: Session,
  kind: Pick<Envelope, "dir" | "type">,
  inner: Inner,
  key: SigningKey,
  salt?: Bytes,
): Promise<SealedEnvelope> {
  const { g } = session.newest
  const head = { sid: session.sid, g, dir: kind.dir, type: kind.type }
  const mctx = context(session, head)
  const part = encodeInner(inner)
  const signature = await sign(key, LABEL, mctx, part)
  const k = await session.sealKey(g, kind.dir)
  const box = await seal(k, LABEL, mctx, pad(concat(part, signature)), salt)
  const bytes = encodeEnvelope({ ...head, box })
  return { bytes, hash: await envelopeHash(bytes), g }
}

/**
 * Opens an envelope and verifies its sender (§6.2). `malformed` if it is not an envelope,
 * {@link RosterNeededError} if statements have to be fetched first, else `unopenable`.
 */
export async function openEnvelope(
  session: Session,
  bytes: Bytes,
  members: MemberLookup,
): Promise<OpenedEnvelope> {
  const envelope = parseEnvelope(bytes)
  const mctx = context(session, envelope)
  const { inner, part, signature } = await opaque(async () => {
    if (!equalBytes(envelope.sid, session.sid)) throw new UnopenableError()
    const k = await session.sealKey(envelope.g, envelope.dir)
    const plain = unpad(await open(k, LABEL, mctx, envelope.box))
    return parseInner(plain, envelope.dir, envelope.type)
  })
  const pk = await senderKey(session, inner, members)
  await opaque(() => verify(pk, signature, LABEL, mctx, part))
  return { envelope, hash: await envelopeHash(bytes), inner }
}

async function senderKey(session: Session, inner: Inner, members: MemberLookup): Promise<Bytes> {
  if (inner.senderKind === "visitor") {
    if (!equalBytes(inner.senderId, await visitorId(session.vPk))) throw new UnopenableError()
    return session.vPk
  }
  if (inner.rosterN > members.newest) throw new RosterNeededError(inner.rosterN)
  const pk = members.sigPk(inner.senderId, inner.rosterN)
  if (!pk) throw new UnopenableError()
  return pk
}
