import { appendMessage, type Connection, openConversation } from "@aside/api"
import {
  type Accepted,
  accept,
  type Bundle,
  type Bytes,
  decodeWorkspaceId,
  encodeBase64url,
  encodeConversationId,
  LaneTracker,
  NO_FLOORS,
  randomBytes,
  randomMessageId,
  Sender,
  VisitorSession,
} from "@aside/protocol"
import type { LyingService } from "./lying-service.ts"
import type { Owner } from "./owner.ts"

/** An honest visitor with a program of his own, on a way to the service that nobody lies on. */
export class PlainVisitor {
  readonly id: string
  readonly session: VisitorSession
  readonly #connection: Connection
  readonly #sender: Sender
  #accepted: Accepted

  private constructor(session: VisitorSession, connection: Connection, accepted: Accepted) {
    this.id = encodeConversationId(session.session.sid)
    this.session = session
    this.#connection = connection
    this.#accepted = accepted
    const { session: keys, senderId: id, sign } = session
    this.#sender = new Sender(keys, { kind: "visitor", id, sign }, new LaneTracker())
  }

  /** Opens a conversation with the owner's workspace. */
  static async open(service: LyingService, owner: Owner, text: string): Promise<PlainVisitor> {
    const connection = { base: service.truth, token: encodeBase64url(randomBytes(32)) }
    const wid = await decodeWorkspaceId(owner.workspaceId)
    const accepted = await accept(wid, owner.bundle, NO_FLOORS, Date.now())
    const session = await VisitorSession.create(accepted, Date.now())
    const visitor = new PlainVisitor(session, connection, accepted)
    await openConversation(connection, owner.workspaceId, {
      hello: encodeBase64url(session.session.hello),
      message_id: randomMessageId(),
      envelope: encodeBase64url(await visitor.seal(text)),
    })
    return visitor
  }

  /** Seals a text in this conversation, without sending it. */
  async seal(text: string): Promise<Bytes> {
    const moment = { rosterN: this.#accepted.roster.n, now: Date.now() }
    const { bytes } = await this.#sender.message({ kind: "text", text }, moment, 0)
    return bytes
  }

  /** Says something; returns the envelope. */
  async say(text: string): Promise<string> {
    return this.send(await this.seal(text))
  }

  /** Sends an item as it is. */
  async send(bytes: Bytes): Promise<string> {
    const item = encodeBase64url(bytes)
    await appendMessage(this.#connection, this.id, { message_id: randomMessageId(), item })
    return item
  }

  /** Makes the next generation under these statements; returns its Rekey without sending it. */
  async rekey(bundle: Bundle): Promise<Bytes> {
    const { wid, floors } = this.#accepted
    this.#accepted = await accept(wid, bundle, floors, Date.now())
    return this.session.rekey(this.#accepted, Date.now())
  }
}
