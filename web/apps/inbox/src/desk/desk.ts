import type { ConversationStatus, FeedState } from "@aside/api"
import type { ReadonlySignal } from "@preact/signals"
import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Look } from "../account/look.ts"
import type { Conversation } from "./conversation.ts"

/** A member of the roster. */
export interface RosterMember {
  /** `mb_…`; a hash of the member's keys, so it is also their fingerprint. */
  readonly id: string
  readonly role: "owner" | "admin" | "agent" | "bot"
  readonly self: boolean
}

/** The epoch in force, for people. */
export interface EpochView {
  readonly number: number
  readonly created: number
  readonly notAfter: number
}

/** The workspace as its accepted statements describe it. */
export interface WorkspaceView {
  readonly id: string
  readonly name: string
  readonly look: Look
  readonly members: readonly RosterMember[]
  readonly epoch: EpochView
  readonly rosterNumber: number
}

/** Everything the desk's views may read and do. */
export interface Desk {
  readonly email: string
  readonly name: string
  readonly workspace: ReadonlySignal<WorkspaceView>
  /** Newest first. */
  readonly conversations: ReadonlySignal<readonly Conversation[]>
  readonly feed: ReadonlySignal<FeedState>
  /** What went wrong last, for people; empty when nothing did. */
  readonly problem: ReadonlySignal<string>
  /** Sites that reported themselves since the desk opened, by nonce. */
  readonly checks: ReadonlySignal<ReadonlyMap<string, string>>
  /** Seals and queues a text; resolves once it lies in the outbox. What fails stays in the draft. */
  send(conversation: Conversation, text: string): Promise<void>
  retry(conversation: Conversation): void
  setStatus(conversation: Conversation, status: ConversationStatus): Promise<void>
  setDraft(conversation: Conversation, text: string): void
  /** Tells the visitor that somebody types; call on every key press, it sends as seldom as needed. */
  noteTyping(conversation: Conversation): void
  /** The thread is on a visible, focused screen. */
  noteSeen(conversation: Conversation): void
  setLook(look: Look): Promise<void>
  rotateKeys(): Promise<void>
  /** A link that signs a new device in. @throws UnopenableError for a wrong password */
  makeDeviceLink(password: string): Promise<string>
  signOut(how: "keep-device" | "forget-device"): Promise<void>
}

const DeskContext = createContext<Desk | undefined>(undefined)

/** Makes a desk available to the views below. */
export const DeskProvider = DeskContext.Provider

/** The desk around this view. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === undefined) throw new Error("a view of the desk stands outside of it")
  return desk
}
