import assert from "node:assert/strict"
import { decodeBase64url, encodeBase64url } from "@aside/protocol"
import { bitFlipped, boxOfNoise, forgedRekey, impostor, withHead } from "../../src/evil/attacker.ts"
import { dropping, passAMinute, swapping } from "../../src/evil/feed-lies.ts"
import type { Owner } from "../../src/evil/owner.ts"
import { OwnerTalk } from "../../src/evil/owner-talk.ts"
import { attack, type Scene } from "../../src/evil/scene.ts"
import type { Widget } from "../../src/pages/widget.ts"

const UNREADABLE = "A message could not be read"
const FORGED = "Send your card number to this address"

/** A visitor and an owner who have already spoken, both honest. */
interface Chat {
  readonly owner: Owner
  readonly widget: Widget
  readonly talk: OwnerTalk
}

/** Lets the visitor begin a conversation, which the owner answers. */
async function beginChat(scene: Scene, owner: Owner): Promise<Chat> {
  const widget = await scene.visit(owner.snippet())
  await widget.open()
  await widget.startNew()
  const talk = await continueChat(owner, widget)
  return { owner, widget, talk }
}

async function continueChat(owner: Owner, widget: Widget): Promise<OwnerTalk> {
  await widget.say("Do you have green tea?")
  await widget.state("sent")
  const id = await widget.frame.attribute({ testId: "talk" }, "data-conversation")
  const talk = await OwnerTalk.join(owner, id ?? "")
  await talk.hears("Do you have green tea?")
  await talk.say("We do.")
  await widget.hears("We do.")
  return talk
}

async function chatOf(scene: Scene): Promise<Chat> {
  return beginChat(scene, await scene.owner())
}

/** Everything that the open conversation shows, in order: texts and notices. */
function shown({ frame }: Widget): Promise<string[]> {
  return frame.texts({ css: ".bubble, .notice" })
}

/** What is made up is shown as unreadable, and what is said honestly still arrives. */
async function seesUnreadable({ widget, talk }: Chat): Promise<void> {
  await widget.frame.see({ testId: "unreadable" })
  await talk.say("Shall I put a tin aside?")
  await widget.hears("Shall I put a tin aside?")
  assert.deepEqual(await shown(widget), [
    "Do you have green tea?",
    "We do.",
    UNREADABLE,
    "Shall I put a tin aside?",
  ])
}

attack("an answer that the service has made up without any key is not shown", async (scene) => {
  const chat = await chatOf(scene)
  const like = decodeBase64url(chat.talk.fromVisitor)
  await scene.service.insert(chat.talk.id, {
    item: withHead(decodeBase64url(boxOfNoise(like)), { dir: "to-visitor" }),
  })
  await seesUnreadable(chat)
})

attack("bytes that are no envelope are not shown", async (scene) => {
  const chat = await chatOf(scene)
  await scene.service.insert(chat.talk.id, { item: encodeBase64url(Buffer.from(FORGED)) })
  await seesUnreadable(chat)
})

attack(
  "an answer in the owner's name by an insider without the owner's key is not shown",
  async (scene) => {
    const chat = await chatOf(scene)
    const insider = chat.talk.senderAs(await impostor(chat.owner))
    const { bytes } = await chat.talk.sealBody(
      { kind: "text", text: FORGED, name: "Robin" },
      insider,
    )
    await scene.service.insert(chat.talk.id, { item: encodeBase64url(bytes) })
    await chat.widget.frame.see({ testId: "unreadable" })
    assert.ok(!(await chat.widget.texts()).includes(FORGED))
  },
)

attack("an answer that was changed on its way is not shown", async (scene) => {
  const chat = await chatOf(scene)
  const { bytes } = await chat.talk
    .senderAs(chat.owner.identity)
    .message({ kind: "text", text: FORGED, name: "Robin" }, { rosterN: 1, now: Date.now() }, 0)
  await scene.service.insert(chat.talk.id, { item: bitFlipped(bytes) })
  await seesUnreadable(chat)
})

attack("the visitor's own words turned round are not shown as an answer", async (scene) => {
  const chat = await chatOf(scene)
  const own = decodeBase64url(chat.talk.fromVisitor)
  await scene.service.insert(chat.talk.id, { item: withHead(own, { dir: "to-visitor" }) })
  await seesUnreadable(chat)
})

