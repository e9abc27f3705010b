import { ApiError, appendMessage, backoffMs, isPassing } from "@aside/api"
import { encodeBase64url } from "@aside/protocol"
import { connection } from "../connection.ts"
import type { Database } from "../local/database.ts"
import type { OutboxRecord } from "../local/records.ts"

/** Told how each message fares. */
export type OutboxListener = (record: OutboxRecord, state: "sending" | "failed" | "taken") => void

/** Sends what lies in the outbox, in order within each conversation, until the service has it. */
export class Outbox {
  readonly #database: Database
  readonly #listener: OutboxListener
  readonly #queues = new Map<string, OutboxRecord[]>()
  readonly #busy = new Set<string>()
  #failures = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(database: Database, listener: OutboxListener) {
    this.#database = database
    this.#listener = listener
  }

  /** What an earlier run left behind, oldest first. */
  async load(): Promise<readonly OutboxRecord[]> {
    const records = await this.#database.getAll("outbox")
    records.sort((a, b) => a.queuedAt - b.queuedAt)
    for (const record of records) this.#queue(record.conversation).push(record)
    return records
  }

  /** Stores a message; from then on it is never lost. */
  async add(record: OutboxRecord): Promise<void> {
    await this.#database.put("outbox", record)
    this.#queue(record.conversation).push(record)
    void this.#flush(record.conversation)
  }

  /** Tries everything that waits. */
  flushAll(): void {
    for (const conversation of this.#queues.keys()) void this.#flush(conversation)
  }

  /** Tries one conversation again, also what failed for good. */
  retry(conversation: string): void {
    for (const record of this.#queue(conversation)) this.#listener(record, "sending")
    void this.#flush(conversation)
  }

  /** How many messages the service has not taken. */
  get size(): number {
    return [...this.#queues.values()].reduce((sum, queue) => sum + queue.length, 0)
  }

  #queue(conversation: string): OutboxRecord[] {
    const known = this.#queues.get(conversation)
    if (known !== undefined) return known
    const made: OutboxRecord[] = []
    this.#queues.set(conversation, made)
    return made
  }

  async #flush(conversation: string): Promise<void> {
    if (this.#busy.has(conversation)) return
    this.#busy.add(conversation)
    try {
      await this.#sendAll(this.#queue(conversation))
    } finally {
      this.#busy.delete(conversation)
    }
  }

  #tryLater(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flushAll(), backoffMs(this.#failures, Math.random))
    this.#failures += 1
  }

  /** A message that is refused stops those behind it: they name it as the one before. */
  async #sendAll(queue: OutboxRecord[]): Promise<void> {
    for (let record = queue[0]; record !== undefined; record = queue[0]) {
      try {
        const body = { message_id: record.messageId, item: encodeBase64url(record.item) }
        await appendMessage(connection, record.conversation, body)
      } catch (error) {
        const refused =
          error instanceof ApiError && !isPassing(error) && error.code !== "not_signed_in"
        if (refused) for (const each of queue) this.#listener(each, "failed")
        else this.#tryLater()
        return
      }
      this.#failures = 0
      queue.shift()
      await this.#database.delete("outbox", record.messageId)
      this.#listener(record, "taken")
    }
  }
}
