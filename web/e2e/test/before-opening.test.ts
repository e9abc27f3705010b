import assert from "node:assert/strict"
import { inOffice, plainPage, serviceOf, Widget, waitFor } from "../src/index.ts"

/** Everything a page may have kept in this browser. */
async function traces(widget: Widget): Promise<unknown> {
  return widget.page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    local: Object.keys(localStorage),
    session: Object.keys(sessionStorage),
    cookies: document.cookie,
  }))
}

const NOTHING = { databases: [], caches: [], local: [], session: [], cookies: "" }

inOffice(
  "before a visitor opens it, the widget asks for nothing but the loader and keeps nothing",
  async ({ stack, account, open }) => {
    const line = await stack.newLine()
    const snippet = account.snippet.replace(serviceOf(account.snippet), line.origin)
    stack.site.put("/quiet", plainPage({ snippet }))
    const { page } = await open()
    const widget = await Widget.visit(page, `${stack.site.origin}/quiet`)
    await page.see({ testId: "launcher" })
    assert.deepEqual(await traces(widget), NOTHING)
    await page.reload()
    await page.see({ testId: "launcher" })
    assert.deepEqual(await traces(widget), NOTHING)

    await widget.open()
    const names = line.requests.map((request) => request.replace(/^GET .*\//, ""))
    const first = names.findIndex((name) => name !== "aside.js")
    assert.equal(names[first], "frame.js", `asked before opening: ${names.slice(0, first + 1)}`)
    const live = line.requests.filter((request) => request.includes("/v1/live"))
    assert.deepEqual(live, [], "connected before there was a conversation")
  },
)

inOffice("opening and closing it without writing leaves no conversation", async (office) => {
  const { page } = await office.open()
  const widget = await Widget.visit(page, office.url)
  await widget.open()
  await page.click({ testId: "launcher" })
  await page.vanish({ testId: "panel" })
  const before = await office.stack.metrics()
  assert.match(before, /aside_live_connections 1\n/)
  await page.reload()
  await page.see({ testId: "launcher" })
  assert.equal(await page.count({ testId: "badge" }), 0)
  assert.deepEqual(await office.inbox.rows(), [])
})

inOffice(
  "a page that is opened to be checked reports itself once",
  async ({ stack, open, url }) => {
    const { page } = await open()
    await page.goto(`${url}#aside-check=abcdefgh12345678`)
    const reports = () => stack.front.requests.filter((each) => /^POST .*\/checks\//.test(each))
    await waitFor(() => reports().length > 0, "the report")
    await page.see({ testId: "launcher" })
    assert.equal(reports().length, 1)
    assert.deepEqual(await traces(new Widget(page)), NOTHING)
  },
)
