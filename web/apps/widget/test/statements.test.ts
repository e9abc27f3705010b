import type { Bundle } from "@aside/protocol/visitor"
import { beforeAll, beforeEach, describe, expect, test } from "vitest"
import { Statements } from "../src/frame/chat/statements.ts"
import type { Entry } from "../src/shared/records.ts"
import { Acme, NOW } from "./support.ts"

let acme: Acme
let older: Bundle
let newer: Bundle
let saved: Entry[][]

/** A tab of this site with what is on the disk. */
function tab(stored?: unknown): Statements {
  const save = async (entries: readonly Entry[]): Promise<boolean> => {
    saved.push([...entries])
    return true
  }
  return new Statements(acme.made.wid, stored, 0, save)
}

const onDisk = (): unknown => saved.at(-1)?.[0]?.[1]

beforeAll(async () => {
  acme = await Acme.found()
  saved = []
  const first = tab()
  older = acme.bundle
  await first.take(older, NOW)
  newer = await acme.rotated(first)
})

beforeEach(() => {
  saved = []
})

describe("statements that the service showed to one tab only", () => {
  test("are not lost when another tab stores older ones after them", async () => {
    const [fooled, informed] = [tab(), tab()]
    await informed.take(newer, NOW)
    await fooled.take(older, NOW)
    await informed.adopt(onDisk(), NOW)
    expect(informed.accepted?.epoch.eid).toBe(1)
    const later = tab(onDisk())
    await expect(later.take(older, NOW)).rejects.toMatchObject({ code: "rollback" })
    await fooled.adopt(onDisk(), NOW)
    expect(fooled.accepted?.epoch.eid).toBe(1)
  })

  test("settle: tabs do not go on correcting each other", async () => {
    const [one, other] = [tab(), tab()]
    await one.take(newer, NOW)
    await other.take(older, NOW)
    await one.adopt(onDisk(), NOW)
    const writes = saved.length
    await other.adopt(onDisk(), NOW)
    await one.adopt(onDisk(), NOW)
    expect(saved).toHaveLength(writes)
  })
})

test("of two that are checked at the same time the older one does not win", async () => {
  const statements = tab()
  const both = [statements.take(newer, NOW), statements.take(older, NOW)]
  await Promise.allSettled(both)
  await expect(both[1]).rejects.toMatchObject({ code: "rollback" })
  expect(statements.accepted?.epoch.eid).toBe(1)
})
