import {
  type Accepted,
  type Body,
  type Bytes,
  bodyOf,
  decodeBase64url,
  encodeBase64url,
  encodeConversationId,
  hasExpired,
  hex,
  type OpenedEnvelope,
  openEnvelope,
  parseEnvelope,
  RosterNeededError,
  randomBytes,
  randomMessageId,
  type SealedEnvelope,
  Sender,
  type StoredSession,
  securityCode,
  VisitorSession,
} from "@aside/protocol/visitor"
import { type Signal, signal } from "@preact/signals"
import type {
  ConversationRecord,
  Entry,
  Item,
  OutboxRecord,
  RecordKey,
} from "../../shared/records.ts"
import type { Talk } from "../model.ts"
import { itemFrom } from "../net/feed.ts"
import { isRecord } from "../net/service.ts"
import type { Row } from "../rows.ts"
import { GAP_AFTER_MS, History } from "./history.ts"
import { envelopeIn, isRekey, Pending } from "./pending.ts"
import { SendError, type World } from "./world.ts"

/** Typing is shown this long after the last sign of it, and told again no sooner than every half of that. */
const TYPING_MS = 6_000
/** Pages of 500 items that are fetched at most when something is missing. */
const PAGES_MAX = 20

/** One conversation of this visitor: its keys, what was said, and what still has to be sent. */
export class Conversation implements Talk {
  readonly id: string
  readonly securityCode: string
  readonly rows: Signal<readonly Row[]> = signal([])
  readonly isClosed: Signal<boolean> = signal(false)
  readonly unread: Signal<number> = signal(0)
  readonly typing: Signal<string> = signal("")
  readonly lastTime: Signal<number>
  readonly #world: World
  readonly #record: ConversationRecord
  /** Positions of the items that have come, and the hashes of the messages among them. */
  readonly #placed = new Set<number>()
  readonly #numbered = new Set<string>()
  #visitor: VisitorSession
  #history = new History()
  #pending = new Pending()
  #sender: Sender
  #queue: Promise<unknown> = Promise.resolve()
  /** Position up to which the visitor has read, and up to which receipts of either kind have been sent. */
  #read = 0
  #receipted = { delivered: 0, seen: 0 }
  #typingTimer: ReturnType<typeof setTimeout> | undefined
  #toldTyping = 0

  private constructor(
    world: World,
    record: ConversationRecord,
    visitor: VisitorSession,
    code: string,
  ) {
    this.#world = world
    this.#record = record
    this.#visitor = visitor
    this.#sender = this.#newSender()
    this.id = encodeConversationId(visitor.session.sid)
    this.securityCode = code
    this.lastTime = signal(record.created)
  }

  /** Opens a conversation with its first message. @throws SendError if the text could not be kept */
  static async start(world: World, text: string): Promise<Conversation> {
    const accepted = await requireAccepted(world)
    const visitor = await VisitorSession.create(accepted, world.now())
    const record = { token: encodeBase64url(randomBytes(32)), created: world.now() }
    const code = await securityCode(visitor.session)
    const made = new Conversation(world, record, visitor, code)
    const sealed = await made.#seal({ kind: "text", text, context: world.context() }, accepted)
    const body = JSON.stringify({
      hello: encodeBase64url(visitor.session.hello),
      message_id: randomMessageId(),
      envelope: encodeBase64url(sealed.bytes),
    })
    const outbox = made.#outboxEntry("open", body)
    const entries: Entry[] = [
      [["c", made.id], record],
      [["k", made.id, 0], visitor.stored()],
      outbox,
    ]
    if (!(await world.exchange.write(entries, true).catch(() => false))) throw new SendError("disk")
    await made.#showSealed(sealed, outbox[0])
    return made
  }

  /** Brings a conversation back from its records. @throws if its keys are damaged */
  static async load(world: World, id: string, entries: readonly Entry[]): Promise<Conversation> {
    const own = entries.filter(([key, value]) => key[1] === id || isOutboxOf(id, value))
    const record = own.find(([[kind]]) => kind === "c")?.[1] as ConversationRecord
    const visitor = await VisitorSession.resume(newestSession(own))
    const code = await securityCode(visitor.session)
    const loaded = new Conversation(world, record, visitor, code)
    loaded.#read = Number(own.find(([[kind]]) => kind === "r")?.[1] ?? 0)
    loaded.#receipted = { delivered: loaded.#read, seen: loaded.#read }
    await loaded.take(own.filter(([[kind]]) => kind !== "k" && kind !== "r"))
    return loaded
  }

