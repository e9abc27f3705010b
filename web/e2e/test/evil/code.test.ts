import assert from "node:assert/strict"
import { attack } from "../../src/evil/scene.ts"
import { nothingSent } from "../../src/evil/sights.ts"

const LOADER = /^GET \/widget\/[^/]+\/aside\.js$/
const FRAME = /^GET \/widget\/[^/]+\/frame\.js$/

attack(
  "a frame whose code is not the pinned one is never run, and the loader says so",
  async (scene) => {
    const owner = await scene.owner()
    scene.service.lieAbout(FRAME, (code) => `parent.parent.postMessage("stolen","*");${code}`)
    const { page, frame } = await scene.visit(owner.snippet())
    await page.click({ testId: "launcher" })
    await page.see({ testId: "update-refused" })
    await page.see({ text: "Stopped for your safety" })
    await page.see({ text: "your browser refused it. Nothing was sent.", exact: false })
    assert.equal(await frame.count({ css: "body" }), 0)
    nothingSent(scene.service)
  },
)

attack("a loader that is not the pinned one never runs: the page has no chat", async (scene) => {
  const owner = await scene.owner()
  const mark = (code: string) => `document.title = "taken over";${code}`
  scene.service.lieAbout(LOADER, mark)
  const { page } = await scene.visit(owner.snippet('onerror="document.title = `refused`"'))
  await page.waitFor("the browser to refuse the loader", () => document.title === "refused")
  assert.equal(await page.count({ testId: "launcher" }), 0)
  assert.deepEqual(
    scene.service.asked.filter(({ what }) => !LOADER.test(what)),
    [],
  )
})

attack("the same loader without its pin would run: the pin is what stops it", async (scene) => {
  const owner = await scene.owner()
  scene.service.lieAbout(LOADER, (code) => `document.title = "taken over";${code}`)
  const bare = owner.snippet().replace(/integrity="[^"]*"/, "")
  const { page } = await scene.visit(bare)
  await page.see({ testId: "launcher" })
  assert.equal(await page.title(), "taken over")
})
