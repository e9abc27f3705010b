import { describe, expect, test } from "vitest"
import { placeRows, type Row, type SendState } from "../src/frame/rows.ts"

const NOON = new Date(2026, 10, 23, 12).getTime()
const MINUTE = 60_000

function message(key: string, minutes: number, isMine: boolean, state: SendState = "sent"): Row {
  const name = isMine ? "" : "Mara"
  return { kind: "message", key, isMine, name, text: key, time: NOON + minutes * MINUTE, state }
}

describe("rows", () => {
  test("messages of one sender within minutes form a group", () => {
    const placed = placeRows([
      message("a", 0, false),
      message("b", 1, false),
      message("c", 2, true),
    ])
    expect(placed.map(({ startsGroup, endsGroup }) => [startsGroup, endsGroup])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ])
  })

  test("a long pause, another name or a notice ends a group", () => {
    const later = placeRows([message("a", 0, false), message("b", 10, false)])
    expect(later[1]?.startsGroup).toBe(true)
    const other = { ...message("b", 1, false), name: "Jo" } as Row
    expect(placeRows([message("a", 0, false), other])[1]?.startsGroup).toBe(true)
    const gap: Row = { kind: "gap", key: "g" }
    expect(placeRows([message("a", 0, false), gap, message("b", 1, false)])[2]?.startsGroup).toBe(
      true,
    )
  })

  test("a day starts once, also across a notice", () => {
    const rows: Row[] = [message("a", 0, true), { kind: "gap", key: "g" }, message("b", 1440, true)]
    expect(placeRows(rows).map(({ startsDay }) => startsDay)).toEqual([true, false, true])
  })

  test("the state stands under the last own message and under every failed one", () => {
    const rows = [
      message("a", 0, true, "failed"),
      message("b", 1, true),
      message("c", 2, true),
      message("d", 3, false),
    ]
    expect(placeRows(rows).map(({ showsState }) => showsState)).toEqual([true, false, true, false])
  })
})
