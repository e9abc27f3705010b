import { type Signal, signal } from "@preact/signals"
import type { Entry } from "../../shared/records.ts"
import { Conversation } from "./conversation.ts"
import type { World } from "./world.ts"

/** All conversations of this visitor with this workspace. */
export class Talks {
  readonly list: Signal<readonly Conversation[]> = signal([])
  readonly #world: World
  readonly #arrived: (conversation: Conversation) => void
  #queue: Promise<unknown> = Promise.resolve()

  /** `arrived` is told of each new message of an agent, once. */
  constructor(world: World, arrived: (conversation: Conversation) => void) {
    this.#world = world
    this.#arrived = arrived
  }

  find(id: string | null): Conversation | undefined {
    return this.list.value.find((conversation) => conversation.id === id)
  }

  add(conversation: Conversation): void {
    this.list.value = [...this.list.value, conversation]
  }

  remove(id: string): void {
    this.list.value = this.list.value.filter((conversation) => conversation.id !== id)
  }

  /** Brings all stored conversations back. One whose keys are damaged is left out. */
  async load(entries: readonly Entry[]): Promise<void> {
    const ids = entries.flatMap(([key]) => (key[0] === "c" ? [`${key[1]}`] : []))
    for (const id of ids) await this.#load(id, entries)
  }

  /** Takes records that the network or another tab wrote, one batch after the other. */
  take(entries: readonly Entry[]): void {
    this.#queue = this.#queue.then(() => this.#take(entries)).catch(() => undefined)
  }

  refresh(): void {
    for (const conversation of this.list.value) conversation.refresh()
  }

  async #take(entries: readonly Entry[]): Promise<void> {
    for (const [[kind, id], value] of entries) {
      if (kind !== "c") continue
      if (value === undefined) this.remove(`${id}`)
      else if (this.find(`${id}`) === undefined) await this.#loadNew(`${id}`)
    }
    for (const conversation of this.list.value) {
      const own = entries.filter(([[kind, id]]) => kind === "o" || id === conversation.id)
      if (own.length > 0 && (await conversation.take(own))) this.#arrived(conversation)
    }
  }

  /** Another tab opened a conversation. */
  async #loadNew(id: string): Promise<void> {
    const { records } = this.#world
    const kinds = ["c", "k", "i", "r", "x"]
    const found = await Promise.all(kinds.map((kind) => records.read(kind, id)))
    await this.#load(id, [...found.flat(), ...(await records.read("o"))])
  }

  async #load(id: string, entries: readonly Entry[]): Promise<void> {
    const loaded = await Conversation.load(this.#world, id, entries).catch(() => undefined)
    if (loaded !== undefined && this.find(id) === undefined) this.add(loaded)
  }
}
