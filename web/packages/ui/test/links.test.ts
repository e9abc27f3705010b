import { expect, test } from "vitest"
import { LINK_MAX, showsHost, splitLinks } from "../src/index.ts"

function hrefs(text: string): string[] {
  return splitLinks(text).flatMap((part) => (part.kind === "link" ? [part.href] : []))
}

test("a web address in a sentence becomes a link without the full stop", () => {
  expect(splitLinks("See https://example.com/a.")).toEqual([
    { kind: "text", text: "See " },
    {
      kind: "link",
      text: "https://example.com/a",
      href: "https://example.com/a",
      host: "example.com",
    },
    { kind: "text", text: "." },
  ])
})

test("brackets that belong to the address stay, those around it do not", () => {
  expect(hrefs("(https://example.com/x_(y))")).toEqual(["https://example.com/x_(y)"])
})

test.each([
  "javascript:alert(1)",
  "data:text/html,hi",
  "ftp://example.com/",
  "file:///etc/passwd",
  "//example.com",
  "https://",
  "https://shop.example@evil.example/",
  "https://a:b@evil.example/",
  `https://example.com/${"a".repeat(LINK_MAX)}`,
])("%s is not made clickable", (text) => {
  expect(hrefs(text)).toEqual([])
})

test("markup stays text", () => {
  expect(splitLinks("<img src=x onerror=alert(1)>")).toEqual([
    { kind: "text", text: "<img src=x onerror=alert(1)>" },
  ])
})

test("a look-alike host is shown in the form the browser opens", () => {
  const [part] = splitLinks("https://аpple.com/")
  expect(part).toMatchObject({ kind: "link", host: expect.stringMatching(/^xn--/) })
})

test("the host is repeated only when the address does not start with it", () => {
  expect(showsHost({ text: "https://example.com/a", host: "example.com" })).toBe(true)
  expect(showsHost({ text: "https://example.com.evil/a", host: "example.com" })).toBe(false)
  expect(showsHost({ text: "https://аpple.com", host: "xn--pple-43d.com" })).toBe(false)
})

test("every character of the text is kept", () => {
  const text = "a https://b.example/c, d\nhttp://e.example! \u202ehttps://f.example)"
  const joined = splitLinks(text).map((part) => part.text)
  expect(joined.join("")).toBe(text)
})
