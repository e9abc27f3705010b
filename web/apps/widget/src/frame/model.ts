import type { ReadonlySignal, Signal } from "@preact/signals"
import type { NetState } from "./net/feed.ts"
import type { Row } from "./rows.ts"

/** What the workspace says about itself, signed. */
export interface Face {
  readonly name: string
  readonly greeting: string
  readonly replyHint: string
}

/**
 * Whether the workspace's keys hang from the pinned id. `refused` stops everything; `unreachable` means that nothing
 * has been accepted yet because the service does not answer.
 */
export type Trust =
  | { readonly state: "checking" }
  | { readonly state: "unreachable" }
  | { readonly state: "trusted" }
  | { readonly state: "refused"; readonly code: string }

/** A conversation as the interface sees it. */
export interface Talk {
  readonly id: string
  readonly rows: ReadonlySignal<readonly Row[]>
  readonly isClosed: ReadonlySignal<boolean>
  readonly unread: ReadonlySignal<number>
  /** Name of the agent who is typing; empty if nobody is. */
  readonly typing: ReadonlySignal<string>
  /** Time of the newest message, Unix milliseconds. */
  readonly lastTime: ReadonlySignal<number>
  /** Six words, the same on both sides. */
  readonly securityCode: string
}

export type View = { readonly at: "home" } | { readonly at: "talk"; readonly id: string | null }

export type Sheet = "none" | "security" | "menu" | "erase"

/** Everything the interface shows. */
export interface Model {
  readonly workspace: string
  readonly persistent: boolean
  readonly locale: Signal<string>
  readonly trust: Signal<Trust>
  readonly face: Signal<Face>
  readonly net: Signal<NetState>
  readonly talks: Signal<readonly Talk[]>
  readonly view: Signal<View>
  readonly sheet: Signal<Sheet>
  readonly draft: Signal<string>
  /** A text did not get onto the disk; it stays in the composer. */
  readonly trouble: Signal<string>
}

/** Everything the interface can ask for. */
export interface Actions {
  /** Shows a conversation, or with null a new one that is made with its first message. */
  open(id: string | null): void
  home(): void
  close(): void
  /** Sends the draft. It leaves the composer only once it is safe. */
  send(): void
  write(text: string): void
  retry(id: string): void
  end(id: string): void
  erase(id: string): void
  openLink(href: string): void
  /** Asks the service for the statements again. */
  checkAgain(): void
}
