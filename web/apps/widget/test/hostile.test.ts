import { StatementError } from "@aside/protocol/visitor"
import { describe, expect, test } from "vitest"
import { bundleFrom, refusalCode } from "../src/frame/chat/statements.ts"
import { itemFrom } from "../src/frame/net/feed.ts"
import { backoff, fetchedFrom, jsonFrom, LATER } from "../src/frame/net/service.ts"

/** Values of every shape that JSON can have, and some that it cannot. */
const ANYTHING: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1.5,
  Number.NaN,
  "",
  "text",
  "§",
  [],
  [[]],
  [null],
  {},
  { seq: 1 },
  { length: 3 },
]

describe("what the service answers", () => {
  test("nothing, 5xx, 408 and 429 mean: later", () => {
    for (const status of [0, 408, 429, 500, 502, 503]) {
      expect(fetchedFrom({ status, text: '{"code":"x"}' })).toEqual({ code: LATER })
    }
    for (const value of [undefined, null, {}]) expect(fetchedFrom(value)).toEqual({ code: LATER })
  })

  test("another refusal has the service's code, or one made of the status", () => {
    expect(fetchedFrom({ status: 404, text: '{"code":"not_found"}' })).toEqual({
      code: "not_found",
    })
    for (const text of ["", "<html>", "[]", "null", '{"code":7}']) {
      expect(fetchedFrom({ status: 403, text })).toEqual({ code: "http_403" })
    }
  })

  test("a body that is no JSON is no body", () => {
    expect(fetchedFrom({ status: 200, text: "<html>" })).toEqual({ body: undefined })
    expect(jsonFrom(undefined)).toBeUndefined()
  })

  test("the wait before another attempt grows to half a minute and no further", () => {
    expect(backoff(0, 0)).toBe(250)
    expect(backoff(3, 1)).toBe(4_000)
    expect(backoff(40, 1)).toBe(30_000)
  })
})

describe("a change of the feed", () => {
  test("is taken as it is promised", () => {
    const item = { rev: 9, seq: 3, kind: "item", item: "YQ", at: 1, message_id: "ms_x" }
    expect(itemFrom(item)).toEqual({ seq: 3, kind: "item", item: "YQ" })
    expect(itemFrom({ seq: 4, kind: "status", status: "closed" })).toEqual({
      seq: 4,
      kind: "status",
      status: "closed",
    })
  })

  test("of another kind keeps its place and holds nothing", () => {
    for (const kind of [...ANYTHING, "item", "status", "hello"]) {
      expect(itemFrom({ seq: 1, kind, item: 5, status: "ajar" })).toEqual({
        seq: 1,
        kind: "unknown",
      })
    }
  })

  test("without a position is none", () => {
    for (const value of ANYTHING.filter((each) => !(each as { seq?: number } | null)?.seq)) {
      expect(itemFrom(value)).toBeUndefined()
      expect(itemFrom({ seq: value === 0 || value === -1 ? "0" : value, kind: "item" })).toBe(
        undefined,
      )
    }
  })
})

describe("a bundle", () => {
  test("that holds anything but base64url is refused as malformed", () => {
    const wrong = ANYTHING.filter((value) => value !== undefined && value !== null && value !== "")
    for (const value of wrong) {
      if (value === "text") continue
      for (const field of ["genesis", "roster", "epoch", "appearance"]) {
        expect(() => bundleFrom({ [field]: value }), `${field}: ${String(value)}`).toThrow(
          StatementError,
        )
      }
    }
    for (const links of [{}, "x", 3, [3], ["§"]]) expect(() => bundleFrom({ links })).toThrow()
    for (const body of [undefined, null, 3, "x", []]) expect(() => bundleFrom(body)).toThrow()
  })

  test("without statements parses, and acceptance finds it incomplete", () => {
    expect(bundleFrom({})).toEqual({ links: [] })
  })

  test("that breaks in an unforeseen way counts as malformed", () => {
    expect(refusalCode(new TypeError("x"))).toBe("malformed")
    expect(refusalCode(new StatementError("rollback"))).toBe("rollback")
  })
})
