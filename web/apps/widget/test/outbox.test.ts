import { afterEach, beforeEach, describe, expect, test, vi } from "vitest"
import { startOutbox } from "../src/frame/net/outbox.ts"
import { memoryRecords, type Records } from "../src/frame/net/records.ts"
import { LATER, type Service } from "../src/frame/net/service.ts"
import type { Entry, OutboxRecord } from "../src/shared/records.ts"

const outboxed = (order: number, body: string): Entry => [
  ["o", order, `ms_${order}`],
  { conversation: "cv_a", kind: "item", body } satisfies OutboxRecord,
]

/** A service that answers with what the test says, and remembers what was sent. */
function serviceThat(answer: (body: string) => string | undefined): Service & { sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    get: async () => ({ code: LATER }),
    async send({ body }) {
      const code = answer(body)
      if (code !== LATER) sent.push(body)
      return code === undefined ? { body: { seq: sent.length + 1 } } : { code }
    },
  }
}

async function filled(...bodies: string[]): Promise<Records> {
  const records = memoryRecords()
  await records.write([[["c", "cv_a"], { token: "t", created: 0 }]])
  await records.write(bodies.map((body, order) => outboxed(order, body)))
  return records
}

function start(service: Service, records: Records, mayTalk = (): boolean => true) {
  const stalls: boolean[] = []
  const settle = async (entry: Entry): Promise<unknown> => records.write([entry])
  return { stalls, ...startOutbox(service, records, mayTalk, settle, (is) => stalls.push(is)) }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test.each([undefined, {}, [], { seq: "x" }, { seq: -1 }, { seq: 1e99 }, { seq: 1.5 }])(
  "an answer that names no place gives none: %j",
  async (body) => {
    const records = await filled("a")
    const service: Service = { get: async () => ({ code: LATER }), send: async () => ({ body }) }
    start(service, records).poke()
    await vi.runAllTimersAsync()
    expect((await records.read("o"))[0]?.[1]).toMatchObject({ taken: 0 })
  },
)

describe("the outbox", () => {
  test("sends in order, once, and notes the places that the service gave", async () => {
    const records = await filled("a", "b", "c")
    const service = serviceThat(() => undefined)
    const { poke } = start(service, records)
    poke()
    await vi.runAllTimersAsync()
    poke()
    await vi.runAllTimersAsync()
    expect(service.sent).toEqual(["a", "b", "c"])
    const left = (await records.read("o")).map(([, value]) => (value as OutboxRecord).taken)
    expect(left).toEqual([2, 3, 4])
  })

  test("keeps everything and its order while nothing comes back, then goes on by itself", async () => {
    const records = await filled("a", "b")
    let failures = 3
    const service = serviceThat(() => (failures-- > 0 ? LATER : undefined))
    const { poke, stalls } = start(service, records)
    poke()
    await vi.advanceTimersByTimeAsync(0)
    expect(stalls).toEqual([true])
    expect(await records.read("o")).toHaveLength(2)
    await vi.runAllTimersAsync()
    expect(service.sent).toEqual(["a", "b"])
    expect(stalls.at(-1)).toBe(false)
  })

  test("marks what was refused, sends the rest, and does not try it again by itself", async () => {
    const records = await filled("bad", "good")
    const service = serviceThat((body) => (body === "bad" ? "malformed_object" : undefined))
    const { poke } = start(service, records)
    poke()
    await vi.runAllTimersAsync()
    poke()
    await vi.runAllTimersAsync()
    expect(service.sent).toEqual(["bad", "good"])
    const [left] = await records.read("o")
    expect(left?.[1]).toMatchObject({ body: "bad", failed: "malformed_object" })
  })

  test("sends nothing while the keys are not checked", async () => {
    const records = await filled("a")
    const service = serviceThat(() => undefined)
    start(service, records, () => false).poke()
    await vi.runAllTimersAsync()
    expect(service.sent).toEqual([])
    expect(await records.read("o")).toHaveLength(1)
  })

  test("drops what belongs to an erased conversation", async () => {
    const records = await filled("a")
    await records.write([[["c", "cv_a"], undefined]])
    const service = serviceThat(() => undefined)
    start(service, records).poke()
    await vi.runAllTimersAsync()
    expect(service.sent).toEqual([])
    expect(await records.read("o")).toEqual([])
  })
})
