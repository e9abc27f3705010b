import {
  type CreatedWorkspace,
  laneMessage,
  openEnvelope,
  RosterBook,
  Sender,
  securityCode,
} from "@aside/protocol"
import { beforeAll, expect, test } from "vitest"
import type { ConversationCore } from "../src/desk/conversation-core.ts"
import { makeWorkspace, makeWorld, NOW } from "./world.ts"

const MINUTE = 60_000
let workspace: CreatedWorkspace

beforeAll(async () => {
  workspace = await makeWorkspace()
})

function logOf(core: ConversationCore): string[] {
  core.refresh(NOW)
  return core.view.entries.value.map((entry) => (entry.kind === "text" ? entry.text : entry.notice))
}

test("a visitor's first message is shown with the code the visitor sees", async () => {
  const { change, hello, makeCore, say, visitor } = await makeWorld(workspace)
  const core = makeCore()
  await core.handle(hello)
  await core.handle(change(await say("hello")))
  expect(logOf(core)).toEqual(["hello"])
  expect(core.view.unread.value).toBe(1)
  expect(core.view.securityCode.value).toBe(await securityCode(visitor.session))
})

test("a replayed message is shown once", async () => {
  const { change, hello, makeCore, say } = await makeWorld(workspace)
  const core = makeCore()
  const first = await say("hello")
  for (const each of [hello, change(first), change(first)]) await core.handle(each)
  expect(logOf(core)).toEqual(["hello"])
})

test("reordered messages are shown in the order they were written", async () => {
  const { change, hello, makeCore, say } = await makeWorld(workspace)
  const core = makeCore()
  const [one, two] = [await say("one"), await say("two")]
  for (const each of [hello, change(two), change(one)]) await core.handle(each)
  expect(logOf(core)).toEqual(["one", "two"])
})

test("a dropped message leaves a hole after a minute", async () => {
  const { change, hello, makeCore, say } = await makeWorld(workspace)
  const core = makeCore()
  const one = await say("one")
  await say("dropped")
  const three = await say("three")
  for (const each of [hello, change(one), change(three, "item", MINUTE)]) await core.handle(each)
  expect(core.hasHoles).toBe(true)
  expect(logOf(core)).toEqual(["one", "gap", "three"])
})

test("a damaged message, and one of another conversation, are only said to be unreadable", async () => {
  const { change, hello, makeCore, say } = await makeWorld(workspace)
  const other = await makeWorld(workspace)
  const core = makeCore()
  const damaged = await say("damaged")
  damaged[damaged.length - 1] = (damaged[damaged.length - 1] ?? 0) ^ 1
  const stray = await other.say("of another visitor")
  for (const each of [hello, change(damaged), change(stray)]) await core.handle(each)
  expect(logOf(core)).toEqual(["unreadable", "unreadable"])
  expect(core.view.unread.value).toBe(0)
})

test("a hello of another conversation opens nothing", async () => {
  const { hello, makeCore } = await makeWorld(workspace)
  const other = await makeWorld(workspace)
  const core = makeCore()
  await core.handle({ ...hello, item: other.visitor.session.hello })
  expect(core.canSend).toBe(false)
  expect(logOf(core)).toEqual(["unreadable"])
})

test("a text in a signal's clothes, or a signal's body in a message, is not shown as text", async () => {
  const { accepted, change, hello, makeCore, visitor, tracker } = await makeWorld(workspace)
  const identity = { kind: "visitor", id: visitor.senderId, sign: visitor.sign } as const
  const sender = new Sender(visitor.session, identity, tracker)
  const moment = { rosterN: accepted.roster.n, now: NOW }
  const core = makeCore()
  await core.handle(hello)
  const { bytes } = await sender.message({ kind: "typing", on: true }, moment, 1)
  await core.handle(change(bytes))
  await core.handleSignal((await sender.signal({ kind: "text", text: "sly" }, moment)).bytes, NOW)
  await core.handleSignal((await sender.signal({ kind: "typing", on: true }, moment)).bytes, NOW)
  expect(logOf(core)).toEqual(["unknown-body"])
  expect(core.view.typing.value).toBe(true)
})

