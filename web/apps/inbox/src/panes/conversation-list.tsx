import { Avatar, IconSearch, shortAge } from "@aside/ui"
import { type Signal, useComputed, useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { now } from "../clock.ts"
import type { Conversation } from "../desk/conversation.ts"
import { useDesk } from "../desk/desk.ts"
import { type Folder, fragmentOf } from "../route.ts"
import { FeedBanner } from "./feed-banner.tsx"

function lastLine(conversation: Conversation): string {
  const last = conversation.last.value
  if (last === undefined) return "No readable message yet"
  return last.from === "member" ? `You: ${last.text}` : last.text
}

interface RowProps {
  readonly conversation: Conversation
  readonly folder: Folder
  readonly current: boolean
}

function Row({ conversation, folder, current }: RowProps): VNode {
  const unread = conversation.unread.value
  const to = fragmentOf({ at: "folder", folder, conversation: conversation.id, details: false })
  return (
    <li>
      <a
        class={unread > 0 ? "row row-unread" : "row"}
        href={to}
        aria-current={current ? "true" : undefined}
        data-testid="conversation-row"
        data-conversation={conversation.id}
      >
        <Avatar
          name={conversation.label}
          seed={conversation.id}
          letters={conversation.label.slice(8, 10)}
        />
        <span class="row-main">
          <span class="row-top">
            <span class="row-name">{conversation.label}</span>
            <time class="row-age soft">{shortAge(conversation.changedAt.value, now.value)}</time>
          </span>
          <span class="row-bottom">
            <span class="row-line soft" dir="auto" data-testid="row-line">
              {conversation.typing.value ? "Typing…" : lastLine(conversation)}
            </span>
            {unread > 0 && (
              <span class="badge" data-testid="row-unread">
                {unread}
                <span class="visually-hidden"> unread</span>
              </span>
            )}
          </span>
        </span>
      </a>
    </li>
  )
}

const EMPTY: Record<Folder, { title: string; text: string }> = {
  open: {
    title: "All quiet",
    text: "New conversations appear here by themselves. Nobody has to reload anything.",
  },
  closed: {
    title: "Nothing closed yet",
    text: "Close a conversation when it is done. It comes back by itself when the visitor writes again.",
  },
}

function Empty({ folder, searching }: { folder: Folder; searching: boolean }): VNode {
  const { title, text } = searching
    ? { title: "No match", text: "Search looks through every message this device can open." }
    : EMPTY[folder]
  return (
    <div class="list-empty" data-testid="list-empty">
      <h3>{title}</h3>
      <p class="soft small">{text}</p>
      {folder === "open" && !searching && (
        <a href={fragmentOf({ at: "settings", page: "site" })} class="small">
          Put Aside on your site
        </a>
      )}
    </div>
  )
}

function matches(conversation: Conversation, words: string): boolean {
  if (words === "" || conversation.label.toLowerCase().includes(words)) return true
  return conversation.entries.value.some((entry) => {
    return entry.kind === "text" && entry.text.toLowerCase().includes(words)
  })
}

function Search({ query }: { query: Signal<string> }): VNode {
  return (
    <label class="search">
      <IconSearch />
      <span class="visually-hidden">Search messages</span>
      <input
        type="search"
        id="search"
        placeholder="Search"
        value={query.value}
        onInput={(event) => {
          query.value = event.currentTarget.value
        }}
        data-testid="search"
      />
    </label>
  )
}

/** The second pane: the conversations of a folder, newest first. */
export function ConversationList({
  folder,
  current,
}: {
  folder: Folder
  current: string | undefined
}): VNode {
  const desk = useDesk()
  const query = useSignal("")
  const inFolder = useComputed(() => desk.conversations.value)
  const words = query.value.trim().toLowerCase()
  const shown = inFolder.value.filter(
    (each) => each.status.value === folder && matches(each, words),
  )
  return (
    <section class="list" aria-labelledby="list-title">
      <header class="pane-header list-header">
        <h2 id="list-title">{folder === "open" ? "Open" : "Closed"}</h2>
        <Search query={query} />
      </header>
      <FeedBanner />
      {shown.length === 0 && <Empty folder={folder} searching={words !== ""} />}
      <ul class="rows" data-testid="conversation-list">
        {shown.map((each) => (
          <Row key={each.id} conversation={each} folder={folder} current={each.id === current} />
        ))}
      </ul>
    </section>
  )
}
