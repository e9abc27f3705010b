import assert from "node:assert/strict"
import {
  inOffice,
  type Line,
  type Page,
  plainPage,
  serviceOf,
  talkAbout,
  Widget,
  waitFor,
} from "../src/index.ts"

/** Long enough to lie above the limit of {@link TIGHT}. */
const LONG = `A long story. ${"And then it rained. ".repeat(60)}`.trim()
/** A server that takes short items only. */
const TIGHT = { ASIDE_LIMITS__ITEM_BYTES: "1200" }

/** Mends a line, and says to the page what a browser says when its network is back. */
async function mend(line: Line, page: Page): Promise<void> {
  line.mend()
  await page.evaluate(() => dispatchEvent(new Event("online")))
}

inOffice("what a visitor writes offline is kept and sends itself later", async (office) => {
  const { stack, account, inbox, open } = office
  const line = await stack.newLine()
  const snippet = account.snippet.replace(serviceOf(account.snippet), line.origin)
  stack.site.put("/far", plainPage({ snippet }))
  const visitor = await open()
  const widget = await Widget.visit(visitor.page, `${stack.site.origin}/far`)
  await widget.open()
  await widget.startNew()
  await widget.say("Before the tunnel")
  await widget.state("sent")

  line.cut()
  await widget.frame.see({ testId: "offline" })
  await widget.say("In the tunnel")
  await widget.say("Still in the tunnel")
  await widget.state("queued")
  await inbox.openSaying("Before the tunnel")
  await inbox.say("Are you there?")

  await mend(line, visitor.page)
  await widget.hears("Are you there?")
  await inbox.hears("Still in the tunnel")
  await widget.state("seen")
  await widget.frame.vanish({ testId: "offline" })
  assert.deepEqual(await widget.texts("mine"), [
    "Before the tunnel",
    "In the tunnel",
    "Still in the tunnel",
  ])
  const heard = (await inbox.texts()).filter((text) => text.endsWith("tunnel"))
  assert.deepEqual(heard, await widget.texts("mine"))
})

inOffice(
  "a first message that is written offline survives a reload and sends itself",
  async (office) => {
    const { stack, account, inbox, open } = office
    const line = await stack.newLine()
    const snippet = account.snippet.replace(serviceOf(account.snippet), line.origin)
    stack.site.put("/farther", plainPage({ snippet }))
    const visitor = await open()
    const widget = await Widget.visit(visitor.page, `${stack.site.origin}/farther`)
    await widget.open()
    await widget.startNew()
    line.cut()
    await widget.say("Written before anybody could hear")
    await widget.state("queued")
    await mend(line, visitor.page)
    await visitor.page.reload()
    await inbox.openSaying("Written before anybody could hear")
    await widget.open()
    await widget.openNewest()
    assert.deepEqual(await widget.texts(), ["Written before anybody could hear"])
  },
)

inOffice(
  "what an agent writes offline is kept over a reload and sends itself later",
  async (office) => {
    const { stack, inbox, agent } = office
    const { widget } = await talkAbout(office, "Do you hear me?")
    stack.front.cut()
    await inbox.page.see({ css: "[data-testid=feed-state][data-state=offline]" })
    await inbox.say("Loud and clear")
    await inbox.delivery("sending")
    await mend(stack.front, inbox.page)
    await widget.hears("Loud and clear")
    await inbox.page.vanish({ css: "[data-testid=delivery][data-state=sending]" })
    await agent.page.reload()
    await inbox.hears("Loud and clear")
    assert.deepEqual(await inbox.texts(), ["Do you hear me?", "Loud and clear"])
  },
)

inOffice(
  "a message that the service refuses stays, says so, and can be tried again",
  async (office) => {
    const { stack, inbox } = office
    const { widget } = await talkAbout(office, "Short and good")
    await stack.restart(TIGHT)
    await widget.say(LONG)
    await widget.state("failed")
    await widget.frame.click({ testId: "retry" })
    await widget.state("failed")
    assert.equal((await widget.texts("mine")).at(-1), LONG)
    await stack.restart()
    await widget.frame.click({ testId: "retry" })
    await inbox.hears(LONG)
    await widget.state("seen")
  },
)

inOffice(
  "a reply that the service refuses stays, says so, and can be tried again",
  async (office) => {
    const { stack, inbox } = office
    const { widget } = await talkAbout(office, "Tell me a story")
    await stack.restart(TIGHT)
    await inbox.say(LONG)
    await inbox.delivery("failed")
    assert.equal((await inbox.texts()).at(-1), LONG)
    await stack.restart()
    await inbox.page.click({ testId: "retry" })
    await widget.hears(LONG)
    await waitFor(
      () => inbox.page.count({ css: "[data-state=failed]" }).then((n) => n === 0),
      "no failure",
    )
  },
)

inOffice(
  "drafts survive a reload, also of a conversation that does not exist yet",
  async (office) => {
    const { inbox, url } = office
    const visitor = await office.open()
    const widget = await Widget.visit(visitor.page, url)
    await widget.open()
    await widget.startNew()
    await widget.frame.type({ testId: "composer" }, "Half a quest")
    // Closing the panel puts the draft on the disk.
    await visitor.page.click({ testId: "launcher" })
    await widget.drafted()
    await visitor.page.reload()
    await widget.open()
    await widget.startNew()
    assert.equal(await widget.frame.value({ testId: "composer" }), "Half a quest")
    await widget.say("ion")
    await inbox.openSaying("Half a question")

    await inbox.page.type({ testId: "composer" }, "Half an ans")
    await inbox.drafted("Half an ans")
    await inbox.page.reload()
    await inbox.page.see({ testId: "thread" })
    await waitFor(
      async () => (await inbox.page.value({ testId: "composer" })) === "Half an ans",
      "the agent's draft",
    )
    await inbox.say("wer")
    await widget.hears("Half an answer")
    await inbox.page.reload()
    await inbox.hears("Half an answer")
    assert.equal(await inbox.page.value({ testId: "composer" }), "")
  },
)
