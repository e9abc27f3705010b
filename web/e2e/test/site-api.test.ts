import assert from "node:assert/strict"
import {
  inOffice,
  type Office,
  type Page,
  plainPage,
  talkAbout,
  Widget,
  waitFor,
} from "../src/index.ts"

/** What a site's own script sees and calls. */
interface SiteGlobals {
  Aside(...call: unknown[]): Promise<unknown>
  told: string[]
}

/** Calls the widget as a script of the site would. */
function aside(page: Page, ...call: (string | object)[]): Promise<unknown> {
  return page.evaluate(
    (given) => (globalThis as unknown as SiteGlobals).Aside(...given).then(() => null),
    call,
  )
}

/** What the site was told so far. */
function told(page: Page): Promise<string[]> {
  return page.evaluate(() => (globalThis as unknown as SiteGlobals).told)
}

const hears = (page: Page, what: string) =>
  waitFor(async () => (await told(page)).includes(what), `the site to be told “${what}”`)

/** A site whose own script calls before the widget is there, and notes what it is told. */
function talkativePage({ account }: Office, calls = ""): ReturnType<typeof plainPage> {
  return plainPage(
    account,
    `<script>
      self.told = []
      self.Aside = (...call) => new Promise((resolve, reject) => { (self.Aside.q ??= []).push([call, resolve, reject]) })
      for (const name of ["onReady", "onShow", "onHide"]) Aside(name, () => told.push(name))
      Aside("onUnreadCountChange", (count) => told.push("unread " + count))
      Aside("onError", ({ code }) => told.push("error " + code))
      for (const name of ["ready", "opened", "closed", "message", "error"])
        addEventListener("aside:" + name, () => told.push(name))
      ${calls}
    </script>`,
  )
}

async function visit(office: Office, calls = ""): Promise<Widget> {
  const path = `/talkative/${performance.now()}`
  office.stack.site.put(path, talkativePage(office, calls))
  const browser = await office.open()
  return Widget.visit(browser.page, `${office.stack.site.origin}${path}`)
}

inOffice("calls made before the widget is there are done once it is", async (office) => {
  const widget = await visit(office, `Aside("show").then(() => told.push("shown"))`)
  await hears(widget.page, "shown")
  await widget.frame.see({ testId: "start" })
  const said = await told(widget.page)
  assert.deepEqual(said.slice(0, 2).sort(), ["onReady", "ready"])
  assert.ok(said.includes("onShow") && said.includes("opened"), said.join())
})

inOffice("a site can show, hide, toggle and prefill, and is told about each", async (office) => {
  const widget = await visit(office)
  const { page } = widget
  await page.see({ testId: "launcher" })
  await aside(page, "toggle")
  await page.see({ testId: "panel" })
  await aside(page, "hide")
  await page.vanish({ testId: "panel" })
  await hears(page, "onHide")
  await hears(page, "closed")
  await aside(page, "showNewMessage", "About order 4711: ")
  await widget.frame.see({ testId: "composer" })
  await waitFor(
    async () => (await widget.frame.value({ testId: "composer" })) === "About order 4711: ",
    "the prefilled text",
  )
  await aside(page, "update", { launcher: false, theme: "dark", position: "left" })
  await page.vanish({ testId: "launcher" })
  const left = await page.evaluate(() => document.querySelector("aside-chat")?.className)
  assert.equal(left, "dark left")
})

inOffice("a site is told about replies that nobody sees, without what they say", async (office) => {
  const widget = await visit(office)
  await widget.open()
  await widget.startNew()
  await widget.say("Quietly")
  await office.inbox.openSaying("Quietly")
  await aside(widget.page, "hide")
  await office.inbox.say("A secret answer")
  await hears(widget.page, "unread 1")
  await hears(widget.page, "message")
  const known = JSON.stringify(await told(widget.page))
  assert.ok(!known.includes("secret"), known)
})

inOffice("a wrong workspace id and an unknown call are refused in words", async (office) => {
  const { stack, account, open } = office
  const wrong = { snippet: account.snippet.replace(account.workspaceId, "as1wrong") }
  stack.site.put(
    "/wrong",
    plainPage(
      wrong,
      "<script>self.told = []; addEventListener('aside:error', ({ detail }) => told.push(detail.code))</script>",
    ),
  )
  const { page } = await open()
  await page.goto(`${stack.site.origin}/wrong`)
  await hears(page, "bad_workspace")
  assert.equal(await page.count({ testId: "launcher" }), 0)

  const widget = await Widget.visit(page, office.url)
  await page.see({ testId: "launcher" })
  await assert.rejects(aside(widget.page, "levitate"), /there is no command "levitate"/)
})

inOffice("shutdown removes everything from the browser, and boot starts afresh", async (office) => {
  const { visitor, widget } = await talkAbout(office, "Forget me")
  const { page } = visitor
  await aside(page, "shutdown")
  await page.vanish({ testId: "launcher" })
  await page.waitFor("an empty disk", async () => (await indexedDB.databases()).length === 0)
  await page.reload()
  await page.see({ testId: "launcher" })
  await widget.open()
  assert.equal(await widget.frame.count({ testId: "recent-talk" }), 0)

  await aside(page, "shutdown")
  await page.vanish({ testId: "launcher" })
  await aside(page, "boot")
  await widget.open()
  await widget.startNew()
  await widget.say("A new start")
  await office.inbox.goHome()
  await office.inbox.openSaying("A new start")
  await office.inbox.say("Welcome")
  await widget.hears("Welcome")
})
