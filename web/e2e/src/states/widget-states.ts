import type { Office } from "../office.ts"
import { plainPage, serviceOf } from "../pages/host.ts"
import { Widget } from "../pages/widget.ts"
import type { Line } from "../stack/line.ts"
import type { State } from "./gallery.ts"

/** Where the widget's states are reached: an office, and a visitor whose line can be cut. */
export interface WidgetStage {
  readonly office: Office
  readonly widget: Widget
  readonly line: Line
  readonly url: string
  /** Whether the frame is there to be looked at. */
  hasFrame: boolean
}

/** Opens a browser at a page of the site with the widget, over a line of its own. */
export async function openWidgetStage(office: Office): Promise<WidgetStage> {
  const line = await office.stack.newLine()
  const { snippet } = office.account
  const moved = snippet.replace(serviceOf(snippet), line.origin)
  office.stack.site.put("/states", plainPage({ snippet: moved }))
  const browser = await office.open()
  const url = `${office.stack.site.origin}/states`
  const widget = await Widget.visit(browser.page, url)
  return { office, widget, line, url, hasFrame: false }
}

const click = (testId: string) => (stage: WidgetStage) => stage.widget.frame.click({ testId })

async function swapPage({ office, widget, url }: WidgetStage, page: ReturnType<typeof plainPage>) {
  office.stack.site.put("/swapped", page)
  await widget.page.goto(url.replace("/states", "/swapped"))
  await widget.page.click({ testId: "launcher" })
}

/** Every state of the widget, each reached from the one before. */
export const WIDGET_STATES: readonly State<WidgetStage>[] = [
  { name: "launcher", reach: ({ widget }) => widget.page.see({ testId: "launcher" }) },
  {
    name: "home",
    async reach(stage) {
      await stage.widget.open()
      stage.hasFrame = true
    },
  },
  { name: "new-conversation", reach: ({ widget }) => widget.startNew() },
  {
    name: "security-before-the-first-message",
    async reach({ widget }) {
      await widget.frame.click({ testId: "lock-line" })
      await widget.frame.see({ testId: "security-sheet" })
    },
  },
  {
    name: "sent",
    async reach({ widget }) {
      await widget.frame.click({ testId: "sheet-close" })
      await widget.say("Hello! Is the green tea in stock?")
      await widget.say("I would like two tins of it, as on https://harbour.example/green-tea")
      await widget.state("delivered")
    },
  },
  {
    name: "talking",
    async reach({ office: { inbox }, widget }) {
      await inbox.openSaying("I would like two tins of it, as on https://harbour.example/green-tea")
      await inbox.say("Hello! Yes, it came in from the harbour this morning.")
      await inbox.say("Shall I put two tins aside for you?")
      await widget.hears("Shall I put two tins aside for you?")
      await widget.say("Yes, please.")
      await widget.state("seen")
    },
  },
  {
    name: "typing",
    async reach({ office: { inbox }, widget }) {
      await inbox.page.type({ testId: "composer" }, "Done")
      await widget.frame.see({ testId: "typing" })
    },
  },
  {
    name: "long-draft",
    reach: ({ widget }) =>
      widget.frame.type(
        { testId: "composer" },
        "One more thing that I have always wanted to ask. ".repeat(5),
      ),
  },
  { name: "security", reach: click("lock-line") },
  {
    name: "menu",
    async reach({ widget }) {
      await widget.frame.click({ testId: "sheet-close" })
      await widget.frame.click({ testId: "menu" })
    },
  },
  { name: "erase", reach: click("menu-erase") },
  {
    name: "unread",
    async reach({ office: { inbox }, widget }) {
      await widget.frame.click({ testId: "sheet-close" })
      await widget.page.click({ testId: "launcher" })
      await inbox.say(" and ready to be fetched")
      await widget.page.see({ testId: "badge" })
    },
  },
  {
    name: "home-with-conversations",
    async reach({ widget }) {
      await widget.page.click({ testId: "launcher" })
      await widget.frame.click({ testId: "back" })
      await widget.frame.see({ testId: "recent-talk" })
    },
  },
  {
    name: "offline",
    async reach({ widget, line }) {
      await widget.openNewest()
      line.cut()
      await widget.frame.see({ testId: "offline" })
      await widget.say("?")
      await widget.state("queued")
    },
  },
  {
    name: "closed",
    async reach({ office: { inbox }, widget, line }) {
      line.mend()
      // As a browser says when its network is back; waiting for the next attempt takes longer.
      await widget.page.evaluate(() => dispatchEvent(new Event("online")))
      await widget.state("seen")
      await inbox.page.click({ testId: "close" })
      await widget.frame.see({ testId: "ended" })
    },
  },
  {
    name: "failed",
    async reach({ office: { stack }, widget }) {
      await widget.frame.click({ testId: "start-new" })
      await widget.say("A first short message")
      await widget.state("delivered")
      await stack.restart({ ASIDE_LIMITS__ITEM_BYTES: "1200" })
      await widget.say("Something that is too long for this service. ".repeat(25))
      await widget.state("failed")
    },
  },
  {
    name: "storage-blocked",
    async reach(stage) {
      await stage.office.stack.restart()
      const blocked = `<script>Object.defineProperty(self, "indexedDB", { get() { throw new DOMException("denied", "SecurityError") } })</script>`
      await swapPage(stage, plainPage(stage.office.account, blocked))
      await stage.widget.startNew()
      await stage.widget.frame.see({ testId: "storage-blocked" })
    },
  },
  {
    name: "keys-refused",
    async reach(stage) {
      const { workspaceId: id, snippet } = stage.office.account
      const mistyped = `${id.slice(0, -1)}${id.endsWith("a") ? "b" : "a"}`
      await swapPage(stage, plainPage({ snippet: snippet.replace(id, mistyped) }))
      await stage.widget.frame.see({ testId: "key-refused" })
    },
  },
  {
    name: "blocked-by-the-page",
    async reach(stage) {
      stage.hasFrame = false
      const service = serviceOf(stage.office.account.snippet)
      const policy = `default-src 'none'; script-src ${service}; connect-src ${service}`
      await swapPage(stage, { ...plainPage(stage.office.account), policy })
      await stage.widget.page.see({ testId: "frame-blocked" })
    },
  },
]
