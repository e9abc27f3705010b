import { expect, test } from "vitest"
import { type Entry, GROUP_MS, placeEntries } from "../src/desk/entry.ts"

const DAY = 86_400_000
const dayOf = (time: number): number => Math.floor(time / DAY)

function text(time: number, from: "visitor" | "member" = "visitor"): Entry {
  return { kind: "text", key: `${time}`, from, own: false, name: "", text: "hi", time }
}

test("messages of one side close together form a group", () => {
  const placed = placeEntries(
    [text(0), text(1000), text(2000, "member"), text(2000 + GROUP_MS, "member")],
    dayOf,
  )
  expect(placed.map(({ firstOfGroup }) => firstOfGroup)).toEqual([true, false, true, true])
  expect(placed.map(({ lastOfGroup }) => lastOfGroup)).toEqual([false, true, true, true])
})

test("midnight starts a new day and a new group", () => {
  const placed = placeEntries([text(DAY - 1), text(DAY)], dayOf)
  expect(placed.map(({ day }) => day)).toEqual([DAY - 1, DAY])
  expect(placed[1]?.firstOfGroup).toBe(true)
})
