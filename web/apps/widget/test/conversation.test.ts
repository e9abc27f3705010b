import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { Conversation } from "../src/frame/chat/conversation.ts"
import { GAP_AFTER_MS } from "../src/frame/chat/history.ts"
import { memoryRecords } from "../src/frame/net/records.ts"
import type { Row } from "../src/frame/rows.ts"
import type { Entry, OutboxRecord } from "../src/shared/records.ts"
import { Acme, type Answering, exchangeOver, NOW, recorded } from "./support.ts"

let acme: Acme
let world: Awaited<ReturnType<Acme["world"]>>
let talk: Conversation
let agent: Answering

const texts = (rows: readonly Row[]): string[] =>
  rows.map((row) => (row.kind === "message" ? row.text : `(${row.kind})`))
const states = (): string[] =>
  talk.rows.value.map((row) => (row.kind === "message" ? row.state : row.kind))
const outbox = (): Promise<Entry[]> => world.records.read("o")

/** The service takes what waits in the outbox, and gives the first of it this place. */
async function taken(first: number): Promise<void> {
  const entries = (await outbox()).map(
    ([key, value], i): Entry => [key, { ...(value as OutboxRecord), taken: first + i }],
  )
  await world.records.write(entries)
  await talk.take(entries)
}

beforeAll(async () => {
  acme = await Acme.found()
})

beforeEach(async () => {
  world = await acme.world()
  talk = await Conversation.start(world, "Do you ship to Norway?")
  agent = await acme.answering(await outbox())
})

describe("a conversation", () => {
  test("shows what was said in order, and both sides see the same state of it", async () => {
    expect(states()).toEqual(["sending"])
    await taken(2)
    expect(states()).toEqual(["sent"])
    await talk.take([recorded(talk.id, await agent.say("Yes"))])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "Yes"])
    expect(states()[0]).toBe("delivered")
    await talk.hear(await agent.signal({ kind: "receipt", state: "seen" }))
    expect(states()[0]).toBe("seen")
  })

  test("comes back from its records after a reload, with what was not sent", async () => {
    await talk.send("Two tins")
    const answer = recorded(talk.id, await agent.say("Yes"))
    await world.records.write([answer])
    const again = await Conversation.load(world, talk.id, await world.records.read())
    expect(texts(again.rows.value).sort()).toEqual(["Do you ship to Norway?", "Two tins", "Yes"])
    expect(again.securityCode).toBe(talk.securityCode)
    expect(again.unread.value).toBe(1)
  })

  test("puts answers that come in the wrong order into the right one", async () => {
    const [first, second] = [await agent.say("first"), await agent.say("second")]
    await talk.take([
      recorded(talk.id, { ...second, seq: 3 }),
      recorded(talk.id, { ...first, seq: 4 }),
    ])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "first", "second"])
  })

  test("loses nothing that the service took and keeps to itself", async () => {
    await talk.send("Two tins")
    await taken(2)
    const again = await Conversation.load(world, talk.id, await world.records.read())
    expect(texts(again.rows.value)).toEqual(["Do you ship to Norway?", "Two tins"])
    expect(again.rows.value.at(-1)).toMatchObject({ state: "sent" })
  })

  test("forgets the outbox's copy of a message once it has come back", async () => {
    const [opening] = (await outbox()).map(([, value]) => value as OutboxRecord)
    const { envelope } = JSON.parse(opening?.body ?? "{}")
    const back = recorded(talk.id, { seq: 2, kind: "item", item: envelope })
    await talk.take([back])
    expect(await outbox()).toHaveLength(1)
    await taken(2)
    expect(await outbox()).toEqual([])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?"])
  })

  test("shows an own message at the place that the service gave it", async () => {
    await talk.take([recorded(talk.id, { seq: 3, kind: "item", item: "YXNkMQ" })])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "(unreadable)"])
    await taken(5)
    expect(texts(talk.rows.value)).toEqual(["(unreadable)", "Do you ship to Norway?"])
  })

  test("keeps the item that a place was first given", async () => {
    const [first, second] = [await agent.say("first"), await agent.say("second")]
    await talk.take([recorded(talk.id, { ...first, seq: 3 })])
    await talk.take([recorded(talk.id, { ...second, seq: 3 })])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "first"])
  })

  test("shows a replayed answer once", async () => {
    const answer = await agent.say("once")
    await talk.take([recorded(talk.id, answer), recorded(talk.id, { ...answer, seq: 9 })])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "once"])
  })

  test("shows a hole in the place of a dropped answer, after a while and not before", async () => {
    vi.useFakeTimers()
    await agent.say("dropped")
    await talk.take([recorded(talk.id, await agent.say("after it"))])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "after it"])
    world.clock.now = NOW + GAP_AFTER_MS
    await vi.advanceTimersByTimeAsync(GAP_AFTER_MS + 200)
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "(gap)", "after it"])
    vi.useRealTimers()
  })

  test("says that something could not be read: changed, of another conversation, or no envelope", async () => {
    const changed = await agent.say("x")
    const other = await Conversation.start(world, "another")
    const entries = (await outbox()).filter(
      ([, value]) => (value as OutboxRecord).conversation === other.id,
    )
    const pasted = await (await acme.answering(entries)).say("for the other")
    const items = [
      { ...changed, seq: 5, item: `${changed.item?.slice(0, -4)}AAAA` },
      { ...pasted, seq: 6 },
      { seq: 7, kind: "item", item: "§" },
      { seq: 8, kind: "item", item: "YXNkMQ" },
    ] as const
    await talk.take(items.map((item) => recorded(talk.id, item)))
    expect(texts(talk.rows.value).slice(1)).toEqual(Array(4).fill("(unreadable)"))
    expect(talk.unread.value).toBe(0)
  })

  test("does not take a signal for a message, nor a message for a signal", async () => {
    const typing = await agent.signal({ kind: "typing", on: true })
    await talk.take([recorded(talk.id, { seq: 3, kind: "item", item: typing })])
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "(unreadable)"])
    await talk.hear((await agent.say("as a signal")).item ?? "")
    expect(texts(talk.rows.value)).not.toContain("as a signal")
    await talk.hear(await agent.signal({ kind: "text", text: "in a signal" }))
    expect(texts(talk.rows.value)).not.toContain("in a signal")
    await talk.take([recorded(talk.id, await agent.say({ kind: "typing", on: true }))])
    expect(texts(talk.rows.value)).toContain("(unknown)")
  })

  test("alarms when a receipt shows that the other side has another message", async () => {
    await talk.send("Two tins")
    const [, tins] = (await outbox()).map(([, value]) => value as OutboxRecord)
    await agent.hear(JSON.parse(tins?.body ?? "{}").item, new Uint8Array(32))
    const receipt = { kind: "receipt", state: "seen" } as const
    await talk.hear(await agent.signal(receipt))
    await talk.hear(await agent.signal(receipt))
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "Two tins", "(fork)"])
    expect(states()[1]).toBe("sending")
  })

  test("counts as unread what came until somebody looks", async () => {
    await talk.take([
      recorded(talk.id, await agent.say("1")),
      recorded(talk.id, await agent.say("2")),
    ])
    expect(talk.unread.value).toBe(2)
    talk.acknowledge(false)
    expect(talk.unread.value).toBe(2)
    talk.acknowledge(true)
    expect(talk.unread.value).toBe(0)
  })
})

