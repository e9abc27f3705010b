import { describe, expect, test } from "vitest"
import { memoryRecords } from "../src/frame/net/records.ts"

describe("records in memory", () => {
  test("are read by prefix", async () => {
    const records = memoryRecords()
    await records.write([
      [["i", "cv_a", 1], "one"],
      [["i", "cv_ab", 1], "other"],
      [["c", "cv_a"], "record"],
    ])
    expect(await records.read("i", "cv_a")).toEqual([[["i", "cv_a", 1], "one"]])
    expect(await records.read()).toHaveLength(3)
  })

  test("with undefined are removed", async () => {
    const records = memoryRecords()
    await records.write([[["s"], 1]])
    await records.write([[["s"], undefined]])
    expect(await records.read("s")).toEqual([])
  })

  test("that must be fresh are written all or not at all", async () => {
    const records = memoryRecords()
    expect(await records.write([[["k", "a", 1], "first"]], true)).toBe(true)
    const second = [
      [["k", "a", 1], "second"],
      [["o", 1, "ms"], "rekey"],
    ] as const
    expect(await records.write(second, true)).toBe(false)
    expect(await records.read()).toEqual([[["k", "a", 1], "first"]])
  })
})
