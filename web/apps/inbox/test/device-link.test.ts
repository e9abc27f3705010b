import { encodeDeviceLink, NO_FLOORS, randomBytes } from "@aside/protocol"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { stage } from "../src/stage.ts"
import { watchDeviceLinks } from "../src/start.ts"
import { memoryDatabase } from "./memory-database.ts"

const link = encodeDeviceLink({
  ...{ email: "mara@hemwood.example", floors: NO_FLOORS },
  ...{ secretKey: randomBytes(32), wid: randomBytes(32) },
})
let shown: string[]
let changeHash: (hash: string) => void

beforeEach(() => {
  const bar = { hash: "", pathname: "/" }
  shown = []
  vi.stubGlobal("location", bar)
  vi.stubGlobal("history", { replaceState: (_: null, __: string, url: string) => shown.push(url) })
  vi.stubGlobal("addEventListener", (_: string, listener: () => void) => {
    changeHash = (hash) => {
      bar.hash = hash
      listener()
    }
  })
  watchDeviceLinks(memoryDatabase())
})

afterEach(() => {
  vi.unstubAllGlobals()
  stage.value = { at: "starting" }
})

test("a device link pasted into a running page leaves the address bar and fills the sign-in", () => {
  stage.value = { at: "sign-up" }
  changeHash(link)
  expect(shown).toEqual(["/"])
  expect(stage.value).toMatchObject({ at: "sign-in", link: { email: "mara@hemwood.example" } })
})

test("a device link pasted where somebody is signed in only leaves the address bar", () => {
  const before = stage.value
  changeHash(link)
  expect(shown).toEqual(["/"])
  expect(stage.value).toBe(before)
})

test("another fragment is left alone", () => {
  changeHash("#/closed")
  expect(shown).toEqual([])
})