describe("keys", () => {
  test("are renewed before the next message once there is a new epoch", async () => {
    await world.statements.take(await acme.rotated(world.statements), NOW)
    await talk.send("after the rotation")
    const items = (await outbox()).map(([, value]) => (value as OutboxRecord).kind)
    expect(items).toEqual(["open", "item", "item"])
    expect(await world.records.read("k", talk.id)).toHaveLength(2)
    expect(states()).toEqual(["sending", "sending"])
  })

  test("made by another tab first are taken over: there is one new generation, not two", async () => {
    await world.statements.take(await acme.rotated(world.statements), NOW)
    const tab = await Conversation.load(world, talk.id, await world.records.read())
    await talk.send("from this tab")
    await tab.send("from that tab")
    expect(await world.records.read("k", talk.id)).toHaveLength(2)
    await talk.take((await outbox()).filter(([, value]) => (value as OutboxRecord).kind === "item"))
    expect(texts(talk.rows.value)).toContain("from that tab")
  })

  test("that are refused or not checked stop every message", async () => {
    const closed = await acme.world({ mayTalk: () => false })
    await expect(Conversation.start(closed, "x")).rejects.toMatchObject({ code: "no-keys" })
    expect(await closed.records.read()).toEqual([])
  })
})

describe("a text that cannot be kept", () => {
  test("is refused and leaves no trace in the lanes", async () => {
    const records = memoryRecords()
    const full = { ...exchangeOver(records) }
    const tight = await acme.world({ records, exchange: full })
    const tightTalk = await Conversation.start(tight, "fits")
    const write = full.write
    Object.assign(full, { write: async () => Promise.reject(new Error("disk full")) })
    await expect(tightTalk.send("too much")).rejects.toMatchObject({ code: "disk" })
    Object.assign(full, { write })
    await tightTalk.send("fits again")
    expect(texts(tightTalk.rows.value)).toEqual(["fits", "fits again"])
  })

  test("because it is too long is refused before anything is used up", async () => {
    await expect(talk.send("x".repeat(40_000))).rejects.toMatchObject({ code: "too-long" })
    await talk.send("short")
    expect(texts(talk.rows.value)).toEqual(["Do you ship to Norway?", "short"])
  })
})

test("erasing leaves no record", async () => {
  await talk.send("more")
  await talk.take([recorded(talk.id, await agent.say("Yes"))])
  await talk.erase()
  expect(await world.records.read()).toEqual([])
})
