import { useComputed, useSignalEffect } from "@preact/signals"
import type { VNode } from "preact"
import { type Desk, DeskProvider, useDesk } from "../desk/desk.ts"
import { type Route, route } from "../route.ts"
import { Settings } from "../settings/settings.tsx"
import { ConversationList } from "./conversation-list.tsx"
import { Details } from "./details.tsx"
import { Navigation } from "./navigation.tsx"
import { Shortcuts } from "./shortcuts.tsx"
import { NoThread, Thread } from "./thread.tsx"

function FolderView({ at }: { at: Route & { at: "folder" } }): VNode {
  const desk = useDesk()
  const found = desk.conversations.value.find((each) => each.id === at.conversation)
  const details = found !== undefined && at.details
  return (
    <div class={`panes${found ? " has-thread" : ""}${details ? " has-details" : ""}`}>
      <ConversationList folder={at.folder} current={found?.id} />
      {found === undefined ? (
        <NoThread />
      ) : (
        <Thread conversation={found} folder={at.folder} details={details} />
      )}
      {found !== undefined && details && <Details conversation={found} folder={at.folder} />}
    </div>
  )
}

function useTitle(desk: Desk): void {
  const unread = useComputed(
    () => desk.conversations.value.filter((each) => each.unread.value > 0).length,
  )
  useSignalEffect(() => {
    const name = desk.workspace.value.name
    document.title = unread.value > 0 ? `(${unread.value}) ${name} · Aside` : `${name} · Aside`
  })
}

/** The inbox of somebody who is signed in. */
export function DeskView({ desk }: { desk: Desk }): VNode {
  useTitle(desk)
  const at = route.value
  const deep = at.at === "folder" && at.conversation !== undefined
  return (
    <DeskProvider value={desk}>
      <div class={deep ? "desk desk-deep" : "desk"} data-testid="desk">
        <Navigation />
        <main class="desk-main">
          <h1 class="visually-hidden">Inbox of {desk.workspace.value.name}</h1>

          {at.at === "settings" ? <Settings page={at.page} /> : <FolderView at={at} />}
        </main>
        <Shortcuts />
      </div>
    </DeskProvider>
  )
}
