import { describe, expect, test } from "vitest"
import type { Bytes } from "../src/bytes.ts"
import type { Head } from "../src/inner.ts"
import type { LaneMessage } from "../src/lane.ts"
import { LaneTracker } from "../src/lanes.ts"
import { HEADS_MAX, SIGNAL_AGE_MAX } from "../src/limits.ts"

const ZEROS = new Uint8Array(32)

function laneId(name: number): Bytes {
  return new Uint8Array(16).fill(name)
}

function hashOf(lane: number, seq: number, version = 0): Bytes {
  const hash = new Uint8Array(32).fill(lane)
  hash.set([seq >> 8, seq & 255, version, 1])
  return hash
}

function head(lane: number, seq: number, version = 0): Head {
  return { lane: laneId(lane), seq, hash: hashOf(lane, seq, version) }
}

function message(lane: number, seq: number, more: Partial<LaneMessage> = {}): LaneMessage {
  const prev = seq === 0 ? ZEROS : hashOf(lane, seq - 1)
  const place = { lane: laneId(lane), seq, hash: hashOf(lane, seq), prev }
  const sender = { senderKind: "visitor", senderId: laneId(200) } as const
  const rest = { g: 0, dir: "to-workspace", heads: [], position: lane * 100 + seq } as const
  return { ...place, ...sender, ...rest, ...more }
}

function trackerOf(...messages: LaneMessage[]): LaneTracker {
  const tracker = new LaneTracker()
  for (const each of messages) expect(tracker.judge(each).verdict).toBe("accepted")
  return tracker
}

describe("a message is", () => {
  test("a replay if its lane has the same hash at its place", () => {
    const tracker = trackerOf(message(1, 0))
    expect(tracker.judge(message(1, 0))).toEqual({ verdict: "replay", alarm: false })
  })

  test("a fork if its lane has another hash at its place, and the first stays", () => {
    const tracker = trackerOf(message(1, 0))
    const other = message(1, 0, { hash: hashOf(1, 0, 7) })
    expect(tracker.judge(other)).toEqual({ verdict: "fork", alarm: true })
    expect(tracker.order()).toEqual([message(1, 0)])
  })

  test("a fork if its prev is not the accepted message before it", () => {
    const tracker = trackerOf(message(1, 0))
    expect(tracker.judge(message(1, 1, { prev: hashOf(1, 0, 7) })).verdict).toBe("fork")
  })

  test("a fork if the accepted message after it names another", () => {
    const tracker = trackerOf(message(1, 1))
    expect(tracker.judge(message(1, 0, { hash: hashOf(1, 0, 7) })).verdict).toBe("fork")
  })

  test("unopenable if its generation is below that of an earlier one", () => {
    const tracker = trackerOf(message(1, 0, { g: 2 }))
    expect(tracker.judge(message(1, 3, { g: 1 })).verdict).toBe("unopenable")
  })

  test("unopenable if its generation is above that of a later one", () => {
    const tracker = trackerOf(message(1, 5, { g: 1 }))
    expect(tracker.judge(message(1, 2, { g: 2 })).verdict).toBe("unopenable")
  })
})

describe("missing are", () => {
  test("the seqs below an accepted one of the lane", () => {
    const tracker = trackerOf(message(1, 0), message(1, 3))
    expect(tracker.missing().map(({ seq }) => seq)).toEqual([1, 2])
  })

  test("the heads that accepted messages name, until they come", () => {
    const tracker = trackerOf(message(1, 0, { heads: [head(2, 4)] }))
    expect(tracker.missing()).toEqual([{ lane: laneId(2), seq: 4 }])
    tracker.judge(message(2, 4))
    expect(tracker.missing().map(({ seq }) => seq)).toEqual([0, 1, 2, 3])
  })

  test("told in bounded number however far away a head is", () => {
    const tracker = trackerOf(message(1, Number.MAX_SAFE_INTEGER))
    expect(tracker.missing().length).toBeLessThanOrEqual(1_000)
  })

  test("not what only a signal names", () => {
    const tracker = new LaneTracker()
    tracker.noteSignal([head(2, 4)], "to-visitor", true)
    expect(tracker.missing()).toEqual([])
  })
})

