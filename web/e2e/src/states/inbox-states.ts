import { plainPage, serviceOf } from "../pages/host.ts"
import { type Account, accountOf, type Inbox, type Person } from "../pages/inbox.ts"
import type { Widget } from "../pages/widget.ts"
import type { Line } from "../stack/line.ts"
import type { Stack } from "../stack/stack.ts"
import type { State } from "./gallery.ts"

/** Where the inbox's states are reached: a new agent's browser, and a visitor's once there is one. */
export interface InboxStage {
  readonly stack: Stack
  readonly inbox: Inbox
  readonly person: Person
  readonly visitor: Widget
  readonly visitorLine: Line
  secretKey: string
  account: Account
}

const seen = (testId: string) => ({ testId })

async function settingsPage(stage: InboxStage, page: Parameters<Inbox["settings"]>[0]) {
  await stage.inbox.settings(page)
}

/** Every state of the inbox, each reached from the one before. */
export const INBOX_STATES: readonly State<InboxStage>[] = [
  { name: "sign-up", reach: ({ inbox }) => inbox.page.see(seen("sign-up")) },
  {
    name: "sign-up-problems",
    async reach({ inbox }) {
      await inbox.page.fill(seen("password"), "short")
      await inbox.page.click(seen("sign-up"))
      await inbox.page.see({ css: ".problem" })
    },
  },
  {
    name: "recovery-kit",
    async reach(stage) {
      stage.secretKey = await stage.inbox.fillSignUp(stage.person)
    },
  },
  {
    name: "recovery-kit-mistyped",
    async reach({ inbox }) {
      await inbox.page.fill(seen("kit-last-group"), "????")
      await inbox.page.click(seen("kit-continue"))
      await inbox.page.see({ css: ".problem" })
    },
  },
  { name: "look", reach: ({ inbox, secretKey }) => inbox.confirmKit(secretKey) },
  {
    name: "snippet",
    async reach(stage) {
      const { inbox, person, secretKey } = stage
      stage.account = accountOf(person, secretKey, await inbox.passLook())
      const { snippet } = stage.account
      const moved = snippet.replace(serviceOf(snippet), stage.visitorLine.origin)
      stage.stack.site.put("/", plainPage({ snippet: moved }))
    },
  },
  {
    name: "site-checked",
    async reach({ inbox, stack, visitor }) {
      await inbox.checkSite(`${stack.site.origin}/`)
      await visitor.page.goto(`${stack.site.origin}/`)
    },
  },
  {
    name: "empty",
    async reach({ inbox }) {
      await inbox.page.click(seen("finish"))
      await inbox.page.see(seen("list-empty"))
    },
  },
  {
    name: "first-conversation",
    async reach({ inbox, visitor }) {
      await visitor.open()
      await visitor.startNew()
      await visitor.say("Hello! Is the green tea in stock?")
      await visitor.say("I would like two tins, as on https://harbour.example/green-tea")
      await inbox.page.see({
        text: "I would like two tins, as on https://harbour.example/green-tea",
      })
    },
  },
  {
    name: "thread",
    async reach({ inbox, visitor }) {
      await inbox.openNewest()
      await inbox.say("Hello! Yes, it came in from the harbour this morning.")
      await inbox.delivery("seen")
      await visitor.say("Wonderful.")
      await inbox.hears("Wonderful.")
    },
  },
  {
    name: "typing",
    async reach({ inbox, visitor }) {
      await visitor.frame.type(seen("composer"), "And")
      await inbox.page.see(seen("typing"))
    },
  },
  {
    name: "details",
    async reach({ inbox, visitor }) {
      await visitor.say(" one more thing")
      await inbox.page.click(seen("toggle-details"))
      await inbox.page.see(seen("details"))
    },
  },
  {
    name: "failed",
    async reach({ inbox, stack }) {
      await inbox.page.click(seen("close-details"))
      await stack.restart({ ASIDE_LIMITS__ITEM_BYTES: "1200" })
      await inbox.say("Something that is too long for this service. ".repeat(25))
      await inbox.delivery("failed")
    },
  },
  {
    name: "offline",
    async reach({ inbox, stack }) {
      await stack.restart()
      await inbox.page.click(seen("retry"))
      await inbox.page.vanish({ css: "[data-testid=delivery][data-state=failed]" })
      stack.front.cut()
      await inbox.page.see({ css: "[data-testid=feed-state][data-state=offline]" })
      await inbox.say("I answer from the cellar")
    },
  },
  {
    name: "closed",
    async reach({ inbox, stack }) {
      stack.front.mend()
      await inbox.page.evaluate(() => dispatchEvent(new Event("online")))
      await inbox.page.vanish({ css: "[data-testid=delivery][data-state=sending]" })
      await inbox.page.click(seen("close"))
      await inbox.page.see(seen("reopen"))
    },
  },
  {
    name: "closed-folder",
    async reach({ inbox }) {
      await inbox.page.click(seen("nav-closed"))
      await inbox.openNewest()
    },
  },
  {
    name: "no-match",
    async reach({ inbox }) {
      await inbox.page.click(seen("nav-closed"))
      await inbox.page.type(seen("search"), "coffee")
      await inbox.page.see(seen("list-empty"))
    },
  },
  { name: "settings-workspace", reach: (stage) => settingsPage(stage, "workspace") },
  { name: "settings-look", reach: (stage) => settingsPage(stage, "look") },
  { name: "settings-site", reach: (stage) => settingsPage(stage, "site") },
  { name: "settings-devices", reach: (stage) => settingsPage(stage, "devices") },
  { name: "settings-keys", reach: (stage) => settingsPage(stage, "keys") },
  {
    name: "shortcuts",
    async reach({ inbox }) {
      await inbox.goHome()
      await inbox.page.press("?")
      await inbox.page.see(seen("shortcuts"))
    },
  },
  {
    name: "signed-out",
    async reach({ inbox }) {
      await inbox.page.press("Escape")
      await inbox.settings("devices")
      await inbox.page.click(seen("sign-out"))
      await inbox.page.see(seen("sign-in"))
    },
  },
  {
    name: "sign-in",
    async reach({ inbox }) {
      await inbox.page.click(seen("use-other-account"))
      await inbox.page.see(seen("secret-key-input"))
    },
  },
  {
    name: "sign-in-refused",
    async reach({ inbox, account }) {
      await inbox.page.fill(seen("email"), account.email)
      await inbox.page.fill(seen("password"), "something else")
      await inbox.page.fill(seen("secret-key-input"), account.secretKey)
      await inbox.page.click(seen("sign-in"))
      await inbox.page.see(seen("sign-in-problem"))
    },
  },
]
