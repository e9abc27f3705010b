import assert from "node:assert/strict"
import {
  hashedPage,
  inOffice,
  newPerson,
  type Office,
  PHONE,
  plainPage,
  signUp,
  Widget,
} from "../src/index.ts"

async function visit({ stack, open }: Office, page: ReturnType<typeof plainPage>): Promise<Widget> {
  const path = `/host/${performance.now()}`
  stack.site.put(path, page)
  const browser = await open()
  return Widget.visit(browser.page, `${stack.site.origin}${path}`)
}

async function chat({ inbox }: Office, widget: Widget, text: string): Promise<void> {
  await widget.startNew()
  await widget.say(text)
  await inbox.openSaying(text)
  await inbox.say(`Answer to ${text}`)
  await widget.hears(`Answer to ${text}`)
}

inOffice(
  "it runs on a site that allows the two published hashes instead of a nonce",
  async (office) => {
    const answer = await fetch(`${office.stack.origin}/v1/release`)
    const { frame_script_hashes: hashes } = (await answer.json()) as {
      frame_script_hashes: string[]
    }
    const widget = await visit(office, hashedPage(office.account, hashes))
    await widget.open()
    await chat(office, widget, "Hashed")
  },
)

inOffice(
  "a site whose policy allows neither says so instead of waiting for ever",
  async (office) => {
    const widget = await visit(office, hashedPage(office.account, []))
    await widget.page.click({ testId: "launcher" })
    await widget.page.see({ testId: "frame-blocked" })
  },
)

inOffice(
  "where the browser keeps nothing, the chat works and says that it will be gone",
  async (office) => {
    const blocked = `<script>Object.defineProperty(self, "indexedDB", { get() { throw new DOMException("denied", "SecurityError") } })</script>`
    const widget = await visit(office, plainPage(office.account, blocked))
    await widget.open()
    await chat(office, widget, "In passing")
    await widget.frame.see({ testId: "storage-blocked" })
    await widget.page.reload()
    await widget.open()
    assert.equal(await widget.frame.count({ testId: "recent-talk" }), 0)
  },
)

inOffice("two workspaces on pages of one site share nothing", async (office) => {
  const widget = await visit(office, plainPage(office.account))
  await widget.open()
  await chat(office, widget, "Only here")
  const { page } = await office.open()
  const { account: other } = await signUp(page, office.stack.origin, newPerson("Hill Coffee"))
  office.stack.site.put("/other", plainPage(other))
  await widget.page.goto(`${office.stack.site.origin}/other`)
  await widget.open()
  assert.equal(await widget.frame.text({ testId: "workspace-name" }), "Hill Coffee")
  assert.equal(await widget.frame.count({ testId: "recent-talk" }), 0)
  await widget.page.goto(office.url)
  await widget.open()
  assert.equal(await widget.frame.count({ testId: "recent-talk" }), 1)
})

inOffice("a page with a mistyped workspace id stops in plain words", async (office) => {
  const { workspaceId: id, snippet } = office.account
  const mistyped = `${id.slice(0, -1)}${id.endsWith("a") ? "b" : "a"}`
  const widget = await visit(office, plainPage({ snippet: snippet.replace(id, mistyped) }))
  await widget.page.click({ testId: "launcher" })
  await widget.frame.see({ testId: "key-refused" })
})

inOffice("on a phone the panel fills the screen", async (office) => {
  const browser = await office.open()
  await browser.page.setViewport(PHONE)
  const widget = await Widget.visit(browser.page, office.url)
  await widget.open()
  const box = await browser.page.evaluate(() => {
    const panel = document.querySelector("aside-chat")?.shadowRoot?.querySelector(".panel")
    const { x, y, width, height } = panel?.getBoundingClientRect() ?? new DOMRect()
    return { x, y, width, height }
  })
  assert.deepEqual(box, { x: 0, y: 0, ...PHONE })
  await chat(office, widget, "From the tram")
})

inOffice("everything can be done with the keyboard alone", async (office) => {
  const widget = await visit(office, plainPage(office.account))
  const { page, frame } = widget
  await page.see({ testId: "launcher" })
  const focused = () =>
    page.evaluate(() => {
      const host = document.activeElement
      return (host?.shadowRoot?.activeElement ?? host)?.getAttribute("data-testid") ?? host?.tagName
    })
  await page.press("Tab")
  assert.equal(await focused(), "BUTTON")
  await page.press("Tab")
  assert.equal(await focused(), "launcher")
  await page.press("Enter")
  await frame.see({ css: "[data-testid=start]:not(:disabled)" })
  const inFrame = () =>
    frame.evaluate(() => document.activeElement?.getAttribute("data-testid") ?? "")
  const reach = async (stop: string) => {
    for (let tabs = 0; tabs < 8 && (await inFrame()) !== stop; tabs += 1) await page.press("Tab")
    assert.equal(await inFrame(), stop)
  }
  await reach("start")
  await page.press("Enter")
  await frame.see({ testId: "composer" })
  await reach("composer")
  for (const key of "Hi") await page.press(key)
  await page.press("Enter")
  await widget.hears("Hi", "mine")
  await office.inbox.openSaying("Hi")
  await page.press("Escape")
  await page.vanish({ testId: "panel" })
  assert.equal(await focused(), "launcher")
})

inOffice("who wants less motion gets none", async (office) => {
  const browser = await office.open({ motion: "reduce" })
  const widget = await Widget.visit(browser.page, office.url)
  await browser.page.click({ testId: "launcher" })
  const running = () =>
    [...document.getAnimations()].filter((animation) => {
      const { duration } = animation.effect?.getComputedTiming() ?? {}
      return typeof duration === "number" && duration > 1
    }).length
  assert.equal(await browser.page.evaluate(running), 0)
  await widget.frame.see({ css: "[data-testid=start]:not(:disabled)" })
  await widget.startNew()
  await widget.frame.click({ testId: "lock-line" })
  await widget.frame.see({ testId: "security-sheet" })
  assert.equal(await widget.frame.evaluate(running), 0)
})
