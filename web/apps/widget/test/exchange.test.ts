import { expect, test, vi } from "vitest"
import { startExchange } from "../src/frame/net/exchange.ts"
import type { Link } from "../src/frame/net/link.ts"
import { memoryRecords } from "../src/frame/net/records.ts"
import type { Service } from "../src/frame/net/service.ts"
import type { Entry } from "../src/shared/records.ts"

async function leading() {
  const records = memoryRecords()
  await records.write([[["c", "cv_a"], { token: "t", created: 0 }]])
  const link: Link = { ask: async () => null, tell: () => undefined }
  const service: Service = {
    get: async () => ({ code: "not_signed_in" }),
    send: async () => ({ body: {} }),
  }
  const shown: Entry[] = []
  const exchange = startExchange(link, service, records, {
    mayTalk: () => true,
    entries: (entries) => shown.push(...entries),
    signal: () => undefined,
    statements: () => undefined,
    net: () => undefined,
  })
  exchange.hear({ t: "lead" })
  await vi.waitFor(() => expect(exchange.isLeading()).toBe(true))
  await new Promise((resolve) => setTimeout(resolve))
  const changes = (...all: object[]): void =>
    exchange.hear({
      t: "live",
      conversation: "cv_a",
      text: JSON.stringify({ type: "changes", changes: all }),
    })
  return { changes, records, shown }
}

test("what came is stored and shown, and a status with it", async () => {
  const { changes, records, shown } = await leading()
  changes({ seq: 1, kind: "item", item: "YQ" }, { seq: 2, kind: "status", status: "closed" })
  await vi.waitFor(() => expect(shown).toHaveLength(3))
  expect(await records.read("i", "cv_a")).toHaveLength(2)
  expect(await records.read("x", "cv_a")).toEqual([[["x", "cv_a"], true]])
})

test("an item that was stored is not replaced by another one in its place", async () => {
  const { changes, records, shown } = await leading()
  const first = { seq: 1, kind: "item", item: "YQ" } as const
  await records.write([[["i", "cv_a", 1], first]])
  changes({ ...first, item: "Yg" }, { seq: 2, kind: "item", item: "Yw" })
  await vi.waitFor(() => expect(shown).toHaveLength(1))
  expect(shown[0]?.[0]).toEqual(["i", "cv_a", 2])
  expect(await records.read("i", "cv_a", 1)).toEqual([[["i", "cv_a", 1], first]])
})