  /** Seals and keeps a text. @throws SendError if it could not be kept */
  send(text: string): Promise<void> {
    return this.#enqueue(async () => {
      const accepted = await requireAccepted(this.#world)
      await this.#rekeyIfDue(accepted)
      const sealed = await this.#seal({ kind: "text", text }, accepted)
      const body = { message_id: randomMessageId(), item: encodeBase64url(sealed.bytes) }
      const outbox = this.#outboxEntry("item", JSON.stringify(body))
      const isKept = await this.#world.exchange.write([outbox]).catch(() => false)
      if (!isKept) {
        await this.#rebuild()
        throw new SendError("disk")
      }
      await this.#showSealed(sealed, outbox[0])
      this.#toldTyping = 0
    })
  }

  /** Takes records that the network or another tab wrote. True if a new message of an agent is among them. */
  take(entries: readonly Entry[]): Promise<boolean> {
    return this.#enqueue(async () => {
      const before = this.#history.theirPositions().length
      for (const [key, value] of entries) await this.#takeOne(key, value)
      const isNew = this.#history.theirPositions().length > before
      if (isNew) this.#showTyping("")
      this.#chase()
      this.refresh()
      return isNew
    })
  }

  /** A signal of an agent: typing or a receipt. What does not open is dropped. */
  async hear(envelope: string): Promise<void> {
    const opened = await this.#open(decodeBase64url(envelope))
    if (opened === undefined || opened.envelope.type !== "signal") return
    const { inner, envelope: head } = opened
    const { tracker } = this.#history
    if (head.dir !== "to-visitor" || !tracker.acceptsSignal(inner, this.#world.now())) return
    const body = bodyOf(opened)
    const isSeen = body.kind === "receipt" && body.state === "seen"
    const alarm = tracker.noteSignal(inner.heads, head.dir, isSeen)
    if (alarm) this.#history.addFork(this.#nextPosition())
    if (body.kind === "typing") this.#showTyping(body.on ? this.#agentName() : "")
    this.refresh()
  }

  /** Tells the agents what has arrived; `isWatched` while the visitor looks at this conversation. */
  acknowledge(isWatched: boolean): void {
    const newest = Math.max(0, ...this.#history.theirPositions())
    if (isWatched && newest > this.#read) {
      this.#read = newest
      void this.#world.exchange.write([[["r", this.id], newest]]).catch(() => false)
      this.refresh()
    }
    const state = isWatched ? "seen" : "delivered"
    if (newest <= this.#receipted[state]) return
    this.#receipted = { ...this.#receipted, [state]: newest }
    if (isWatched || this.#world.exchange.isLeading()) this.#signal({ kind: "receipt", state })
  }

  /** The visitor types, or has stopped. */
  tellTyping(on: boolean): void {
    const now = this.#world.now()
    if (on === this.#toldTyping > 0 && now - this.#toldTyping < TYPING_MS / 2) return
    this.#toldTyping = on ? now : 0
    this.#signal({ kind: "typing", on })
  }

  async end(): Promise<void> {
    const outbox = this.#outboxEntry("status", JSON.stringify({ status: "closed" }))
    await this.#world.exchange.write([outbox, [["x", this.id], true]])
    this.isClosed.value = true
  }

  /** Removes every record of this conversation. */
  async erase(): Promise<void> {
    const { records, exchange } = this.#world
    const kinds = ["c", "k", "i", "r", "d", "x"]
    const found = await Promise.all(kinds.map((kind) => records.read(kind, this.id)))
    const outbox = (await records.read("o")).filter(([, value]) => isOutboxOf(this.id, value))
    await exchange.write([...found.flat(), ...outbox].map(([key]): Entry => [key, undefined]))
  }

  /** Draws the rows again: a state, the connection or the time has changed. */
  refresh(): void {
    const states = this.#pending.states(this.#world.net())
    const rows = this.#history.rows(this.#world.now(), states)
    this.rows.value = rows
    this.unread.value = this.#history.theirPositions().filter((at) => at > this.#read).length
    const last = rows.findLast((row) => row.kind === "message")
    if (last?.kind === "message") this.lastTime.value = last.time
  }

  async #takeOne(key: RecordKey, value: unknown): Promise<void> {
    switch (key[0]) {
      case "i":
        return this.#takeItem(value as Item)
      case "o":
        return this.#takeOutbox(key, value as OutboxRecord | undefined)
      case "x":
        this.isClosed.value = value === true
        return
      case "r":
        this.#read = Math.max(this.#read, Number(value) || 0)
        return
      case "k":
        if (value !== undefined) await this.#adopt(value as StoredSession)
    }
  }

  async #takeItem({ seq, kind, item }: Item): Promise<void> {
    // A place keeps the item it was first given.
    if (this.#placed.has(seq)) return
    this.#placed.add(seq)
    if (kind !== "item" || item === undefined) return
    const bytes = bytesOf(item)
    if (bytes !== undefined && isRekey(bytes)) return
    const opened = bytes && (await this.#open(bytes))
    if (opened === undefined || opened.envelope.type !== "message") {
      this.#history.addUnreadable(seq)
      return
    }
    const isNew = this.#history.add(opened, seq)
    await this.#cameBack(opened.hash, seq)
    const body = bodyOf(opened)
    if (!isNew || body.kind !== "epoch-update") return
    // Refused statements end in the full stop: the check says why.
    const take = this.#world.statements.takeUpdate(body, this.#world.now())
    await take.catch(() => this.#world.checkStatements())
  }

  async #takeOutbox(key: RecordKey, record: OutboxRecord | undefined): Promise<void> {
    const isKnown = this.#pending.find(key) !== undefined
    const envelope = record && envelopeIn(record)
    const opened = envelope && !isKnown ? await this.#open(envelope) : undefined
    if (record === undefined || opened === undefined) this.#pending.update(key, record)
    else {
      this.#history.add(opened, this.#nextPosition())
      this.#pending.set(key, opened.hash, record)
    }
    if (record?.taken === undefined) return
    // The service numbers and keeps a Rekey for the agents; nothing here waits for it.
    if (envelope === undefined) return this.#forget(key)
    const hash = this.#pending.find(key)?.hash
    if (hash === undefined) return
    if (this.#numbered.has(hex(hash))) return this.#forget(key)
    if (record.taken > 0) this.#history.place(hash, record.taken)
  }

  /** A message has its place: an own one of the outbox need not be kept there any longer. */
  async #cameBack(hash: Bytes, seq: number): Promise<void> {
    this.#numbered.add(hex(hash))
    const own = this.#pending.findHash(hash)
    if (own === undefined) return
    this.#history.place(hash, seq)
    // Before the service's answer to the request has come, the record is still the outbox's.
    if (own.record.taken !== undefined) await this.#forget(own.key)
  }

  async #forget(key: RecordKey): Promise<void> {
    this.#pending.update(key, undefined)
    await this.#world.exchange.write([[key, undefined]]).catch(() => false)
  }

  /** Opens an envelope; fetches statements or reads newer keys first where it needs them. */
  async #open(bytes: Bytes, isRetry = false): Promise<OpenedEnvelope | undefined> {
    const { session } = this.#visitor
    try {
      return await openEnvelope(session, bytes, this.#world.statements.book)
    } catch (error) {
      if (isRetry) return undefined
      if (error instanceof RosterNeededError) await this.#world.checkStatements()
      else if (!(await this.#catchUp(bytes))) return undefined
      return this.#open(bytes, true)
    }
  }

  /** Another tab may have made the generation of this envelope: reads the keys again. */
  async #catchUp(bytes: Bytes): Promise<boolean> {
    try {
      if (parseEnvelope(bytes).g <= this.#visitor.session.newest.g) return false
    } catch {
      return false
    }
    const known = this.#visitor.session.newest.g
    await this.#adopt(newestSession(await this.#world.records.read("k", this.id)))
    return this.#visitor.session.newest.g > known
  }

  async #adopt(stored: StoredSession): Promise<void> {
    if (stored.generations.length <= this.#visitor.session.generations.length) return
    this.#visitor = await VisitorSession.resume(stored)
    this.#sender = this.#newSender()
  }

  async #rekeyIfDue(accepted: Accepted): Promise<void> {
    while (this.#visitor.needsRekey(accepted, this.#world.now())) {
      // A copy: if another tab was first, its generation counts and this one never was.
      const next = await VisitorSession.resume(this.#visitor.stored())
      const rekey = await next.rekey(accepted, this.#world.now())
      const body = { message_id: randomMessageId(), item: encodeBase64url(rekey) }
      const key: RecordKey = ["k", this.id, next.session.newest.g]
      const entries: Entry[] = [
        [key, next.stored()],
        this.#outboxEntry("item", JSON.stringify(body)),
      ]
      const isFirst = await this.#world.exchange.write(entries, true).catch(() => undefined)
      if (isFirst === undefined) throw new SendError("disk")
      const stored = newestSession(await this.#world.records.read("k", this.id))
      await this.#adopt(stored)
    }
  }

  async #seal(body: Body, accepted: Accepted): Promise<SealedEnvelope> {
    const moment = { rosterN: accepted.roster.n, now: this.#world.now() }
    try {
      return await this.#sender.message(body, moment, this.#nextPosition())
    } catch (cause) {
      throw new SendError("too-long", { cause })
    }
  }

  async #showSealed({ bytes }: SealedEnvelope, key: RecordKey): Promise<void> {
    const opened = await this.#open(bytes)
    if (opened === undefined) return
    this.#history.addSealed(opened, this.#nextPosition())
    this.#pending.set(key, opened.hash, {})
    this.refresh()
  }

  /** After the disk refused a sealed message: it never was, so the lanes must not count it. */
  async #rebuild(): Promise<void> {
    const { records } = this.#world
    const outbox = (await records.read("o")).filter(([, value]) => isOutboxOf(this.id, value))
    const entries = [...(await records.read("i", this.id)), ...outbox]
    this.#placed.clear()
    this.#numbered.clear()
    this.#history = new History()
    this.#pending = new Pending()
    this.#sender = this.#newSender()
    for (const [key, value] of entries) await this.#takeOne(key, value)
    this.refresh()
  }

  /** Fetches what is missing, and shows a hole if it has not come after a while. */
  #chase(): void {
    if (!this.#history.noteMissing(this.#world.now())) return
    void this.#fetchAll()
    setTimeout(() => this.refresh(), GAP_AFTER_MS + 100)
  }

  async #fetchAll(): Promise<void> {
    const { service, exchange } = this.#world
    let after = 0
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const request = {
        what: "messages",
        conversation: this.id,
        token: this.#record.token,
      } as const
      const fetched = await service.get({ ...request, after })
      const items = "body" in fetched ? itemsFrom(fetched.body) : []
      if (items.length === 0) return
      after = Math.max(...items.map((item) => item.seq))
      const fresh = items.filter((item) => !this.#placed.has(item.seq))
      const entries = fresh.map((item): Entry => [["i", this.id, item.seq], item])
      await exchange.write(entries).catch(() => false)
      await this.take(entries)
    }
  }

  #signal(body: Body): void {
    const accepted = this.#world.statements.accepted
    const isPossible = this.#world.mayTalk() && this.#world.net() === "online"
    if (accepted === undefined || !isPossible) return
    void this.#enqueue(async () => {
      const moment = { rosterN: accepted.roster.n, now: this.#world.now() }
      const { bytes } = await this.#sender.signal(body, moment)
      const { token } = this.#record
      const json = JSON.stringify({ envelope: encodeBase64url(bytes) })
      void this.#world.service.send({ kind: "signal", conversation: this.id, token, body: json })
    })
  }

  #showTyping(name: string): void {
    clearTimeout(this.#typingTimer)
    this.typing.value = name
    if (name !== "") this.#typingTimer = setTimeout(() => this.#showTyping(""), TYPING_MS)
  }

  #agentName(): string {
    const last = this.rows.value.findLast((row) => row.kind === "message" && !row.isMine)
    const name = last?.kind === "message" ? last.name : ""
    return name || this.#world.statements.accepted?.appearance?.name || "Somebody"
  }

  #newSender(): Sender {
    const { session, senderId: id, sign } = this.#visitor
    return new Sender(session, { kind: "visitor", id, sign }, this.#history.tracker)
  }

  #outboxEntry(kind: OutboxRecord["kind"], body: string): Entry {
    const record: OutboxRecord = { conversation: this.id, kind, body }
    return [["o", this.#world.nextOrder(), randomMessageId()], record]
  }

  /** After everything the service has placed so far. */
  #nextPosition(): number {
    return Math.max(0, ...this.#placed) + 0.5
  }

  #enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => undefined)
    return done
  }
}

/** What may be sealed to now. In a page that stays open, what was accepted runs out: then the service is asked again. */
async function requireAccepted(world: World): Promise<Accepted> {
  const isGood = ({ epoch, roster }: Accepted): boolean => !hasExpired(epoch, roster, world.now())
  const known = world.statements.accepted
  if (known !== undefined && !isGood(known)) await world.checkStatements()
  const accepted = world.mayTalk() ? world.statements.accepted : undefined
  if (accepted === undefined || !isGood(accepted)) throw new SendError("no-keys")
  return accepted
}

function newestSession(entries: readonly Entry[]): StoredSession {
  const keys = entries.filter(([[kind]]) => kind === "k")
  const newest = keys.reduce(
    (a, b) => (Number(b[0][2]) > Number(a[0][2]) ? b : a),
    keys[0] as Entry,
  )
  return newest[1] as StoredSession
}

function isOutboxOf(id: string, value: unknown): boolean {
  return isRecord(value) && value.conversation === id && "body" in value
}

function bytesOf(text: string): Bytes | undefined {
  try {
    return decodeBase64url(text)
  } catch {
    return undefined
  }
}

/** The items of a page, which may hold anything. */
function itemsFrom(body: unknown): Item[] {
  const list = isRecord(body) ? body.changes : undefined
  if (!Array.isArray(list)) return []
  return list.map(itemFrom).filter((item): item is Item => item !== undefined)
}
