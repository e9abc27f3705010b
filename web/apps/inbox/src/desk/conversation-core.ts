import { ApiError } from "@aside/api"
import {
  applyRekey,
  type Body,
  bodyOf,
  type Delivery,
  encodeConversationId,
  encodeMemberId,
  equalBytes,
  type LaneMessage,
  LaneTracker,
  laneMessage,
  type OpenedEnvelope,
  openEnvelope,
  openHello,
  RosterNeededError,
  resumeAgentSession,
  type SealedEnvelope,
  Sender,
  type Session,
  securityCode,
  storeAgentSession,
} from "@aside/protocol"
import type { Database } from "../local/database.ts"
import type { OutboxRecord, ReachedRecord, StoredChange } from "../local/records.ts"
import { Conversation } from "./conversation.ts"
import type { Notice } from "./entry.ts"
import {
  HOLE_AFTER_MS,
  logEntries,
  messageKey,
  type PlacedNotice,
  type ShownMessage,
} from "./log-entries.ts"
import type { MemberState } from "./member-state.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** Place of the type byte in an object, and the type of a Rekey (spec/protocol.md §1.2). */
const TYPE_AT = 4
const REKEY = 0x11

/** How long a visitor's "typing" is believed without another one, in milliseconds. */
const TYPING_MS = 8000

/** What the core of a conversation needs around it. */
export interface CoreSurroundings {
  readonly database: Database
  readonly member: MemberState
  /** Fetches statements; called when a message was made under a newer roster. */
  readonly refreshStatements: () => Promise<void>
}

/** The cryptographic side of one conversation: opens what comes, seals what goes, keeps the view up to date. */
export class ConversationCore {
  readonly view: Conversation
  readonly #around: CoreSurroundings
  readonly #tracker = new LaneTracker()
  readonly #shown = new Map<string, ShownMessage>()
  readonly #notices: PlacedNotice[] = []
  readonly #outbox = new Map<string, "sending" | "failed">()
  /** Own messages that the service has not numbered yet, by key. */
  readonly #unplaced = new Set<string>()
  readonly #handled = new Set<number>()
  #reached: ReachedRecord | undefined
  #session: Session | undefined
  #sender: Sender | undefined
  #position = 0
  #holeTimer: ReturnType<typeof setTimeout> | undefined
  #typingTimer: ReturnType<typeof setTimeout> | undefined

  constructor(id: string, around: CoreSurroundings) {
    this.view = new Conversation(id)
    this.#around = around
  }

  /** Takes one change of the feed; the same change again does nothing. @throws ApiError if it has to come again */
  async handle(change: StoredChange): Promise<void> {
    if (this.#handled.has(change.seq)) return
    this.#handled.add(change.seq)
    this.#position = Math.max(this.#position, change.seq)
    this.view.changedAt.value = Math.max(this.view.changedAt.value, change.at)
    try {
      await this.#take(change)
    } catch (error) {
      if (error instanceof ApiError) {
        // Statements it needs could not be fetched: it comes again.
        this.#handled.delete(change.seq)
        throw error
      }
      // Whatever was wrong with it: one plain notice, and it counts for nothing else (spec/protocol.md §6.2).
      this.#notice("unreadable", change)
    }
  }

  #take(change: StoredChange): void | Promise<void> {
    if (change.kind === "status") return this.#takeStatus(change)
    const item = change.item ?? new Uint8Array()
    if (change.kind === "hello") return this.#takeHello(item)
    return item[TYPE_AT] === REKEY ? this.#takeRekey(item, change) : this.#takeMessage(item, change)
  }