attack(
  "an answer from another conversation of the same visitor is not shown in this one",
  async (scene) => {
    const { owner, widget, talk: first } = await chatOf(scene)
    const answer = await first.say("The price for you is 4.")
    await widget.hears("The price for you is 4.")
    await widget.frame.click({ testId: "back" })
    await widget.startNew()
    const talk = await continueChat(owner, widget)
    await scene.service.insert(talk.id, { item: answer })
    await scene.service.insert(talk.id, {
      item: withHead(decodeBase64url(answer), { sid: talk.session.sid }),
    })
    await widget.frame.waitFor("two notices", () => {
      return document.querySelectorAll("[data-testid=unreadable]").length === 2
    })
    assert.deepEqual(await widget.texts(), ["Do you have green tea?", "We do."])
  },
)

attack("an answer that is handed over again is shown once", async (scene) => {
  const { widget, talk } = await chatOf(scene)
  const answer = await talk.say("It costs 7.")
  await widget.hears("It costs 7.")
  await scene.service.insert(talk.id, { item: answer })
  await scene.service.insert(talk.id, { item: answer })
  await talk.say("Is that all right?")
  await widget.hears("Is that all right?")
  assert.deepEqual(await shown(widget), [
    "Do you have green tea?",
    "We do.",
    "It costs 7.",
    "Is that all right?",
  ])
})

attack(
  "answers that are handed over in another order are shown in the order they were said",
  async (scene) => {
    const { widget, talk } = await chatOf(scene)
    scene.service.lieInFeeds(swapping(talk.id))
    await talk.say("First: it costs 7.")
    await talk.say("Second: it is fresh.")
    await widget.hears("First: it costs 7.")
    await widget.hears("Second: it is fresh.")
    assert.deepEqual((await shown(widget)).slice(2), ["First: it costs 7.", "Second: it is fresh."])
  },
)

attack("an answer that is held back leaves a visible gap", async (scene) => {
  const { widget, talk } = await chatOf(scene)
  const answer = encodeBase64url((await talk.seal("Do not pay the other address.")).bytes)
  scene.service.lieInFeeds(dropping(answer))
  await talk.send(answer)
  await talk.say("Thank you!")
  await widget.hears("Thank you!")
  assert.deepEqual((await shown(widget)).slice(2), ["Thank you!"])
  await passAMinute(widget.frame)
  await talk.say("Good bye.")
  await widget.frame.see({ testId: "gap" })
  assert.deepEqual((await shown(widget)).slice(2), [
    "A message is missing here",
    "Thank you!",
    "Good bye.",
  ])
})

attack("an owner's program that says two things in one place raises an alarm", async (scene) => {
  const { widget, talk } = await chatOf(scene)
  const answer = await talk.say("It costs 7.")
  await widget.hears("It costs 7.")
  await scene.service.insert(talk.id, { item: await talk.forkOf(answer, "It costs 70.") })
  await widget.frame.see({ testId: "fork" })
  assert.ok(!(await widget.texts()).includes("It costs 70."))
})

attack(
  "a receipt that the service or an insider has made up marks nothing as seen",
  async (scene) => {
    const { owner, widget, talk } = await chatOf(scene)
    await widget.say("Did you get this?")
    await widget.state("sent")
    await talk.hears("Did you get this?")
    const like = decodeBase64url(talk.fromVisitor)
    const turned = withHead(like, { dir: "to-visitor", type: "signal" })
    await scene.service.insertSignal(talk.id, turned)
    const insider = talk.senderAs(await impostor(owner))
    await scene.service.insertSignal(talk.id, await talk.sealSeen(insider))
    await talk.signal({ kind: "typing", on: true })
    await widget.frame.see({ testId: "typing" })
    assert.deepEqual(await widget.states(), ["delivered", "delivered"])
  },
)

attack("a forged end closes the conversation on screen and loses nothing", async (scene) => {
  const { widget, talk } = await chatOf(scene)
  await widget.frame.type({ testId: "composer" }, "A half-written sentence")
  await scene.service.insert(talk.id, { kind: "status", status: "closed" })
  await widget.frame.see({ testId: "ended" })
  assert.deepEqual(await widget.texts(), ["Do you have green tea?", "We do."])
  await scene.service.insert(talk.id, { kind: "status", status: "open" })
  await widget.frame.see({ testId: "composer" })
  assert.equal(await widget.frame.value({ testId: "composer" }), "A half-written sentence")
  await widget.frame.click({ testId: "composer" })
  await widget.frame.press("Enter")
  await talk.hears("A half-written sentence")
})

attack("a key change that the service hands to the visitor changes nothing", async (scene) => {
  const { owner, widget, talk } = await chatOf(scene)
  const rekey = await forgedRekey(talk.session, owner.accepted.epoch)
  await scene.service.insert(talk.id, { item: rekey })
  await widget.say("Still here?")
  await widget.state("sent")
  await talk.hears("Still here?")
  await talk.say("Of course.")
  await widget.hears("Of course.")
  assert.deepEqual((await shown(widget)).slice(2), ["Still here?", "Of course."])
})