test("a receipt that names another message than ours raises the alarm", async () => {
  const { accepted, change, hello, makeCore, say, visitor, tracker } = await makeWorld(workspace)
  const core = makeCore()
  for (const each of [hello, change(await say("hello"))]) await core.handle(each)
  const { bytes } = await core.seal({ kind: "text", text: "hi" }, NOW)
  const rosters = new RosterBook()
  rosters.add(accepted.roster, accepted.rosterHash)
  const opened = await openEnvelope(visitor.session, bytes, rosters)
  tracker.judge({ ...laneMessage(opened, 3), hash: new Uint8Array(32) })
  const identity = { kind: "visitor", id: visitor.senderId, sign: visitor.sign } as const
  const sender = new Sender(visitor.session, identity, tracker)
  const receipt = { kind: "receipt", state: "seen" } as const
  const signal = await sender.signal(receipt, { rosterN: accepted.roster.n, now: NOW })
  await core.handleSignal(signal.bytes, NOW)
  expect(logOf(core)).toEqual(["hello", "hi", "fork"])
})

test("another hello in the same conversation does not bring an old generation back", async () => {
  const { accepted, change, database, hello, id, ...world } = await makeWorld(workspace)
  const { makeCore, say, visitor } = world
  const core = makeCore()
  await core.handle(hello)
  await core.handle(change(await visitor.rekey(accepted, NOW)))
  await core.handle(change(await say("after the rekey")))
  await database.put("sessions", undefined as never, id)
  const signedAgain = visitor.session.hello.slice()
  signedAgain[signedAgain.length - 1] = (signedAgain[signedAgain.length - 1] ?? 0) ^ 1
  for (const item of [visitor.session.hello, signedAgain]) await core.handle(change(item, "hello"))
  const { g } = await core.seal({ kind: "text", text: "still under the new one" }, NOW)
  expect(g).toBe(1)
  expect(logOf(core)).toEqual(["after the rekey", "unreadable", "still under the new one"])
})

test("an own message takes the place that the service gives it", async () => {
  const { change, hello, makeCore, say } = await makeWorld(workspace)
  const core = makeCore()
  const first = change(await say("first"))
  for (const each of [hello, first]) await core.handle(each)
  const { bytes } = await core.seal({ kind: "text", text: "mine" }, NOW)
  const mine = change(bytes)
  await core.handle(change(await say("theirs, placed later")))
  await core.handle(mine)
  expect(logOf(core)).toEqual(["first", "mine", "theirs, placed later"])
})

test("bytes of any kind in the feed do not break the conversation", async () => {
  const { change, hello, makeCore, say } = await makeWorld(workspace)
  const core = makeCore()
  await core.handle(hello)
  for (const length of [0, 1, 4, 7, 300]) {
    await core.handle(change(crypto.getRandomValues(new Uint8Array(length))))
  }
  await core.handle(change(await say("still here")))
  expect(logOf(core).at(-1)).toBe("still here")
})

test("a reply can be opened by the visitor, and is sending until the service has it", async () => {
  const { accepted, change, hello, makeCore, say, visitor } = await makeWorld(workspace)
  const core = makeCore()
  for (const each of [hello, change(await say("hello"))]) await core.handle(each)
  const { bytes } = await core.seal({ kind: "text", text: "hi", name: "Mara" }, NOW)
  const rosters = new RosterBook()
  rosters.add(accepted.roster, accepted.rosterHash)
  const opened = await openEnvelope(visitor.session, bytes, rosters)
  expect(new TextDecoder().decode(opened.inner.body)).toContain('"hi"')
  expect(core.view.entries.value.at(-1)).toMatchObject({ delivery: "sending", own: true })
  await core.handle(change(bytes))
  core.refresh(NOW)
  expect(core.view.entries.value.at(-1)).toMatchObject({ delivery: "sent", own: true })
  expect(core.view.unread.value).toBe(0)
})

test("what an earlier run left in the outbox is shown again after a reload", async () => {
  const { change, hello, id, makeCore, say } = await makeWorld(workspace)
  const changes = [hello, change(await say("hello"))]
  const before = makeCore()
  for (const each of changes) await before.handle(each)
  const { bytes } = await before.seal({ kind: "text", text: "not lost" }, NOW)
  const after = makeCore()
  for (const each of changes) await after.handle(each)
  await after.restore({ messageId: "ms_a", conversation: id, item: bytes, queuedAt: NOW })
  expect(logOf(after)).toEqual(["hello", "not lost"])
  expect(after.view.entries.value.at(-1)).toMatchObject({ delivery: "sending" })
})

test("the status of the service stands in the log", async () => {
  const { change, hello, makeCore, say } = await makeWorld(workspace)
  const core = makeCore()
  for (const each of [hello, change(await say("hello"))]) await core.handle(each)
  const { item: _, ...status } = change(new Uint8Array())
  await core.handle({ ...status, kind: "status", status: "closed" })
  expect(logOf(core)).toEqual(["hello", "closed"])
  expect(core.view.status.value).toBe("closed")
})
