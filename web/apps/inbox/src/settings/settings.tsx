import { IconCode, IconDevices, IconKey, IconLook, IconPeople } from "@aside/ui"
import type { FunctionComponent, VNode } from "preact"
import { fragmentOf, type SettingsPage } from "../route.ts"
import { DevicesPage } from "./devices.tsx"
import { KeysPage } from "./keys.tsx"
import { LookPage } from "./look.tsx"
import { SiteSetup } from "./site.tsx"
import { WorkspacePage } from "./workspace.tsx"

interface Page {
  readonly title: string
  readonly icon: () => VNode
  readonly view: FunctionComponent
}

const PAGES: Record<SettingsPage, Page> = {
  workspace: { title: "Workspace", icon: IconPeople, view: WorkspacePage },
  look: { title: "Look", icon: IconLook, view: LookPage },
  site: { title: "Your site", icon: IconCode, view: SiteSetup },
  devices: { title: "Devices", icon: IconDevices, view: DevicesPage },
  keys: { title: "Encryption keys", icon: IconKey, view: KeysPage },
}

function isPage(name: string): name is SettingsPage {
  return name in PAGES
}

function Tabs({ current }: { current: SettingsPage }): VNode {
  return (
    <nav class="settings-tabs" aria-label="Settings">
      {Object.keys(PAGES)
        .filter(isPage)
        .map((page) => {
          const { title, icon: Icon } = PAGES[page]
          return (
            <a
              key={page}
              class="nav-link"
              href={fragmentOf({ at: "settings", page })}
              aria-current={page === current ? "page" : undefined}
              data-testid={`settings-${page}`}
            >
              <Icon />
              <span>{title}</span>
            </a>
          )
        })}
    </nav>
  )
}

/** The settings, one page at a time. */
export function Settings({ page }: { page: SettingsPage }): VNode {
  const { title, view: View } = PAGES[page]
  return (
    <section class="settings" aria-labelledby="settings-title">
      <header class="pane-header">
        <h2>Settings</h2>
      </header>
      <div class="settings-body">
        <Tabs current={page} />
        <div class="settings-page">
          <h2 id="settings-title">{title}</h2>
          <View key={page} />
        </div>
      </div>
    </section>
  )
}
