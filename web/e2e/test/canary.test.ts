import assert from "node:assert/strict"
import { readFile } from "node:fs/promises"
import { test } from "node:test"
import { inOffice, type Office, talkAbout } from "../src/index.ts"
import { filesBelow, findIn, formsOf } from "../src/needles.ts"

const VISITOR = "canary kestrel seven flies over the Größe of Harbour"
const AGENT = "heron in the reeds answers the canary at noon, quietly"
const DRAFT = "the draft of a wren that nobody ever sent to anyone"

/** Everything the operator of the service could look at. */
async function whatTheServiceHas({ stack }: Office): Promise<Map<string, Buffer>> {
  const found = await filesBelow(stack.dataDir)
  found.set("server log", await readFile(stack.logFile))
  found.set("metrics", Buffer.from(await stack.metrics()))
  return found
}

test("the search finds a sentence in every form it looks for", () => {
  for (const [form, needle] of formsOf(VISITOR)) {
    const haystack = Buffer.concat([Buffer.from("xx"), needle, Buffer.from("yy")])
    assert.notDeepEqual(findIn(new Map([["here", haystack]]), VISITOR), [], form)
  }
  const inBase64 = Buffer.from(Buffer.from(`a${VISITOR}b`).toString("base64"))
  assert.notDeepEqual(findIn(new Map([["here", inBase64]]), VISITOR), [])
})

inOffice(
  "what visitor and agent write is in no byte that the service keeps or says",
  async (office) => {
    const { inbox, stack, account } = office
    const { widget } = await talkAbout(office, VISITOR)
    await inbox.say(AGENT)
    await widget.hears(AGENT)
    await widget.state("seen")
    await widget.frame.type({ testId: "composer" }, DRAFT)
    await inbox.page.see({ testId: "typing" })

    const before = await whatTheServiceHas(office)
    const database = [...before].find(([path]) => path.endsWith(".db"))
    assert.ok(database && database[1].length > 0, `no database among ${[...before.keys()]}`)
    assert.ok(
      [...before.values()].some(
        (bytes) => bytes.includes(account.workspaceId) || bytes.length > 4096,
      ),
    )
    for (const secret of [VISITOR, AGENT, DRAFT, account.password, account.secretKey])
      assert.deepEqual(findIn(before, secret), [])
    // A clean stop writes back what is still in memory.
    await stack.restart()
    await widget.state("seen")
    const after = await whatTheServiceHas(office)
    for (const secret of [VISITOR, AGENT, DRAFT, account.password, account.secretKey])
      assert.deepEqual(findIn(after, secret), [])
  },
)
