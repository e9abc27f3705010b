import { ApiError } from "@aside/api"
import { raiseFloors, sameFloors } from "@aside/protocol"
import { expect, test } from "vitest"
import { accentWithContrast, colorBytes, contrast, hexColor, textOn } from "../src/entry/accent.ts"
import { lastGroup, sameGroup } from "../src/entry/kit-text.ts"
import { strengthOf } from "../src/entry/password-strength.ts"
import { signUpProblems } from "../src/entry/sign-up-form.tsx"
import { browserName, shortPage } from "../src/panes/visitor-claims.ts"
import { sayFailure } from "../src/plain-words.ts"
import { fragmentOf, parseRoute } from "../src/route.ts"
import { siteUrl, snippetOf } from "../src/settings/snippet.ts"

const conversation = `cv_${"a".repeat(26)}`

test("a route survives the address bar", () => {
  const route = { at: "folder", folder: "closed", conversation, details: true } as const
  expect(parseRoute(fragmentOf(route))).toEqual(route)
  expect(parseRoute(fragmentOf({ at: "settings", page: "keys" }))).toEqual({
    at: "settings",
    page: "keys",
  })
})

test.each([
  "",
  "#",
  "#/nowhere",
  "#/open/cv_!",
  `#/open/${conversation}x`,
  "#/open/../x",
  "#device/AAAA",
])("the fragment %s is the open list and names no conversation", (fragment) => {
  expect(parseRoute(fragment)).toEqual({ at: "folder", folder: "open", details: false })
})

test.each(["short", "aaaaaaaaaaaaaaa", "1234567890", "passwordpassword", "hemwood hemwood"])(
  "%s is no good password",
  (password) => {
    expect(strengthOf(password, ["hemwood"]).level).toBeLessThan(2)
  },
)

test("a long phrase is a strong password", () => {
  expect(strengthOf("correct horse battery staple", []).level).toBe(4)
})

test("a sign-up names every field that is wrong", () => {
  const problems = signUpProblems({
    workspace: " ",
    name: "é".repeat(40),
    email: "mara@",
    password: "short",
  })
  expect(Object.values(problems).every((problem) => problem !== "")).toBe(true)
})

test("the last group is compared without regard to case and spaces", () => {
  expect(lastGroup("AAAA-BBBB-C2D3")).toBe("C2D3")
  expect(sameGroup(" c2d3 ", "AAAA-BBBB-C2D3")).toBe(true)
  for (const wrong of ["", "C2D", "BBBB", "C2D3C2D3"])
    expect(sameGroup(wrong, "AAAA-BBBB-C2D3")).toBe(false)
})

test("an accent is darkened until white on it can be read", () => {
  for (const color of ["#ffff00", "#ffffff", "#8ec5ff", "#14655a"]) {
    expect(contrast(accentWithContrast(color), "#ffffff")).toBeGreaterThanOrEqual(4.5)
  }
  expect(accentWithContrast("#14655a")).toBe("#14655a")
  expect(textOn("#ffff00")).toBe("#000000")
  expect(hexColor(colorBytes("#14655a"))).toBe("#14655a")
})

test("the snippet cannot be broken out of by what the service says", () => {
  const release = {
    release: "r",
    loader_url: '/w/"><script>/aside.js',
    loader_integrity: '"x',
    frame_script_hashes: [],
  }
  const snippet = snippetOf(release, "as1abc", "https://chat.example")
  expect(snippet).not.toMatch(/"><script>|"x"/u)
  expect(snippet).toContain('src="https://chat.example/w/')
})

test.each(["", "javascript:alert(1)", "https://user:secret@shop.example", "http://", "a b"])(
  "%s is no address of a site",
  (typed) => {
    expect(siteUrl(typed)).toBeUndefined()
  },
)

test("a host alone is taken for https", () => {
  expect(siteUrl(" shop.example/desks ")?.href).toBe("https://shop.example/desks")
})

test("what a visitor claims is shortened, never followed", () => {
  expect(shortPage("https://shop.example/")).toBe("shop.example")
  expect(shortPage("javascript:alert(1)")).not.toContain("http")
  expect(shortPage(undefined)).toBe("Not told")
  expect(
    browserName(
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156 Safari/537.36 Edg/156",
    ),
  ).toBe("Edge on Windows")
  expect(browserName("curl/8")).toBe("A browser")
})

test("floors only rise", () => {
  const seen = { links: 0, roster: 3, epoch: null, appearance: 1 }
  const other = { links: 1, roster: 2, epoch: 0, appearance: 4 }
  expect(raiseFloors(seen, other)).toEqual({ links: 1, roster: 3, epoch: 0, appearance: 4 })
  expect(sameFloors(seen, raiseFloors(seen, seen))).toBe(true)
})

test("a failure is said in plain words, with the request to quote if nobody knows why", () => {
  const internal = new ApiError("internal", {
    status: 500,
    message: "SQLITE_BUSY",
    requestId: "r-9",
  })
  expect(sayFailure(internal)).toContain("r-9")
  expect(sayFailure(internal)).not.toContain("SQLITE")
  expect(sayFailure(new TypeError("x is undefined"))).not.toContain("undefined")
})
