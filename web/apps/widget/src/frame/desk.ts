import { type Signal, signal } from "@preact/signals"
import { Conversation } from "./chat/conversation.ts"
import type { Drafts } from "./chat/drafts.ts"
import type { Talks } from "./chat/talks.ts"
import { SendError, type SendFailure, type World } from "./chat/world.ts"
import type { Actions, Model, Sheet, View } from "./model.ts"
import type { Link } from "./net/link.ts"

/** The draft of a conversation that does not exist yet. */
const NEW = "new"

const TROUBLE: Readonly<Record<SendFailure, string>> = {
  "no-keys": "The chat is not connected yet. Your text stays here; please send it in a moment.",
  "too-long": "This message is too long. Please split it.",
  disk: "Your browser could not keep this message. Your text stays here; please try again.",
}

/** What the visitor sees and does: which conversation is open, what is in the composer, what has been read. */
export class Desk implements Actions {
  readonly model: Model
  /** Address of the page the visitor is on. */
  page = ""
  readonly #link: Link
  readonly #world: World
  readonly #talks: Talks
  readonly #drafts: Drafts
  readonly #view: Signal<View> = signal({ at: "home" })
  readonly #sheet: Signal<Sheet> = signal("none")
  readonly #draft = signal("")
  readonly #trouble = signal("")
  #isShown = false
  #sending: Promise<unknown> = Promise.resolve()

  constructor(
    link: Link,
    world: World,
    talks: Talks,
    drafts: Drafts,
    shown: Omit<Model, "view" | "sheet" | "draft" | "trouble">,
  ) {
    this.#link = link
    this.#world = world
    this.#talks = talks
    this.#drafts = drafts
    this.model = {
      ...shown,
      view: this.#view,
      sheet: this.#sheet,
      draft: this.#draft,
      trouble: this.#trouble,
    }
  }

  /** Begins to watch what the visitor looks at. */
  start(): void {
    for (const talk of this.#talks.list.value) talk.acknowledge(false)
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.#acknowledge()
      else void this.#drafts.flush()
    })
  }

  /** An agent wrote. */
  arrived(talk: Conversation): void {
    const isWatched = this.#isWatched(talk)
    talk.acknowledge(isWatched)
    if (!isWatched) this.#link.tell({ t: "event", name: "message", code: "received" })
  }

  /** The panel was opened or closed. */
  setShown(isShown: boolean, page: string): void {
    this.#isShown = isShown
    this.page = page
    if (isShown) this.reachAgain()
    else void this.#drafts.flush()
    this.#acknowledge()
  }

  /** The site asked for a new message, perhaps with a text in it. */
  compose(text: string): void {
    this.open(null)
    if (text.trim() !== "") this.#setDraft(text)
  }

  /** A good moment to ask again for statements that could not be had. */
  reachAgain(): void {
    if (this.model.trust.value.state === "unreachable") this.checkAgain()
  }

  open = (id: string | null): void => this.#show({ at: "talk", id })

  home = (): void => this.#show({ at: "home" })

  close = (): void => this.#link.tell({ t: "close" })

  openLink = (href: string): void => this.#link.tell({ t: "link", href })

  checkAgain = (): void => {
    this.model.trust.value = { state: "checking" }
    void this.#world.checkStatements()
  }

  write = (text: string): void => {
    this.#setDraft(text)
    this.#open()?.tellTyping(text !== "")
  }

  send = (): void => {
    const text = this.#draft.value.trim()
    const view = this.#view.value
    if (text === "" || view.at !== "talk") return
    this.#draft.value = ""
    this.#trouble.value = ""
    this.#sending = this.#sending.then(() => this.#deliver(view.id, text))
  }

  retry = (id: string): void => {
    void this.#world.exchange.retry(id)
  }

  end = (id: string): void => {
    void this.#talks
      .find(id)
      ?.end()
      .catch(() => this.#tellTrouble("disk"))
  }

  erase = (id: string): void => {
    const talk = this.#talks.find(id)
    this.#talks.remove(id)
    this.#drafts.keep(id, "")
    this.home()
    void talk?.erase().catch(() => undefined)
  }

  /** Sends a text, and puts it back into the composer if it could not be kept. */
  async #deliver(id: string | null, text: string): Promise<void> {
    try {
      // Of two texts sent quickly, the first makes the conversation that the second goes into.
      const talk = this.#talks.find(id) ?? (id === null ? this.#open() : undefined)
      if (talk) await talk.send(text)
      else await this.#begin(text)
      this.#setDraft(this.#draft.value)
    } catch (error) {
      this.#tellTrouble(error instanceof SendError ? error.code : "disk")
      this.#setDraft([text, this.#draft.value].filter(Boolean).join("\n"))
    }
  }

  async #begin(text: string): Promise<void> {
    const talk = await Conversation.start(this.#world, text)
    const rest = this.#draft.value
    this.#talks.add(talk)
    this.#drafts.keep(NEW, "")
    const view = this.#view.value
    if (view.at !== "talk" || view.id !== null) return
    this.#drafts.keep(talk.id, rest)
    this.open(talk.id)
  }

  #show(view: View): void {
    this.#view.value = view
    this.#sheet.value = "none"
    this.#trouble.value = ""
    this.#draft.value = view.at === "talk" ? this.#drafts.text(view.id ?? NEW) : ""
    this.#acknowledge()
  }

  #setDraft(text: string): void {
    const view = this.#view.value
    this.#draft.value = text
    if (view.at === "talk") this.#drafts.keep(view.id ?? NEW, text)
  }

  #tellTrouble(failure: SendFailure): void {
    this.#trouble.value = TROUBLE[failure]
  }

  /** The conversation that is open, whether or not anybody looks. */
  #open(): Conversation | undefined {
    const view = this.#view.value
    return view.at === "talk" ? this.#talks.find(view.id) : undefined
  }

  #isWatched(talk: Conversation): boolean {
    return this.#isShown && document.visibilityState === "visible" && this.#open() === talk
  }

  #acknowledge(): void {
    const talk = this.#open()
    if (talk && this.#isWatched(talk)) talk.acknowledge(true)
  }
}
