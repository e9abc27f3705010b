import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { followFeed } from "../src/frame/net/feed.ts"
import type { Link } from "../src/frame/net/link.ts"
import { type Fetched, LATER, type Service } from "../src/frame/net/service.ts"
import type { ToLoader } from "../src/shared/messages.ts"

function follow(polled: Fetched[] = []) {
  const told: ToLoader[] = []
  const seen: number[] = []
  const nets: string[] = []
  const link: Link = { ask: async () => null, tell: (message) => told.push(message) }
  const service: Service = {
    get: async () => polled.shift() ?? { code: "not_signed_in" },
    send: async () => ({ body: {} }),
  }
  const feed = followFeed(link, service, "cv_a", "token", 2, {
    items: async (items) => seen.push(...items.map(({ seq }) => seq)),
    signal: () => undefined,
    statements: () => undefined,
    net: (net) => nets.push(net),
  })
  const dials = (): number[] =>
    told.flatMap((message) => (message.t === "dial" ? [message.after] : []))
  return { feed, seen, nets, dials, told }
}

const changes = (...seqs: unknown[]): string =>
  JSON.stringify({ type: "changes", changes: seqs.map((seq) => ({ seq, kind: "item", item: "" })) })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe("the feed", () => {
  test("reports what is new once, and resumes after it", async () => {
    const { feed, seen, dials } = follow()
    feed.opened()
    feed.live(changes(1, 2, 3))
    feed.live(changes(3, 4))
    feed.ended(1006)
    await vi.runOnlyPendingTimersAsync()
    expect(seen).toEqual([3, 4])
    expect(dials()).toEqual([2, 4])
  })

  test("takes no harm from frames that hold anything", async () => {
    const { feed, seen } = follow()
    const frames = ["", "x", "null", "[]", "3", "{}", '{"type":"changes"}', changes(null, "3", 1.5)]
    for (const text of frames) feed.live(text)
    feed.live('{"type":"changes","changes":{"length":9}}')
    await vi.advanceTimersByTimeAsync(0)
    expect(seen).toEqual([])
  })

  test("polls where a live connection never opens", async () => {
    const page = { body: { changes: [{ seq: 3, kind: "item", item: "" }] } }
    const { feed, seen, nets } = follow([page])
    feed.ended(1006)
    await vi.runOnlyPendingTimersAsync()
    feed.ended(1006)
    await vi.advanceTimersByTimeAsync(0)
    expect(seen).toEqual([3])
    expect(nets.at(-1)).toBe("online")
  })

  test("goes back to a live connection when polling fails, too", async () => {
    const { feed, dials } = follow([{ code: LATER }])
    feed.ended(1006)
    await vi.runOnlyPendingTimersAsync()
    feed.ended(1006)
    await vi.runOnlyPendingTimersAsync()
    expect(dials()).toHaveLength(3)
  })

  test("ends for good when the credential has ended or it is stopped", async () => {
    const first = follow()
    first.feed.ended(4401)
    await vi.runAllTimersAsync()
    expect(first.dials()).toHaveLength(1)
    const second = follow()
    second.feed.stop()
    second.feed.ended(1006)
    await vi.runAllTimersAsync()
    expect(second.dials()).toHaveLength(1)
    expect(second.told.at(-1)).toEqual({ t: "hangup", conversation: "cv_a" })
  })

  test("tries at once when told that the moment is better", async () => {
    const { feed, dials } = follow()
    feed.opened()
    feed.ended(1012)
    feed.nudge()
    expect(dials()).toHaveLength(2)
  })
})