describe("a head with another hash", () => {
  test("raises the alarm and suppresses nothing, if it comes after the message", () => {
    const tracker = trackerOf(message(2, 0))
    const liar = message(1, 0, { heads: [head(2, 0, 7)], dir: "to-visitor" })
    expect(tracker.judge(liar)).toEqual({ verdict: "accepted", alarm: true })
    expect(tracker.delivery(message(2, 0))).toBe("sent")
    expect(tracker.order()).toHaveLength(2)
  })

  test("raises the alarm and suppresses nothing, if it comes before the message", () => {
    const tracker = trackerOf(message(1, 0, { heads: [head(2, 0, 7)], dir: "to-visitor" }))
    expect(tracker.judge(message(2, 0))).toEqual({ verdict: "accepted", alarm: true })
    expect(tracker.delivery(message(2, 0))).toBe("sent")
  })
})

describe("delivery", () => {
  test("counts heads of the other direction only", () => {
    const tracker = trackerOf(message(1, 0), message(2, 0, { heads: [head(1, 0)] }))
    expect(tracker.delivery(message(1, 0))).toBe("sent")
    tracker.judge(message(3, 0, { heads: [head(1, 0)], dir: "to-visitor" }))
    expect(tracker.delivery(message(1, 0))).toBe("delivered")
  })

  test("covers every lower message of the lane", () => {
    const tracker = trackerOf(message(1, 0), message(1, 1), message(1, 2))
    tracker.noteSignal([head(1, 1)], "to-visitor", true)
    expect([0, 1, 2].map((seq) => tracker.delivery(message(1, seq)))).toEqual([
      "seen",
      "seen",
      "sent",
    ])
  })
})

describe("heads", () => {
  test("name the newest of every other lane, ascending", () => {
    const tracker = trackerOf(message(3, 0), message(1, 0), message(1, 1), message(2, 0))
    expect(tracker.heads(laneId(3))).toEqual([head(1, 1), head(2, 0)])
  })

  test("are the most recent ones if there are too many", () => {
    const lanes = Array.from({ length: HEADS_MAX + 5 }, (_, i) => i + 1)
    const tracker = trackerOf(...lanes.map((lane) => message(lane, 0)))
    expect(tracker.heads()).toEqual(lanes.slice(5).map((lane) => head(lane, 0)))
  })
})

describe("order", () => {
  test("follows heads against the service's positions", () => {
    const question = message(1, 0, { position: 9 })
    const answer = message(2, 0, { position: 1, heads: [head(1, 0)] })
    const free = message(3, 0, { position: 5 })
    expect(trackerOf(answer, free, question).order()).toEqual([free, question, answer])
  })

  test("is the same in whatever order the messages arrive", () => {
    const a = [message(1, 0, { position: 4 }), message(1, 1, { position: 1 })]
    const b = [message(2, 0, { position: 2, heads: [head(1, 0)] }), message(2, 1, { position: 3 })]
    const all = [...a, ...b]
    const expected = trackerOf(...all).order()
    for (let i = 0; i < all.length; i++) {
      const turned = [...all.slice(i), ...all.slice(0, i)]
      expect(trackerOf(...turned).order()).toEqual(expected)
      expect(trackerOf(...turned.toReversed()).order()).toEqual(expected)
    }
  })

  test("ends although messages name each other in a circle", () => {
    const one = message(1, 0, { heads: [head(2, 0)] })
    const two = message(2, 0, { heads: [head(1, 0)] })
    expect(trackerOf(two, one).order()).toEqual([one, two])
  })

  test("of twenty thousand reversed messages does not take quadratic time", () => {
    const count = 20_000
    const all = Array.from({ length: count }, (_, seq) =>
      message(1, seq, { position: count - seq }),
    )
    const tracker = trackerOf(...all)
    const start = performance.now()
    expect(tracker.order()).toHaveLength(count)
    expect(performance.now() - start).toBeLessThan(5_000)
  })
})

test("a signal is dropped if it is old, from the future or not newer than its lane", () => {
  const tracker = new LaneTracker()
  const sender = { senderKind: "visitor", senderId: laneId(200) } as const
  const signal = { ...sender, lane: laneId(1), seq: 4, time: 1_000_000 }
  expect(tracker.acceptsSignal(signal, 1_000_000 + SIGNAL_AGE_MAX + 1)).toBe(false)
  expect(tracker.acceptsSignal(signal, 1_000_000 - SIGNAL_AGE_MAX - 1)).toBe(false)
  expect(tracker.acceptsSignal(signal, 1_000_000 + SIGNAL_AGE_MAX)).toBe(true)
  expect(tracker.acceptsSignal({ ...signal, seq: 3 }, 1_000_000)).toBe(false)
  expect(tracker.acceptsSignal({ ...signal, seq: 4 }, 1_000_000)).toBe(false)
  expect(tracker.acceptsSignal({ ...signal, seq: 5 }, 1_000_000)).toBe(true)
})
