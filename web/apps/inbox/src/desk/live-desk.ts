import {
  ApiError,
  type Change,
  type ChangesPage,
  type ConversationStatus,
  type Feed,
  type FeedOptions,
  type FeedState,
  followFeed,
  listMessages,
  logout,
  putStatus,
} from "@aside/api"
import { decodeBase64url, randomMessageId, StatementError, UnopenableError } from "@aside/protocol"
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import { makeDeviceLink } from "../account/device-link.ts"
import type { Look } from "../account/look.ts"
import { connection } from "../connection.ts"
import { storeChanges } from "../local/changes.ts"
import { clearEverything, clearMember, type Database } from "../local/database.ts"
import { loadDrafts, saveDraft } from "../local/drafts.ts"
import type { OutboxRecord, StoredChange } from "../local/records.ts"
import { sayFailure } from "../plain-words.ts"
import { type StopReason, stopReason } from "../stage.ts"
import type { Conversation } from "./conversation.ts"
import { ConversationCore } from "./conversation-core.ts"
import type { Desk, WorkspaceView } from "./desk.ts"
import type { MemberState } from "./member-state.ts"
import { Outbox } from "./outbox.ts"
import { SignalsOut } from "./signals-out.ts"

type Notice = Parameters<NonNullable<FeedOptions["onNotice"]>>[0]

/** How long after a hole shows its conversation is fetched once more, in milliseconds. */
const REFETCH_AFTER_MS = 2000

/** Why a desk ended. */
export type DeskEnd = StopReason | "signed-out"

/** The desk of a signed-in member: everything stored first, then what the feed brings. */
export class LiveDesk implements Desk {
  readonly email: string
  readonly name: string
  readonly workspace: ReadonlySignal<WorkspaceView>
  readonly conversations: ReadonlySignal<readonly Conversation[]>
  readonly feed: ReadonlySignal<FeedState>
  readonly problem: Signal<string> = signal("")
  readonly checks: Signal<ReadonlyMap<string, string>> = signal(new Map())
  readonly #database: Database
  readonly #member: MemberState
  readonly #onEnd: (end: DeskEnd) => void
  readonly #cores: Signal<ReadonlyMap<string, ConversationCore>> = signal(new Map())
  readonly #outbox: Outbox
  readonly #signals = new SignalsOut()
  readonly #feedState: Signal<FeedState> = signal("connecting")
  readonly #online: Signal<boolean> = signal(navigator.onLine)
  #feed: Feed | undefined
  #refreshing: Promise<void> | undefined
  #refreshingNext: Promise<void> | undefined

