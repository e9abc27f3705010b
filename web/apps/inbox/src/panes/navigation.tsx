import { Avatar, IconArchive, IconChat, IconSettings } from "@aside/ui"
import type { ComponentChildren, VNode } from "preact"
import { useDesk } from "../desk/desk.ts"
import { type Folder, fragmentOf, type Route, route } from "../route.ts"
import { Mark } from "./brand.tsx"

interface NavigationLinkProps {
  readonly to: Route
  readonly current: boolean
  readonly label: string
  readonly count?: number
  readonly unread?: number
  readonly testId: string
  readonly children: ComponentChildren
}

function NavigationLink(props: NavigationLinkProps): VNode {
  const { count = 0, unread = 0 } = props
  return (
    <a
      class="nav-link"
      href={fragmentOf(props.to)}
      aria-current={props.current ? "page" : undefined}
      data-testid={props.testId}
    >
      {props.children}
      <span class="nav-label">{props.label}</span>
      {unread > 0 && (
        <span class="badge" data-testid={`${props.testId}-unread`}>
          {unread}
          <span class="visually-hidden"> unread</span>
        </span>
      )}
      {unread === 0 && count > 0 && <span class="nav-count">{count}</span>}
    </a>
  )
}

function useCounts(folder: Folder): { count: number; unread: number } {
  const inFolder = useDesk().conversations.value.filter((each) => each.status.value === folder)
  const unread = inFolder.filter((each) => each.unread.value > 0).length
  return { count: inFolder.length, unread }
}

function isFolder(at: Route, folder: Folder): boolean {
  return at.at === "folder" && at.folder === folder
}

/** The left pane: folders, settings, who is signed in. On a phone a bar at the bottom. */
export function Navigation(): VNode {
  const desk = useDesk()
  const open = useCounts("open")
  const closed = useCounts("closed")
  const at = route.value
  return (
    <nav class="navigation" aria-label="Inbox">
      <div class="nav-brand">
        <Mark />
        <span class="nav-workspace" dir="auto">
          {desk.workspace.value.name}
        </span>
      </div>
      <NavigationLink
        to={{ at: "folder", folder: "open", details: false }}
        current={isFolder(at, "open")}
        label="Open"
        {...open}
        testId="nav-open"
      >
        <IconChat />
      </NavigationLink>
      <NavigationLink
        to={{ at: "folder", folder: "closed", details: false }}
        current={isFolder(at, "closed")}
        label="Closed"
        {...closed}
        testId="nav-closed"
      >
        <IconArchive />
      </NavigationLink>
      <NavigationLink
        to={{ at: "settings", page: "workspace" }}
        current={at.at === "settings"}
        label="Settings"
        testId="nav-settings"
      >
        <IconSettings />
      </NavigationLink>
      <div class="nav-self">
        <Avatar name={desk.name} />
        <span class="nav-self-text">
          <span dir="auto">{desk.name}</span>
          <span class="soft small nav-email">{desk.email}</span>
        </span>
      </div>
    </nav>
  )
}
