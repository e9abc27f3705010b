import assert from "node:assert/strict"
import {
  DESKTOP,
  inOffice,
  PHONE,
  talkAbout,
  visitorSaying,
  Widget,
  waitFor,
} from "../src/index.ts"

inOffice(
  "unread replies are counted on the launcher and told to the site until they are read",
  async (office) => {
    const { inbox } = office
    const { visitor, widget } = await talkAbout(office, "Call me when it is ready")
    await visitor.page.evaluate(() => {
      const site = window as unknown as { Aside: (...args: unknown[]) => void; counts: number[] }
      site.counts = []
      site.Aside("onUnreadCountChange", (count: number) => site.counts.push(count))
    })
    await visitor.page.click({ testId: "launcher" })
    await inbox.say("It is ready")
    await inbox.say("Come by")
    await waitFor(async () => (await widget.badge()) === "2", "two unread messages")
    await inbox.delivery("delivered")
    await visitor.page.click({ testId: "launcher" })
    await widget.hears("Come by")
    await inbox.delivery("seen")
    await visitor.page.click({ testId: "launcher" })
    await visitor.page.vanish({ testId: "badge" })
    const counts = await visitor.page.evaluate(
      () => (window as unknown as { counts: number[] }).counts,
    )
    assert.deepEqual(
      [...new Set(counts)].filter((count) => count !== 0),
      [1, 2],
    )
    assert.equal(counts.at(-1), 0)
  },
)

inOffice(
  "unread conversations are counted in the list, the navigation and the title",
  async (office) => {
    const { inbox } = office
    const { widget } = await visitorSaying(office, "First")
    await inbox.page.see({ text: "First" })
    await widget.say("Second")
    const rowCount = async () => (await inbox.page.texts({ testId: "row-unread" }))[0]
    await waitFor(async () => (await rowCount())?.startsWith("2"), "two unread in the row")
    await waitFor(async () => /^\(1\) /.test(await inbox.page.title()), "the count in the title")
    assert.match(await inbox.page.text({ testId: "nav-open-unread" }), /^1/)
    await widget.state("delivered")
    await inbox.openSaying("Second")
    await widget.state("seen")
    await waitFor(
      async () => /^Harbour Tea/.test(await inbox.page.title()),
      "a title without count",
    )
    assert.equal(await inbox.page.count({ testId: "row-unread" }), 0)
  },
)

inOffice("each side sees that the other is typing, and that it has stopped", async (office) => {
  const { inbox } = office
  const { widget } = await talkAbout(office, "Which tea is the strongest?")
  await inbox.page.type({ testId: "composer" }, "Let me")
  await widget.frame.see({ testId: "typing" })
  await widget.frame.type({ testId: "composer" }, "I mean")
  await inbox.page.see({ testId: "typing" })
  await inbox.say(" see")
  await widget.hears("Let me see")
  await widget.frame.vanish({ testId: "typing" })
  await widget.say(" black tea")
  await inbox.hears("I mean black tea")
  await inbox.page.vanish({ testId: "typing" })
})

inOffice(
  "a closed conversation says so, comes back when somebody writes, and a new one can be started",
  async (office) => {
    const { inbox } = office
    const { widget } = await talkAbout(office, "That was all")
    await inbox.page.click({ testId: "close" })
    await widget.frame.see({ testId: "ended" })
    await inbox.page.click({ testId: "reopen" })
    await widget.frame.vanish({ testId: "ended" })
    await inbox.page.click({ testId: "close" })
    await widget.frame.see({ testId: "ended" })
    await inbox.say("One more thing")
    await widget.hears("One more thing")
    await widget.frame.see({ testId: "composer" })

    await widget.frame.click({ testId: "menu" })
    await widget.frame.click({ testId: "menu-end" })
    await widget.frame.click({ testId: "start-new" })
    await widget.say("Something else")
    await inbox.goHome()
    await inbox.openSaying("Something else")
    assert.deepEqual(await inbox.texts(), ["Something else"])
    await inbox.page.click({ testId: "nav-closed" })
    await inbox.openSaying("You: One more thing")
    assert.deepEqual(await inbox.texts(), ["That was all", "One more thing"])
    await widget.frame.click({ testId: "back" })
    await widget.frame.see({ testId: "recent-talk" })
    assert.equal(await widget.frame.count({ testId: "recent-talk" }), 2)
  },
)

