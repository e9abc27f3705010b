import assert from "node:assert/strict"
import {
  accountOf,
  eachEngine,
  Inbox,
  newPerson,
  plainPage,
  play,
  strictPage,
  Widget,
  waitFor,
} from "../src/index.ts"

const SAID = [
  "Is the green tea in stock?",
  "It is, fresh from spring.",
  "I can put a tin aside for you.",
  "Yes please!",
  "Done. Anything else?",
  "No, thank you.",
] as const

eachEngine(
  "from nothing to a chat with two agent devices that goes on after reloads, under a strict policy and without one",
  (engine) =>
    play(engine, async ({ stack, open }) => {
      const [agent, visitor, second] = await Promise.all([open(), open(), open()])
      const inbox = await Inbox.open(agent.page, stack.origin)
      const person = newPerson()
      const secretKey = await inbox.fillSignUp(person)
      await inbox.confirmKit(secretKey)
      const account = accountOf(person, secretKey, await inbox.passLook())
      stack.site.put("/", strictPage(account))
      stack.site.put("/plain", plainPage(account))

      await inbox.checkSite(`${stack.site.origin}/`)
      await agent.closeOtherTabs()
      await inbox.page.click({ testId: "finish" })
      await inbox.page.see({ testId: "list-empty" })

      const widget = await Widget.visit(visitor.page, `${stack.site.origin}/`)
      await widget.open()
      await widget.startNew()
      await widget.say(SAID[0])
      await inbox.openNewest()
      await inbox.hears(SAID[0])
      const code = await inbox.securityCode()
      assert.equal(code.length, 6)
      assert.deepEqual(await widget.securityCode(), code)
      await inbox.say(SAID[1])
      await widget.hears(SAID[1])

      const other = await Inbox.open(second.page, stack.origin)
      await other.signIn({ ...account, secretKey })
      await other.openNewest()
      await other.hears(SAID[1])
      assert.deepEqual(await other.securityCode(), code)
      await other.say(SAID[2])
      await widget.hears(SAID[2])
      await inbox.hears(SAID[2])

      await Promise.all([visitor.page.reload(), agent.page.reload()])
      await widget.open()
      await widget.openNewest()
      await widget.hears(SAID[2])
      await widget.say(SAID[3])
      await inbox.hears(SAID[3])
      await inbox.say(SAID[4])
      await widget.hears(SAID[4])

      await widget.page.goto(`${stack.site.origin}/plain`)
      await widget.open()
      await widget.openNewest()
      await widget.hears(SAID[4])
      await widget.say(SAID[5])
      for (const side of [widget, inbox, other]) {
        const hasAll = async () => (await side.texts()).join("\n") === SAID.join("\n")
        await waitFor(hasAll, "everything that was said, once and in order")
      }
    }),
)
