import { hex, type LaneMessage } from "@aside/protocol"
import { expect, test } from "vitest"
import {
  HOLE_AFTER_MS,
  type LogParts,
  logEntries,
  type ShownMessage,
} from "../src/desk/log-entries.ts"

const NOW = 1_000_000
const visitorLane = new Uint8Array(16).fill(1)
const agentLane = new Uint8Array(16).fill(2)

function message(seq: number, position: number, lane = visitorLane): LaneMessage {
  const hash = new Uint8Array(32).fill(seq + (lane === visitorLane ? 50 : 100))
  const sides = {
    visitor: { dir: "to-workspace", senderKind: "visitor" },
    member: { dir: "to-visitor", senderKind: "member" },
  } as const
  const side = lane === visitorLane ? sides.visitor : sides.member
  const place = { lane, seq, hash, prev: new Uint8Array(32), g: 0, heads: [], position }
  return { ...place, ...side, senderId: new Uint8Array(16) }
}

function shown(text: string | null | undefined, receivedAt = NOW): ShownMessage {
  return { text, from: "visitor", own: false, name: "", time: NOW, receivedAt }
}

function entries(parts: Partial<LogParts>, messages: [LaneMessage, ShownMessage][]): string[] {
  const log = logEntries({
    order: messages.map(([each]) => each),
    missing: [],
    shown: new Map(messages.map(([each, what]) => [hex(each.hash), what])),
    notices: [],
    outbox: new Map(),
    deliveryOf: () => "sent",
    now: NOW,
    ...parts,
  })
  return log.map((entry) =>
    entry.kind === "text"
      ? `${entry.text}${entry.delivery ? ` ${entry.delivery}` : ""}`
      : entry.notice,
  )
}

test("a message that is missing for a minute leaves a hole before the one that names it", () => {
  const missing = [{ lane: visitorLane, seq: 1 }]
  const old = NOW - HOLE_AFTER_MS
  const log: [LaneMessage, ShownMessage][] = [
    [message(0, 2), shown("one", old)],
    [message(2, 3), shown("three", old)],
  ]
  expect(entries({ missing }, log)).toEqual(["one", "gap", "three"])
})

test("a message that is missing for less than a minute may still come", () => {
  const missing = [{ lane: visitorLane, seq: 1 }]
  expect(entries({ missing }, [[message(2, 3), shown("three", NOW - 1000)]])).toEqual(["three"])
})

test("a head that names a withheld message of the other side leaves a hole", () => {
  const missing = [{ lane: agentLane, seq: 4 }]
  const named = { ...message(0, 5), heads: [{ lane: agentLane, seq: 4, hash: new Uint8Array(32) }] }
  expect(entries({ missing }, [[named, shown("yes", 0)]])).toEqual(["gap", "yes"])
})

test("notices stand where the service put them", () => {
  const notices = [
    { position: 9, notice: "closed", time: NOW },
    { position: 3, notice: "unreadable", time: NOW },
  ] as const
  const log: [LaneMessage, ShownMessage][] = [
    [message(0, 2), shown("one")],
    [message(1, 4), shown("two")],
  ]
  expect(entries({ notices }, log)).toEqual(["one", "unreadable", "two", "closed"])
})

test("a body of another version is said to be there, an update of keys is not", () => {
  const log: [LaneMessage, ShownMessage][] = [
    [message(0, 2), shown(undefined)],
    [message(1, 3), shown(null)],
  ]
  expect(entries({}, log)).toEqual(["unknown-body"])
})

test("what lies in the outbox is not called sent", () => {
  const own = message(0, 2, agentLane)
  expect(entries({ outbox: new Map([[hex(own.hash), "failed"]]) }, [[own, shown("hi")]])).toEqual([
    "hi failed",
  ])
  expect(entries({}, [[own, shown("hi")]])).toEqual(["hi sent"])
})
