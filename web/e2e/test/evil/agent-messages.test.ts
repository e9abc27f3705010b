import assert from "node:assert/strict"
import { decodeBase64url, encodeBase64url } from "@aside/protocol"
import { bitFlipped, boxOfNoise, forgedRekey, withHead } from "../../src/evil/attacker.ts"
import { openTalk, seesNotice, thread, threadIs } from "../../src/evil/desk-sights.ts"
import { dropping, passAMinute, swapping } from "../../src/evil/feed-lies.ts"
import { attack } from "../../src/evil/scene.ts"

const FIRST = "Is the tea fair trade?"
const AFTER = "Hello?"

attack("a visitor's message that the service has made up is not shown", async (scene) => {
  const { inbox, visitor } = await openTalk(scene, await scene.desk(), FIRST)
  await scene.service.insert(visitor.id, { item: boxOfNoise(await visitor.seal("lost")) })
  await seesNotice(inbox, "unreadable")
  await visitor.say(AFTER)
  await inbox.hears(AFTER)
  assert.deepEqual((await thread(inbox)).slice(0, 2), [FIRST, "unreadable"])
})

attack("a visitor's message that was changed on its way is not shown", async (scene) => {
  const { inbox, visitor } = await openTalk(scene, await scene.desk(), FIRST)
  const message = await visitor.seal("Send it to 4 Mill Lane.")
  await scene.service.insert(visitor.id, { item: bitFlipped(message) })
  await seesNotice(inbox, "unreadable")
  await threadIs(inbox, [FIRST, "unreadable"])
})

attack(
  "a message that the service seals with keys of a session of its own is not shown",
  async (scene) => {
    const desk = await scene.desk()
    const own = await openTalk(scene, desk, "I am a visitor of the service's own")
    const { inbox, visitor } = await openTalk(scene, desk, FIRST)
    const message = await own.visitor.seal("Send it to 4 Mill Lane.")
    await scene.service.insert(visitor.id, { item: encodeBase64url(message) })
    const { sid } = visitor.session.session
    await scene.service.insert(visitor.id, { item: withHead(message, { sid }) })
    await threadIs(inbox, [FIRST, "unreadable", "unreadable"])
  },
)

attack("an agent's own words turned round are not shown as the visitor's", async (scene) => {
  const { inbox, visitor } = await openTalk(scene, await scene.desk(), FIRST)
  await inbox.say("It is.")
  const answer = await scene.service.lastSent(visitor.id)
  const turned = withHead(decodeBase64url(answer), { dir: "to-workspace" })
  await scene.service.insert(visitor.id, { item: turned })
  await seesNotice(inbox, "unreadable")
  // The service may hand over what it made up before or after what is genuine.
  assert.deepEqual((await thread(inbox)).sort(), [FIRST, "It is.", "unreadable"].sort())
})

attack("a visitor's message that is handed over again is shown once", async (scene) => {
  const { inbox, visitor } = await openTalk(scene, await scene.desk(), FIRST)
  const message = await visitor.say("Two tins, please.")
  await inbox.hears("Two tins, please.")
  await scene.service.insert(visitor.id, { item: message })
  await scene.service.insert(visitor.id, { item: message })
  await visitor.say(AFTER)
  await inbox.hears(AFTER)
  assert.deepEqual(await thread(inbox), [FIRST, "Two tins, please.", AFTER])
})

attack(
  "a visitor's messages in another order are shown in the order they were said",
  async (scene) => {
    const { inbox, visitor } = await openTalk(scene, await scene.desk(), FIRST)
    scene.service.lieInFeeds(swapping(visitor.id))
    await visitor.say("Do you ship to the coast?")
    await visitor.say("If not, forget it.")
    await inbox.hears("Do you ship to the coast?")
    await threadIs(inbox, [FIRST, "Do you ship to the coast?", "If not, forget it."])
  },
)

attack("a visitor's message that is held back leaves a visible gap", async (scene) => {
  const { inbox, visitor } = await openTalk(scene, await scene.desk(), FIRST)
  const message = await visitor.seal("Do not send it yet.")
  scene.service.lieInFeeds(dropping(encodeBase64url(message)))
  await visitor.send(message)
  await visitor.say("Thank you!")
  await inbox.hears("Thank you!")
  await passAMinute(inbox.page)
  await visitor.say(AFTER)
  await threadIs(inbox, [FIRST, "gap", "Thank you!", AFTER])
  await seesNotice(inbox, "gap")
})

attack(
  "a key change that the visitor has not signed is refused and changes nothing",
  async (scene) => {
    const desk = await scene.desk()
    const { inbox, visitor } = await openTalk(scene, desk, FIRST)
    const rekey = await forgedRekey(visitor.session.session, desk.owner.accepted.epoch)
    await scene.service.insert(visitor.id, { item: rekey })
    await threadIs(inbox, [FIRST, "unreadable"])
    await visitor.say(AFTER)
    await threadIs(inbox, [FIRST, "unreadable", AFTER])
  },
)

attack(
  "messages after a key change that is held back are not read under old keys",
  async (scene) => {
    const desk = await scene.desk()
    const { inbox, visitor } = await openTalk(scene, desk, FIRST)
    const rekey = await visitor.rekey(desk.owner.bundle)
    scene.service.lieInFeeds(dropping(encodeBase64url(rekey)))
    await visitor.send(rekey)
    await visitor.say(AFTER)
    await threadIs(inbox, [FIRST, "unreadable"])
  },
)

attack(
  "a forged end is only a mark: the agent still sees every word and can answer",
  async (scene) => {
    const { inbox, visitor } = await openTalk(scene, await scene.desk(), FIRST)
    await scene.service.insert(visitor.id, { kind: "status", status: "closed" })
    await inbox.page.see({ testId: "reopen" })
    assert.ok((await thread(inbox)).includes(FIRST))
    await inbox.say("It is.")
    await inbox.delivery("sent")
    assert.ok((await thread(inbox)).includes("It is."))
  },
)

attack("a first message under another conversation's keys opens nothing", async (scene) => {
  const desk = await scene.desk()
  const { inbox, visitor } = await openTalk(scene, desk, FIRST)
  const made = `cv_${"a".repeat(26)}`
  const hello = encodeBase64url(visitor.session.session.hello)
  await scene.service.insertConversation(made, hello, await visitor.say("To another desk"))
  await inbox.page.click({ css: `[data-conversation=${made}]` })
  await threadIs(inbox, ["unreadable", "unreadable"])
})
