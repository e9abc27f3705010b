import { describe, expect, test } from "vitest"
import { type Body, decodeBody, encodeBody } from "../src/bodies.ts"
import { concat, utf8, variable } from "../src/bytes.ts"

function roundTrip(body: Body): unknown {
  const encoded = encodeBody(body)
  return decodeBody(encoded.bodyType, encoded.body)
}

test.each<Body>([
  { kind: "text", text: "Grüße 🌍\n\u0000" },
  { kind: "text", text: "", name: "Ada" },
  { kind: "text", text: "hi", context: { page: "https://shop.example/", locale: "nb" } },
  { kind: "typing", on: true },
  { kind: "receipt", state: "seen" },
  { kind: "epoch-update", roster: Uint8Array.of(1), epoch: Uint8Array.of(2, 3) },
])("body %# reads back as it was written", (body) => {
  expect(roundTrip(body)).toEqual(body)
})

test("half a character does not make a text unreadable", () => {
  const body = {
    kind: "text",
    text: "a\ud800b",
    name: "\udc00",
    context: { page: "\ud83d" },
  } as const
  const context = { page: "\ufffd" }
  expect(roundTrip(body)).toEqual({ kind: "text", text: "a\ufffdb", name: "\ufffd", context })
})

describe("a body is unknown", () => {
  test.each([
    ["of a type that this version does not have", 9, utf8("{}")],
    ["without text", 1, utf8("{}")],
    ["with a text that is a number", 1, utf8('{"text":1}')],
    ["with a name that is a number", 1, utf8('{"text":"hi","name":7}')],
    ["with a page that is a number", 1, utf8('{"text":"hi","context":{"page":3}}')],
    ["that is a list", 1, utf8('["text"]')],
    ["that is null", 1, utf8("null")],
    ["that is not JSON", 1, utf8("text")],
    ["that is not UTF-8", 1, Uint8Array.of(0x22, 0xff, 0x22)],
    ["with a state nobody knows", 4, utf8('{"state":"read"}')],
    ["with a typing that is a word", 3, utf8('{"on":"yes"}')],
    ["whose statements are cut", 2, variable(Uint8Array.of(1))],
    ["whose statements are followed by more", 2, concat(new Uint8Array(8), Uint8Array.of(0))],
  ])("%s", (_, bodyType, body) => {
    expect(decodeBody(bodyType, body)).toEqual({ kind: "unknown" })
  })
})

test("unknown fields are dropped", () => {
  const body = utf8('{"text":"hi","html":"<b>","context":{"page":"/","ip":"::1"}}')
  expect(decodeBody(1, body)).toEqual({ kind: "text", text: "hi", context: { page: "/" } })
})
