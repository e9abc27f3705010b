import { sendSignal } from "@aside/api"
import { type Body, encodeBase64url } from "@aside/protocol"
import { connection } from "../connection.ts"
import type { ConversationCore } from "./conversation-core.ts"

/** How often typing is told at most, in milliseconds. */
const TYPING_EVERY_MS = 3000
/** After so long without a key press nobody types any more, in milliseconds. */
const TYPING_STOPS_MS = 5000
/**
 * How long a receipt waits after something has arrived, in milliseconds. A visitor who has just opened the conversation
 * is connected by then, and "delivered" and "seen" become one.
 */
const RECEIPT_AFTER_MS = 1000

/** Sends typing and receipts for conversations, as seldom as they need. Losing one does no harm. */
export class SignalsOut {
  readonly #typingTold = new Map<string, number>()
  readonly #typingStops = new Map<string, ReturnType<typeof setTimeout>>()
  readonly #receipts = new Map<string, ReturnType<typeof setTimeout>>()
  /** How many of the visitor's messages have been seen, and how many of them were told as what. */
  readonly #seen = new Map<string, number>()
  readonly #told = { delivered: new Map<string, number>(), seen: new Map<string, number>() }

  /** Somebody pressed a key. */
  typing(core: ConversationCore, now: number): void {
    const id = core.view.id
    clearTimeout(this.#typingStops.get(id))
    this.#typingStops.set(
      id,
      setTimeout(() => this.stopTyping(core), TYPING_STOPS_MS),
    )
    if (now - (this.#typingTold.get(id) ?? 0) < TYPING_EVERY_MS) return
    this.#typingTold.set(id, now)
    this.#send(core, { kind: "typing", on: true })
  }

  /** Nobody types any more, or the message went out. */
  stopTyping(core: ConversationCore): void {
    const id = core.view.id
    clearTimeout(this.#typingStops.get(id))
    if (!this.#typingTold.delete(id)) return
    this.#send(core, { kind: "typing", on: false })
  }

  /** The visitor's messages have arrived here. */
  delivered(core: ConversationCore): void {
    const id = core.view.id
    if (this.#receipts.has(id)) return
    const tell = (): void => {
      this.#receipts.delete(id)
      this.#tell(core)
    }
    this.#receipts.set(id, setTimeout(tell, RECEIPT_AFTER_MS))
  }

  /** The visitor has just connected: what was told before may have reached nobody. */
  repeat(core: ConversationCore): void {
    this.#told.delivered.delete(core.view.id)
    this.#told.seen.delete(core.view.id)
    this.delivered(core)
  }

  /** The visitor's messages have been in front of somebody. */
  seen(core: ConversationCore): void {
    this.#seen.set(core.view.id, core.view.visitorCount.peek())
    if (!this.#receipts.has(core.view.id)) this.#tell(core)
  }

  /** Tells the most that is true of all of the visitor's messages, once. */
  #tell(core: ConversationCore): void {
    const id = core.view.id
    const count = core.view.visitorCount.peek()
    const state = this.#seen.get(id) === count ? "seen" : "delivered"
    if (count <= (this.#told[state].get(id) ?? 0)) return
    this.#told[state].set(id, count)
    this.#send(core, { kind: "receipt", state })
  }

  #send(core: ConversationCore, body: Body): void {
    // A removed member can read what is sent under a retired key, also that somebody types.
    if (!core.canSend || core.isRetired) return
    const sent = core.sealSignal(body, Date.now()).then(({ bytes }) => {
      return sendSignal(connection, core.view.id, encodeBase64url(bytes))
    })
    sent.catch(() => undefined)
  }
}