  constructor(database: Database, member: MemberState, onEnd: (end: DeskEnd) => void) {
    this.#database = database
    this.#member = member
    this.#onEnd = onEnd
    this.email = member.email
    this.name = member.name
    this.workspace = member.view
    this.feed = computed(() => (this.#online.value ? this.#feedState.value : "offline"))
    this.#outbox = new Outbox(database, (record, state) => this.#noteOutbox(record, state))
    this.conversations = computed(() => {
      const views = [...this.#cores.value.values()].map((core) => core.view)
      return views.sort((a, b) => b.changedAt.value - a.changedAt.value)
    })
  }

  /** Shows everything this device has stored. Needs no network. */
  async restore(): Promise<void> {
    const changes = await this.#database.getAll("changes")
    const cores = new Map<string, ConversationCore>()
    for (const { conversation } of changes) {
      if (!cores.has(conversation)) cores.set(conversation, this.#makeCore(conversation))
    }
    const handling = [...cores.values()].map(async (core) => {
      const own = changes.filter((change) => change.conversation === core.view.id)
      for (const change of own) await core.handle(change).catch(() => undefined)
    })
    await Promise.all(handling)
    await this.#restoreTyped(cores)
    for (const core of cores.values()) core.refresh(Date.now())
    this.#cores.value = cores
  }

  async #restoreTyped(cores: ReadonlyMap<string, ConversationCore>): Promise<void> {
    for (const record of await this.#outbox.load()) {
      await cores
        .get(record.conversation)
        ?.restore(record)
        .catch(() => undefined)
    }
    const drafts = await loadDrafts(this.#database)
    for (const [id, core] of cores) {
      core.view.draft.value = drafts.get(id) ?? ""
      await core.restoreReached()
      core.view.readCount.value = (await this.#database.get("readCounts", id)) ?? 0
    }
  }

  /** Follows the feed from the last stored change. */
  async connect(): Promise<void> {
    void this.#refreshStatements().catch(() => undefined)
    this.#feed = followFeed(connection, {
      after: (await this.#database.get("feed", "next")) ?? 0,
      onChanges: (page) => this.#takePage(page),
      onNotice: (notice) => this.#takeNotice(notice),
      onState: (state) => this.#takeState(state),
    })
    this.#outbox.flushAll()
    for (const name of ["online", "offline"]) addEventListener(name, this.#noteOnline)
  }

  readonly #noteOnline = (): void => {
    this.#online.value = navigator.onLine
    if (navigator.onLine) this.#outbox.flushAll()
  }

  /** Stops following; what is shown stays. */
  close(): void {
    this.#feed?.close()
    for (const name of ["online", "offline"]) removeEventListener(name, this.#noteOnline)
  }

  #takeState(state: FeedState): void {
    // A poll or a socket that opens again is no news; "connecting" between two of them would flicker.
    if (state === "connecting" && this.#feedState.peek() === "offline") return
    this.#feedState.value = state
    if (state === "live" || state === "polling") this.#outbox.flushAll()
    if (state === "ended") void this.#endSignedOut()
  }

  async #endSignedOut(): Promise<void> {
    await clearMember(this.#database)
    this.#onEnd("signed-out")
  }

  async #takePage(page: ChangesPage): Promise<void> {
    const now = Date.now()
    const came = page.changes.map((change) => storedChange(change, now))
    const changes = await storeChanges(this.#database, came, page.next)
    await this.#handle(changes, now)
  }

  async #handle(changes: readonly StoredChange[], now: number): Promise<void> {
    const touched = new Set<ConversationCore>()
    const fresh = new Map(this.#cores.peek())
    for (const change of changes) {
      const core = fresh.get(change.conversation) ?? this.#makeCore(change.conversation)
      fresh.set(change.conversation, core)
      await core.handle(change)
      touched.add(core)
    }
    for (const core of touched) {
      core.refresh(now)
      this.#signals.delivered(core)
      if (core.hasHoles) setTimeout(() => void this.#fetchAgain(core), REFETCH_AFTER_MS)
    }
    if (fresh.size !== this.#cores.peek().size) this.#cores.value = fresh
  }

  /** Asks for the whole conversation once more: the feed may have skipped what a message names. */
  async #fetchAgain(core: ConversationCore): Promise<void> {
    if (!core.hasHoles) return
    const answer = await listMessages(connection, core.view.id, 0).catch(() => undefined)
    const now = Date.now()
    for (const change of answer?.changes ?? []) await core.handle(storedChange(change, now))
    core.refresh(now)
  }

  async #takeNotice(notice: Notice): Promise<void> {
    if (notice.type === "signal") {
      const core = this.#cores.peek().get(notice.conversation)
      const envelope = decodeBase64url(notice.envelope)
      if (core && (await core.handleSignal(envelope, Date.now()))) this.#signals.repeat(core)
    }
    if (notice.type === "statements") await this.#refreshStatements()
    if (notice.type === "check")
      this.checks.value = new Map(this.checks.value).set(notice.nonce, notice.origin)
  }

  /** Fetches the statements. What is under way may have been answered before the news came, so it is followed by one more. */
  #refreshStatements(): Promise<void> {
    if (this.#refreshing === undefined) return this.#beginRefresh()
    const begin = (): Promise<void> => {
      this.#refreshingNext = undefined
      return this.#beginRefresh()
    }
    this.#refreshingNext ??= this.#refreshing.then(begin, begin)
    return this.#refreshingNext
  }

  #beginRefresh(): Promise<void> {
    this.#refreshing = this.#refreshOnce().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refreshOnce(): Promise<void> {
    try {
      await this.#member.refresh(Date.now())
    } catch (error) {
      if (error instanceof ApiError) {
        if (error.code === "not_signed_in") await this.#endSignedOut()
        throw error
      }
      this.close()
      if (error instanceof StatementError || error instanceof UnopenableError)
        this.#onEnd(stopReason(error))
      throw error
    }
    for (const core of this.#cores.peek().values()) core.refresh(Date.now())
    // Left alone, the key would expire and visitors could not write any more.
    if (this.#member.isEpochEnding(Date.now())) await this.rotateKeys().catch(() => undefined)
  }

  #makeCore(id: string): ConversationCore {
    const refreshStatements = (): Promise<void> => this.#refreshStatements()
    return new ConversationCore(id, {
      database: this.#database,
      member: this.#member,
      refreshStatements,
    })
  }

  #coreOf(conversation: Conversation): ConversationCore | undefined {
    return this.#cores.peek().get(conversation.id)
  }

  #noteOutbox(record: OutboxRecord, state: "sending" | "failed" | "taken"): void {
    const core = this.#cores.peek().get(record.conversation)
    void core?.setOutbox(record.item, state, Date.now()).catch(() => undefined)
  }

  async send(conversation: Conversation, text: string): Promise<void> {
    const core = this.#coreOf(conversation)
    if (core === undefined || !core.canSend || core.isRetired) return
    await this.#say(() => this.#queueText(core, text))
  }

  async #queueText(core: ConversationCore, text: string): Promise<void> {
    const now = Date.now()
    const body = { kind: "text", text: text.normalize("NFC"), name: this.name } as const
    const { bytes } = await core.seal(body, now)
    const conversation = core.view.id
    await this.#outbox.add({
      messageId: randomMessageId(),
      conversation,
      item: bytes,
      queuedAt: now,
    })
    this.setDraft(core.view, "")
    this.#signals.stopTyping(core)
    this.noteSeen(core.view)
  }

