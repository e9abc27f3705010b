import type { ConversationStatus } from "@aside/api"
import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals"
import type { Entry, TextEntry } from "./entry.ts"

/** What a visitor's widget sent, sealed, with the first message. All of it is the visitor's claim. */
export interface VisitorContext {
  readonly page?: string
  readonly referrer?: string
  readonly agent?: string
  readonly locale?: string
}

/** What the agent sees of one conversation. Only the desk changes it; views read it. */
export class Conversation {
  /** `cv_…` */
  readonly id: string
  /** "Visitor 7F3K": four characters of the session id. */
  readonly label: string
  /** Six words both sides can compare. */
  readonly securityCode: Signal<string> = signal("")
  readonly status: Signal<ConversationStatus> = signal("open")
  readonly entries: Signal<readonly Entry[]> = signal([])
  readonly typing: Signal<boolean> = signal(false)
  readonly context: Signal<VisitorContext> = signal({})
  readonly draft: Signal<string> = signal("")
  /** Service time of the newest change; orders the list. */
  readonly changedAt: Signal<number> = signal(0)
  /** How many visitor messages this member has read here. */
  readonly readCount: Signal<number> = signal(0)
  /** Whether replies wait until the visitor has taken the workspace's new keys. */
  readonly waitsForKeys: Signal<boolean> = signal(false)

  readonly visitorCount: ReadonlySignal<number> = computed(() => {
    return this.entries.value.filter((entry) => isFrom(entry, "visitor")).length
  })

  readonly unread: ReadonlySignal<number> = computed(() => {
    const entries = this.entries.value
    const answered = entries.findLastIndex((entry) => isFrom(entry, "member"))
    const sinceAnswer = entries.slice(answered + 1).filter((entry) => isFrom(entry, "visitor"))
    return Math.min(sinceAnswer.length, Math.max(0, this.visitorCount.value - this.readCount.value))
  })

  readonly last: ReadonlySignal<TextEntry | undefined> = computed(() => {
    return this.entries.value.findLast((entry) => entry.kind === "text")
  })

  constructor(id: string) {
    this.id = id
    this.label = visitorLabel(id)
  }
}

function isFrom(entry: Entry, from: "visitor" | "member"): boolean {
  return entry.kind === "text" && entry.from === from
}

/** A name for a visitor nobody knows: four characters of the conversation id. */
export function visitorLabel(conversationId: string): string {
  return `Visitor ${conversationId.slice(3, 7).toUpperCase()}`
}
