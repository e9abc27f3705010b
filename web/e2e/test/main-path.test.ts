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

const HOSTS = { "a plain page": plainPage, "a page with a strict policy": strictPage }

for (const [host, pageOf] of Object.entries(HOSTS)) {
  eachEngine(`from nothing to a chat that both sides go on with, on ${host}`, (engine) =>
    play(engine, async ({ stack, open }) => {
      const [agent, visitor, second] = await Promise.all([open(), open(), open()])
      const inbox = await Inbox.open(agent.page, stack.origin)
      const person = newPerson()
      const secretKey = await inbox.fillSignUp(person)
      await inbox.confirmKit(secretKey)
      const account = accountOf(person, secretKey, await inbox.passLook())
      stack.site.put("/", pageOf(account))

      await inbox.page.type({ testId: "site-url" }, `${stack.site.origin}/`)
      await inbox.page.click({ testId: "check-site" })
      await inbox.page.see({ css: "[data-testid=check-state][data-state=seen]" })
      await agent.closeOtherTabs()
      await inbox.page.click({ testId: "finish" })
      await inbox.page.see({ testId: "list-empty" })

      const widget = await Widget.visit(visitor.page, `${stack.site.origin}/`)
      await widget.open()
      await widget.startNew()
      await widget.say("Is the green tea in stock?")
      await inbox.openNewest()
      await inbox.hears("Is the green tea in stock?")
      assert.deepEqual(await widget.securityCode(), await inbox.securityCode())

      await inbox.say("It is, fresh from spring.")
      await widget.hears("It is, fresh from spring.")
      await widget.state("seen")
      await inbox.delivery("seen")

      const other = await Inbox.open(second.page, stack.origin)
      await other.signIn(account)
      await other.openNewest()
      await other.hears("Is the green tea in stock?")
      await other.hears("It is, fresh from spring.")
      assert.deepEqual(await other.securityCode(), await inbox.securityCode())
      await other.say("I can put a tin aside for you.")
      await widget.hears("I can put a tin aside for you.")
      await inbox.hears("I can put a tin aside for you.")

      await Promise.all([visitor.page.reload(), agent.page.reload()])
      await widget.open()
      await widget.openNewest()
      await widget.hears("It is, fresh from spring.")
      await widget.hears("I can put a tin aside for you.")
      await widget.say("Yes please!")
      await inbox.hears("Yes please!")
      await inbox.say("Done.")
      await widget.hears("Done.")
      await other.hears("Done.")
      const all = [
        "Is the green tea in stock?",
        "It is, fresh from spring.",
        "I can put a tin aside for you.",
        "Yes please!",
        "Done.",
      ]
      for (const side of [widget, inbox, other]) {
        await waitFor(
          async () => JSON.stringify(await side.texts()) === JSON.stringify(all),
          "everything said, in order, once",
        )
      }
    }),
  )
}
