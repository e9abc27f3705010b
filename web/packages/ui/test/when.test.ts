import { expect, test } from "vitest"
import { dayLabel, initials, shortAge } from "../src/index.ts"

const now = new Date(2026, 10, 23, 15, 0).getTime()

test("the day before is called yesterday even if it is less than a day ago", () => {
  expect(dayLabel(new Date(2026, 10, 22, 23, 59).getTime(), now, "en")).toBe("Yesterday")
  expect(dayLabel(now, now, "en")).toBe("Today")
})

test("an older day has its date, and its year when that is not obvious", () => {
  expect(dayLabel(new Date(2026, 10, 2, 9).getTime(), now, "en-GB")).toBe("Monday 2 November")
  expect(dayLabel(new Date(2024, 10, 2, 9).getTime(), now, "en-GB")).toContain("2024")
})

test("ages get coarser as they grow", () => {
  expect(shortAge(now - 10_000, now, "en-GB")).toBe("now")
  expect(shortAge(now - 5 * 60_000, now, "en-GB")).toBe("5 min")
  expect(shortAge(new Date(2026, 10, 23, 9, 5).getTime(), now, "en-GB")).toBe("09:05")
  expect(shortAge(new Date(2026, 10, 20, 9, 5).getTime(), now, "en-GB")).toBe("Fri")
})

test("initials take the first and the last name", () => {
  expect(initials("Ada King Lovelace")).toBe("AL")
  expect(initials("  ")).toBe("")
})