  #takeStatus(change: StoredChange): void {
    const status = change.status ?? "open"
    const changed = this.view.status.value !== status
    this.view.status.value = status
    if (changed) this.#notice(status === "closed" ? "closed" : "reopened", change)
  }

  async #takeHello(bytes: Bytes): Promise<void> {
    if (this.#session !== undefined) return this.#requireSameHello(this.#session, bytes)
    const { database, member } = this.#around
    const id = this.view.id
    const stored = await database.get("sessions", id)
    const known = stored !== undefined && equalBytes(stored.hello, bytes)
    // A stored session already has the generations of its rekeys; those come again below as replays.
    const session = known
      ? await resumeAgentSession(stored)
      : await openHello(bytes, member.sessions, Date.now())
    if (encodeConversationId(session.sid) !== id)
      throw new Error("the hello is of another conversation")
    this.#session = session
    this.#sender = new Sender(session, member.identity, this.#tracker)
    this.view.securityCode.value = await securityCode(session)
    if (!known) await database.put("sessions", storeAgentSession(session), id)
  }

  /** A conversation has one Hello: a second one would bring old generations back into use. */
  #requireSameHello(session: Session, bytes: Bytes): void {
    if (!equalBytes(session.hello, bytes)) throw new Error("the conversation has another hello")
  }

  async #takeRekey(bytes: Bytes, change: StoredChange): Promise<void> {
    const session = this.#requireSession()
    const verdict = await applyRekey(session, bytes, this.#around.member.sessions, Date.now())
    if (verdict === "fork") this.#notice("fork", change)
    if (verdict === "accepted")
      await this.#around.database.put("sessions", storeAgentSession(session), this.view.id)
  }

  async #takeMessage(bytes: Bytes, change: StoredChange): Promise<void> {
    const opened = await this.#open(bytes)
    if (opened.envelope.type !== "message") throw new Error("a signal was stored")
    const key = messageKey(opened.hash)
    this.#outbox.delete(key)
    const { verdict, alarm } = this.#tracker.judge(laneMessage(opened, change.seq))
    if (alarm) this.#notice("fork", change)
    if (verdict === "unopenable") throw new Error("the message is out of its generation")
    if (verdict === "replay" && this.#unplaced.delete(key))
      this.#tracker.place(opened.hash, change.seq)
    if (verdict === "accepted") this.#show(opened, change.receivedAt)
  }

  async #open(bytes: Bytes): Promise<OpenedEnvelope> {
    const { member, refreshStatements } = this.#around
    const session = this.#requireSession()
    try {
      return await openEnvelope(session, bytes, member.rosters)
    } catch (error) {
      if (!(error instanceof RosterNeededError)) throw error
      await refreshStatements()
      return openEnvelope(session, bytes, member.rosters)
    }
  }

  #show(opened: OpenedEnvelope, receivedAt: number): void {
    const { hash, inner } = opened
    const body = bodyOf(opened)
    const visitor = inner.senderKind === "visitor"
    if (visitor && body.kind === "text") {
      this.view.typing.value = false
      if (body.context !== undefined) this.view.context.value = body.context
    }
    this.#shown.set(messageKey(hash), {
      text: body.kind === "text" ? body.text : body.kind === "unknown" ? undefined : null,
      from: visitor ? "visitor" : "member",
      own: equalBytes(inner.senderId, this.#around.member.mid),
      name: body.kind === "text" && !visitor ? (body.name ?? encodeMemberId(inner.senderId)) : "",
      time: inner.time,
      receivedAt,
    })
  }

  /**
   * Takes a signal: typing or a receipt. What does not open or is too old is dropped. True for a receipt of the visitor,
   * who is connected, then, and may have missed ours.
   */
  async handleSignal(bytes: Bytes, now: number): Promise<boolean> {
    const opened = await this.#open(bytes).catch(() => undefined)
    if (opened?.envelope.type !== "signal" || !this.#tracker.acceptsSignal(opened.inner, now))
      return false
    const { inner, envelope } = opened
    const body = bodyOf(opened)
    const alarm = this.#tracker.noteSignal(
      inner.heads,
      envelope.dir,
      body.kind === "receipt" && body.state === "seen",
    )
    if (alarm) this.#notice("fork", { seq: this.#nextPosition(), at: now })
    if (body.kind === "receipt") await this.#keepReached()
    if (body.kind === "typing" && inner.senderKind === "visitor") this.#setTyping(body.on)
    this.refresh(now)
    return body.kind === "receipt" && inner.senderKind === "visitor"
  }

  #setTyping(on: boolean): void {
    clearTimeout(this.#typingTimer)
    this.view.typing.value = on
    if (!on) return
    this.#typingTimer = setTimeout(() => {
      this.view.typing.value = false
    }, TYPING_MS)
  }

  /** Seals a message for the outbox and shows it as being sent. */
  async seal(body: Body, now: number): Promise<SealedEnvelope> {
    const moment = { rosterN: this.#around.member.rosters.newest, now }
    const sealed = await this.#requireSender().message(body, moment, this.#nextPosition())
    this.#unplaced.add(messageKey(sealed.hash))
    if (body.kind === "text") {
      const shown = {
        text: body.text,
        from: "member",
        own: true,
        name: body.name ?? "",
        time: now,
      } as const
      this.#shown.set(messageKey(sealed.hash), { ...shown, receivedAt: now })
      this.#outbox.set(messageKey(sealed.hash), "sending")
    }
    this.refresh(now)
    return sealed
  }

  /** Seals a signal. */
  async sealSignal(body: Body, now: number): Promise<SealedEnvelope> {
    return this.#requireSender().signal(body, { rosterN: this.#around.member.rosters.newest, now })
  }

  /** Shows a message that was left in the outbox by an earlier run. */
  async restore(record: OutboxRecord): Promise<void> {
    const opened = await this.#open(record.item)
    const { verdict } = this.#tracker.judge(laneMessage(opened, this.#nextPosition()))
    if (verdict !== "accepted") return
    this.#show(opened, record.queuedAt)
    this.#unplaced.add(messageKey(opened.hash))
    this.#outbox.set(messageKey(opened.hash), "sending")
  }

  /** Notes how a message of the outbox fares; `taken` means that the service has it. */
  async setOutbox(item: Bytes, state: "sending" | "failed" | "taken", now: number): Promise<void> {
    const opened = await this.#open(item)
    const key = messageKey(opened.hash)
    if (state === "taken") this.#outbox.delete(key)
    else this.#outbox.set(key, state)
    this.refresh(now)
  }

  /** A place after everything the service has given one, before what it gives next. */
  #nextPosition(): number {
    return this.#position + 0.5
  }

  /** Whether the visitor must take new keys before anything but an update may be sent (§5.3). */
  get isRetired(): boolean {
    return (
      this.#session !== undefined && this.#around.member.isRetired(this.#session.newest.epochHash)
    )
  }

  /** Whether there is a session to write to. */
  get canSend(): boolean {
    return this.#sender !== undefined
  }

  /** Brings the view up to date with what is known. */
  refresh(now: number): void {
    const missing = this.#tracker.missing()
    this.view.waitsForKeys.value = this.isRetired
    this.view.entries.value = logEntries({
      order: this.#tracker.order(),
      missing,
      shown: this.#shown,
      notices: this.#notices,
      outbox: this.#outbox,
      deliveryOf: (message) => this.#deliveryOf(message),
      now,
    })
    clearTimeout(this.#holeTimer)
    if (missing.length > 0)
      this.#holeTimer = setTimeout(() => this.refresh(Date.now()), HOLE_AFTER_MS)
  }

  #deliveryOf(message: LaneMessage): Delivery {
    const known = this.#tracker.delivery(message)
    const before =
      this.#reached?.message === messageKey(message.hash) ? this.#reached.state : "sent"
    return known === "seen" || before === "sent" ? known : before
  }

  /** Brings back how far the last message had come before a reload. */
  async restoreReached(): Promise<void> {
    this.#reached = await this.#around.database.get("reached", this.view.id)
  }

  /** Keeps how far the last message of the workspace has come. */
  async #keepReached(): Promise<void> {
    const last = this.#tracker.order().findLast(({ dir }) => dir === "to-visitor")
    const state = last === undefined ? "sent" : this.#deliveryOf(last)
    if (last === undefined || state === "sent") return
    this.#reached = { message: messageKey(last.hash), state }
    await this.#around.database.put("reached", this.#reached, this.view.id)
  }

  /** Whether something must exist that the service has not handed over. */
  get hasHoles(): boolean {
    return this.#tracker.missing().length > 0
  }

  #notice(notice: Notice, { seq, at }: Pick<StoredChange, "seq" | "at">): void {
    const isTold = this.#notices.some((told) => told.notice === notice && told.position === seq)
    if (!isTold) this.#notices.push({ position: seq, notice, time: at })
  }

  #requireSession(): Session {
    if (this.#session === undefined) throw new Error("the conversation has no session")
    return this.#session
  }

  #requireSender(): Sender {
    if (this.#sender === undefined) throw new Error("the conversation has no session")
    return this.#sender
  }
}
