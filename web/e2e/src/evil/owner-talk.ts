import { appendMessage, type Change, listMessages, sendSignal } from "@aside/api"
import {
  agentView,
  applyRekey,
  type Body,
  decodeBase64url,
  decodeBody,
  encodeBase64url,
  encodeBody,
  LaneTracker,
  laneMessage,
  openEnvelope,
  openHello,
  randomMessageId,
  type SealedEnvelope,
  Sender,
  type SenderIdentity,
  type Session,
} from "@aside/protocol"
import { parseEnvelope, sealEnvelope } from "@aside/protocol/parts"
import { waitFor } from "../driver/wait.ts"
import type { Owner } from "./owner.ts"

const TYPE_AT = 4
const REKEY = 0x11

/** One conversation as the honest owner's own program reads and answers it. */
export class OwnerTalk {
  readonly id: string
  readonly session: Session
  /** The items as the real service keeps them, by position. */
  readonly items: Change[] = []
  readonly #owner: Owner
  readonly #tracker = new LaneTracker()
  readonly #sender: Sender
  readonly #texts: string[] = []

  private constructor(owner: Owner, id: string, session: Session) {
    this.#owner = owner
    this.id = id
    this.session = session
    this.#sender = this.senderAs(owner.identity)
  }

  /** Waits for the conversation that a visitor has opened, and reads it. */
  static async join(owner: Owner, id: string): Promise<OwnerTalk> {
    const { changes } = await listMessages(owner.connection, id, 0)
    const hello = changes.find(({ kind }) => kind === "hello")?.item ?? ""
    const view = agentView(owner.keys, owner.rosters)
    const session = await openHello(decodeBase64url(hello), view, Date.now())
    const talk = new OwnerTalk(owner, id, session)
    await talk.read()
    return talk
  }

  /** Reads what is new; returns everything the visitor has said so far. */
  async read(): Promise<readonly string[]> {
    const after = this.items.at(-1)?.seq ?? 1
    const { changes } = await listMessages(this.#owner.connection, this.id, after)
    for (const change of changes) {
      this.items.push(change)
      if (change.kind === "item") await this.#take(decodeBase64url(change.item ?? ""), change.seq)
    }
    return this.#texts
  }

  /** Waits until the visitor has said this. */
  async hears(text: string): Promise<void> {
    await waitFor(async () => (await this.read()).includes(text), `“${text}” at the owner's`)
  }

  async #take(item: Uint8Array<ArrayBuffer>, position: number): Promise<void> {
    const { keys, rosters } = this.#owner
    if (item[TYPE_AT] === REKEY) {
      await applyRekey(this.session, item, agentView(keys, rosters), Date.now())
      return
    }
    const opened = await openEnvelope(this.session, item, rosters)
    const { verdict } = this.#tracker.judge(laneMessage(opened, position))
    const body = decodeBody(opened.inner.bodyType, opened.inner.body)
    const isNew = verdict === "accepted" && opened.inner.senderKind === "visitor"
    if (isNew && body.kind === "text") this.#texts.push(body.text)
  }

  /** Says something and resolves once the real service has it. Returns the envelope. */
  async say(text: string): Promise<string> {
    const item = encodeBase64url((await this.seal(text)).bytes)
    await this.send(item)
    return item
  }

  /** Sends a sealed item to the real service. */
  async send(item: string): Promise<void> {
    const body = { message_id: randomMessageId(), item }
    await appendMessage(this.#owner.connection, this.id, body)
  }

  /** Seals a text as the owner would, without sending it. */
  seal(text: string): Promise<SealedEnvelope> {
    return this.sealBody({ kind: "text", text, name: this.#owner.person.name })
  }

  sealBody(body: Body, sender: Sender = this.#sender): Promise<SealedEnvelope> {
    return sender.message(body, this.#moment, this.items.at(-1)?.seq ?? 0)
  }

  /** Sends a signal through the real service. */
  async signal(body: Body): Promise<void> {
    const { bytes } = await this.#sender.signal(body, this.#moment)
    await sendSignal(this.#owner.connection, this.id, encodeBase64url(bytes))
  }

  /** A receipt by `sender` that everything was seen, without sending it. */
  async sealSeen(sender: Sender): Promise<string> {
    const { bytes } = await sender.signal({ kind: "receipt", state: "seen" }, this.#moment)
    return encodeBase64url(bytes)
  }

  /** Somebody who holds this conversation's keys and sends as `identity`. */
  senderAs(identity: SenderIdentity): Sender {
    return new Sender(this.session, identity, this.#tracker)
  }

  /** Another message at the same place of the same lane as `item`, as only a broken program of the owner's makes it. */
  async forkOf(item: string, text: string): Promise<string> {
    const { inner } = await openEnvelope(this.session, decodeBase64url(item), this.#owner.rosters)
    const other = { ...inner, ...encodeBody({ kind: "text", text }) }
    const kind = { dir: "to-visitor", type: "message" } as const
    const { bytes } = await sealEnvelope(this.session, kind, other, this.#owner.keys.sign)
    return encodeBase64url(bytes)
  }

  /** The last envelope that the visitor sent, as the service keeps it. */
  get fromVisitor(): string {
    const found = this.items.findLast(({ kind, item }) => {
      const bytes = decodeBase64url(item ?? "")
      return (
        kind === "item" && bytes[TYPE_AT] !== REKEY && parseEnvelope(bytes).dir === "to-workspace"
      )
    })
    return found?.item ?? ""
  }

  get #moment() {
    return { rosterN: this.#owner.rosters.newest, now: Date.now() }
  }
}
