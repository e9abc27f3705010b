import { describe, expect, test } from "vitest"
import { Fields } from "./fields.ts"
import { accounts, keyedAccounts } from "./suites/accounts.ts"
import { primitives } from "./suites/primitives.ts"
import { keyed, sessions } from "./suites/sessions.ts"
import { statements } from "./suites/statements.ts"
import type { Run } from "./suites/suite.ts"
import { transcript } from "./suites/transcript.ts"
import { list, readJson } from "./vector-files.ts"

const RUNS: Record<string, Run> = {
  ...primitives,
  ...statements,
  ...sessions,
  ...transcript,
  ...accounts,
}
const KEYED = { ...keyed, ...keyedAccounts }

/** Folders of `vectors/` that are not suites. */
const OTHERS = ["third-party", "tool"]

async function runCase(suite: string, file: string): Promise<void> {
  const vector = new Fields(readJson(`${suite}/${file}`), `${suite}/${file}`)
  expect(vector.text("name")).toBe(file.replace(/\.json$/, ""))
  expect(vector.text("comment")).not.toBe("")
  const expected = vector.text("expect")
  const input = vector.object("input")
  const output = vector.has("output") ? vector.raw("output") : undefined
  const running = run(suite, input, () => new Fields(output, `${suite}/${file} output`))
  if (expected === "ok") {
    expect(await running).toEqual(output)
  } else {
    await expect(running).rejects.toMatchObject({ code: expected })
    expect(output).toBeUndefined()
  }
  vector.done()
}

function run(suite: string, input: Fields, output: () => Fields): Promise<unknown> {
  const withKeys = KEYED[suite]
  if (withKeys) return withKeys(input, output)
  const plainRun = RUNS[suite]
  if (!plainRun) throw new Error(`unknown suite ${suite}`)
  return plainRun(input)
}

const suites = list(".", "folders").filter((name) => !OTHERS.includes(name))

test("every suite that this package can run is there", () => {
  expect(suites).toEqual([...Object.keys(RUNS), ...Object.keys(KEYED)].sort())
})

test("every collection of others' vectors has a test that runs it", () => {
  expect(list("third-party", "folders")).toEqual(["hpke", "wycheproof"])
})

describe.each(suites)("%s", (suite) => {
  const files = list(suite, "json")

  test("has cases", () => {
    expect(files.length).toBeGreaterThan(0)
  })

  test.each(files)("%s", (file) => runCase(suite, file))
})
