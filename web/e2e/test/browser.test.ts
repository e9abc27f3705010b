import assert from "node:assert/strict"
import { Browser, DESKTOP, eachEngine, PHONE, startSite } from "../src/index.ts"

const PAGE = `<!doctype html><html lang="en"><head><title>Plain</title></head><body>
<script>document.cookie = "seen=1; path=/"; console.error("a script complains")</script></body></html>`

eachEngine("a page can be as small as a phone and as large as a desk, and dark", async (engine) => {
  const site = await startSite({ "/": { body: PAGE } })
  const browser = await Browser.open(engine, { colorScheme: "dark", motion: "reduce" })
  try {
    await browser.page.goto(`${site.origin}/`)
    for (const viewport of [PHONE, DESKTOP]) {
      await browser.page.setViewport(viewport)
      assert.deepEqual(await browser.page.innerSize(), viewport)
    }
    const queries = ["(prefers-color-scheme: dark)", "(prefers-reduced-motion: reduce)"]
    const answers = await browser.page.evaluate(
      (asked) => asked.map((query) => matchMedia(query).matches),
      queries,
    )
    assert.deepEqual(answers, [true, true])
  } finally {
    await browser.close()
    await site.close()
  }
})

eachEngine(
  "two browsers run side by side and share nothing, two tabs of one share all",
  async (engine) => {
    const site = await startSite({
      "/": { body: PAGE },
      "/bare": { body: "<!doctype html><title>Bare</title>" },
    })
    const [visitor, agent] = await Promise.all([Browser.open(engine), Browser.open(engine)])
    try {
      await visitor.page.goto(`${site.origin}/`)
      const tab = await visitor.newTab()
      await Promise.all([tab.goto(`${site.origin}/bare`), agent.page.goto(`${site.origin}/bare`)])
      assert.equal(await tab.evaluate(() => document.cookie), "seen=1")
      assert.equal(await agent.page.evaluate(() => document.cookie), "")
      assert.deepEqual([await visitor.page.title(), await tab.title()], ["Plain", "Bare"])
    } finally {
      await Promise.all([visitor.close(), agent.close()])
      await site.close()
    }
  },
)

eachEngine(
  "errors on the console can be read",
  async (engine) => {
    const site = await startSite({ "/": { body: PAGE } })
    const browser = await Browser.open(engine)
    try {
      await browser.page.goto(`${site.origin}/`)
      const errors = await browser.consoleErrors()
      assert.ok(
        errors.some((line) => line.includes("a script complains")),
        errors.join("\n"),
      )
    } finally {
      await browser.close()
      await site.close()
    }
  },
  ["chromium", "firefox"],
)
