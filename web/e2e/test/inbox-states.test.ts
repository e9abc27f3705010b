import assert from "node:assert/strict"
import { accountOf, eachEngine, Inbox, newPerson, play, Widget } from "../src/index.ts"
import { look, type Theme } from "../src/states/gallery.ts"
import { INBOX_STATES, type InboxStage } from "../src/states/inbox-states.ts"

eachEngine(
  "no state of the inbox breaks an accessibility rule",
  (engine) =>
    play(engine, async ({ stack, open }) => {
      const agent = await open()
      const visitor = await open()
      const person = newPerson()
      const inbox = await Inbox.open(agent.page, stack.origin)
      const stage: InboxStage = {
        ...{ stack, inbox, person, visitor: new Widget(visitor.page) },
        visitorLine: await stack.newLine(),
        secretKey: "",
        account: accountOf(person, "", ""),
      }
      const wear = (theme: Theme) =>
        agent.page.evaluate((worn) => {
          document.documentElement.setAttribute("data-theme", worn)
        }, theme)
      const found: string[] = []
      for (const { name, reach } of INBOX_STATES) {
        await reach(stage)
        await agent.closeOtherTabs()
        found.push(
          ...(await look("inbox", name, { page: agent.page, documents: [agent.page], wear })),
        )
      }
      assert.deepEqual(found, [])
    }),
  ["chromium"],
)