  /** Does something for the agent and says in plain words if it fails. */
  async #say(work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.problem.value = ""
    } catch (error) {
      const long = error instanceof StatementError && error.code === "malformed"
      this.problem.value = long
        ? "That is too long for one message. Send it in two."
        : sayFailure(error)
    }
  }

  retry(conversation: Conversation): void {
    this.#outbox.retry(conversation.id)
  }

  async setStatus(conversation: Conversation, status: ConversationStatus): Promise<void> {
    await this.#say(async () => {
      await putStatus(connection, conversation.id, status)
    })
  }

  setDraft(conversation: Conversation, text: string): void {
    conversation.draft.value = text
    void saveDraft(this.#database, conversation.id, text)
  }

  noteTyping(conversation: Conversation): void {
    const core = this.#coreOf(conversation)
    if (core !== undefined) this.#signals.typing(core, Date.now())
  }

  noteSeen(conversation: Conversation): void {
    const core = this.#coreOf(conversation)
    const count = conversation.visitorCount.peek()
    if (core === undefined || count <= conversation.readCount.peek()) return
    conversation.readCount.value = count
    void this.#database.put("readCounts", count, conversation.id)
    this.#signals.seen(core)
  }

  async setLook(look: Look): Promise<void> {
    await this.#member.publishLook(look, Date.now())
  }

  async rotateKeys(): Promise<void> {
    await this.#member.rotate(Date.now())
  }

  async makeDeviceLink(password: string): Promise<string> {
    const device = await this.#database.get("device", "device")
    if (device === undefined) throw new UnopenableError()
    const { link, accountN } = await makeDeviceLink(device, password)
    const kept = (await this.#database.get("device", "device")) ?? device
    await this.#database.put(
      "device",
      { ...kept, accountN: Math.max(kept.accountN, accountN) },
      "device",
    )
    return link
  }

  async signOut(how: "keep-device" | "forget-device"): Promise<void> {
    this.close()
    // The credential ends here in any case; a service that cannot be reached ends it by its age.
    await logout(connection).catch(() => undefined)
    await (how === "keep-device" ? clearMember(this.#database) : clearEverything(this.#database))
    this.#onEnd("signed-out")
  }
}

function storedChange(change: Change, now: number): StoredChange {
  const { rev, conversation, seq, kind, at, message_id, item, status } = change
  return {
    ...{ rev, conversation, seq, kind, at, receivedAt: now },
    ...(typeof message_id === "string" && { messageId: message_id }),
    ...(typeof item === "string" && { item: decodeBase64url(item) }),
    ...(typeof status === "string" && { status }),
  }
}