inOffice("after the workspace has made a new key both sides go on", async (office) => {
  const { inbox } = office
  const { widget } = await talkAbout(office, "Under the first key")
  await inbox.settings("keys")
  const first = Number(await inbox.page.text({ testId: "epoch-number" }))
  await inbox.page.click({ testId: "rotate-keys" })
  const isNext = async () => (await inbox.page.text({ testId: "epoch-number" })) === `${first + 1}`
  await waitFor(isNext, "the next key")
  await inbox.goHome()
  await inbox.openSaying("Under the first key")
  await widget.say("Under the second key")
  await inbox.hears("Under the second key")
  await inbox.say("I can read it")
  await widget.hears("I can read it")
  const { widget: other } = await visitorSaying(office, "A new visitor")
  await other.state("delivered")
  await inbox.goHome()
  await inbox.openSaying("A new visitor")
  await widget.page.reload()
  await widget.open()
  await widget.openNewest()
  const all = ["Under the first key", "Under the second key", "I can read it"]
  assert.deepEqual(await widget.texts(), all)
})

inOffice("a reply right after a new key was made reaches the visitor by itself", async (office) => {
  const { inbox } = office
  const { widget } = await talkAbout(office, "I wait here")
  await inbox.settings("keys")
  await inbox.page.click({ testId: "rotate-keys" })
  await inbox.page.see({ text: "The new key is in use. Visitors take it over by themselves." })
  await inbox.goHome()
  await inbox.openSaying("I wait here")
  await inbox.say("Thank you for waiting")
  await widget.hears("Thank you for waiting")
})

inOffice(
  "a visitor who comes back when the service was away in between goes on",
  async (office) => {
    const { inbox, stack, url } = office
    const { visitor, widget } = await talkAbout(office, "I will be back")
    await inbox.say("Until then")
    await widget.hears("Until then")
    await visitor.page.goto("about:blank")
    await stack.restart()
    await inbox.say("Are you back?")
    await widget.page.goto(url)
    await waitFor(async () => (await widget.badge()) === "1", "the reply on the launcher")
    await widget.open()
    await widget.openNewest()
    await widget.hears("Are you back?")
    await widget.say("I am back")
    await inbox.hears("I am back")
    assert.deepEqual(await widget.texts(), [
      "I will be back",
      "Until then",
      "Are you back?",
      "I am back",
    ])
  },
)

inOffice(
  "tabs of one site share a conversation over one connection, and the next takes over",
  async (office) => {
    const { inbox, stack, url } = office
    const { visitor, widget } = await talkAbout(office, "From the first tab")
    const connections = async () =>
      Number(/aside_live_connections (\d+)/.exec(await stack.metrics())?.[1])
    const one = await connections()
    const second = await Widget.visit(await visitor.newTab(), url)
    await second.open()
    await second.openNewest()
    await second.hears("From the first tab", "mine")
    await second.say("From the second tab")
    await inbox.hears("From the second tab")
    await inbox.say("To both tabs")
    await widget.hears("To both tabs")
    await second.hears("To both tabs")
    await widget.hears("From the second tab", "mine")
    assert.equal(await connections(), one)
    assert.deepEqual(await widget.texts(), await second.texts())

    await visitor.page.close()
    await inbox.say("To the one that is left")
    await second.hears("To the one that is left")
    await second.say("Here I am")
    await inbox.hears("Here I am")
    assert.equal(await connections(), one)
  },
)

inOffice(
  "what was said last stays in sight when a keyboard takes half of the screen",
  async (office) => {
    const { inbox, agent } = office
    const { visitor, widget } = await talkAbout(office, "Line 1")
    for (const line of [2, 3, 4, 5, 6, 7, 8]) await widget.say(`Line ${line}`)
    await inbox.hears("Line 8")
    const isEndInSight = () => {
      const last = [...document.querySelectorAll("[data-testid=message]")].at(-1)
      const log = document.querySelector(".log-scroll, .log")
      const [line, box] = [last?.getBoundingClientRect(), log?.getBoundingClientRect()]
      return line !== undefined && box !== undefined && line.bottom <= box.bottom + 1
    }
    for (const [page, document] of [
      [agent.page, inbox.page],
      [visitor.page, widget.frame],
    ] as const) {
      await page.setViewport(PHONE)
      await document.waitFor("the newest line", isEndInSight)
      await page.setViewport({ ...PHONE, height: 420 })
      await document.waitFor("the newest line above a keyboard", isEndInSight)
      await page.setViewport(DESKTOP)
    }
  },
)

inOffice("who reads further up in a thread is not torn away by what comes", async (office) => {
  const { inbox, agent } = office
  const { widget } = await talkAbout(office, "Row 1")
  await agent.page.setViewport({ ...DESKTOP, height: 420 })
  for (const row of [2, 3, 4, 5, 6, 7, 8]) await widget.say(`Row ${row}`)
  await inbox.hears("Row 8")
  const top = () => document.querySelector(".log")?.scrollTop ?? -1
  await inbox.page.waitFor("a long log", () => (document.querySelector(".log")?.scrollTop ?? 0) > 0)
  await inbox.page.evaluate(() => document.querySelector(".log")?.scrollTo(0, 0))
  await widget.say("Row 9")
  await inbox.hears("Row 9")
  assert.equal(await inbox.page.evaluate(top), 0)
  await agent.page.setViewport(DESKTOP)
})
