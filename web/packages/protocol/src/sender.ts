import { type Body, encodeBody } from "./bodies.ts"
import { type Bytes, randomBytes } from "./bytes.ts"
import type { SenderKind } from "./inner.ts"
import type { LaneTracker } from "./lanes.ts"
import { type SealedEnvelope, sealEnvelope } from "./messages.ts"
import type { Direction, EnvelopeType } from "./objects/envelope.ts"
import type { Session } from "./session.ts"
import type { SigningKey } from "./sign.ts"

/** Who sends: a visitor with v_sk, or a member with sig_sk. */
export type SenderIdentity = {
  readonly kind: SenderKind
  readonly id: Bytes
  readonly sign: SigningKey
}

/** What the sender states about now: the newest roster it has accepted and its clock (Unix ms). */
export type SendMoment = { readonly rosterN: number; readonly now: number }

const ZEROS = new Uint8Array(32)

/**
 * Seals what one tab or process says in one session, in a message lane and a signal lane of its
 * own (`spec/protocol.md §6.2`). Never persisted: a reload makes a new one.
 */
export class Sender {
  readonly #session: Session
  readonly #identity: SenderIdentity
  readonly #tracker: LaneTracker
  readonly #lane = randomBytes(16)
  readonly #signalLane = randomBytes(16)
  #seq = 0
  #signalSeq = 0
  #prev: Bytes = ZEROS
  #queue: Promise<unknown> = Promise.resolve()

  constructor(session: Session, identity: SenderIdentity, tracker: LaneTracker) {
    this.#session = session
    this.#identity = identity
    this.#tracker = tracker
  }

  /**
   * Seals a message and adds it to the tracker as accepted. `position` is where it stands until the
   * service has given it a place. Calls are taken one after the other. A body that is too long is
   * `malformed` and uses up nothing.
   */
  message(body: Body, moment: SendMoment, position: number): Promise<SealedEnvelope> {
    return this.#enqueue(async () => {
      const place = { lane: this.#lane, seq: this.#seq, prev: this.#prev }
      const heads = this.#tracker.heads(this.#lane)
      const sealed = await this.#seal("message", { ...place, heads }, body, moment)
      const { g, hash } = sealed
      const { kind: senderKind, id: senderId } = this.#identity
      const sender = { senderKind, senderId, dir: this.#dir }
      this.#tracker.judge({ ...place, ...sender, heads, hash, g, position })
      this.#seq += 1
      this.#prev = hash
      return sealed
    })
  }

  /** Seals a signal. */
  signal(body: Body, moment: SendMoment): Promise<SealedEnvelope> {
    return this.#enqueue(() => {
      const place = { lane: this.#signalLane, seq: this.#signalSeq, prev: ZEROS }
      this.#signalSeq += 1
      return this.#seal("signal", { ...place, heads: this.#tracker.heads() }, body, moment)
    })
  }

  get #dir(): Direction {
    return this.#identity.kind === "visitor" ? "to-workspace" : "to-visitor"
  }

  #seal(
    type: EnvelopeType,
    place: { lane: Bytes; seq: number; prev: Bytes; heads: ReturnType<LaneTracker["heads"]> },
    body: Body,
    moment: SendMoment,
  ): Promise<SealedEnvelope> {
    const { kind: senderKind, id: senderId, sign } = this.#identity
    const { rosterN, now: time } = moment
    const inner = { senderKind, senderId, ...place, rosterN, time, ...encodeBody(body) }
    return sealEnvelope(this.#session, { dir: this.#dir, type }, inner, sign)
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => undefined)
    return done
  }
}
