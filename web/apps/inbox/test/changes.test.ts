import { expect, test } from "vitest"
import { storeChanges } from "../src/local/changes.ts"
import type { StoredChange } from "../src/local/records.ts"
import { memoryDatabase } from "./memory-database.ts"

const change = (rev: number, ...item: number[]): StoredChange => ({
  ...{ rev, conversation: "cv_a", seq: rev, kind: "item", at: 0, receivedAt: 0 },
  item: Uint8Array.from(item),
})

test("a change that was read is not replaced by another one under its number", async () => {
  const database = memoryDatabase()
  expect(await storeChanges(database, [change(1, 7), change(2, 8)], 2)).toHaveLength(2)
  expect(await storeChanges(database, [change(1, 9), change(3, 1)], 3)).toEqual([change(3, 1)])
  expect(await database.get("changes", 1)).toEqual(change(1, 7))
  expect(await database.get("feed", "next")).toBe(3)
})

test("a change that comes again is handled again, because handling it may have failed", async () => {
  const database = memoryDatabase()
  await storeChanges(database, [change(1, 7)], 1)
  expect(await storeChanges(database, [change(1, 7)], 1)).toEqual([change(1, 7)])
})
