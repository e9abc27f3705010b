import { test } from "node:test"
import { ENGINES, type EngineName } from "./driver/engine.ts"

/** Set by `run.ts`; a test file that is run by itself takes all engines. */
export const ENGINES_VARIABLE = "E2E_ENGINES"

/** Longer than any honest browser test takes on two busy cores. */
const TEST_TIMEOUT_MS = 120_000

/**
 * Declares one test per chosen engine, named `[engine] sentence`.
 *
 * `only` narrows a test to some engines; it is then not declared for the others.
 */
export function eachEngine(
  sentence: string,
  body: (engine: EngineName) => Promise<void>,
  only: readonly EngineName[] = ENGINES,
): void {
  for (const engine of chosenEngines()) {
    if (only.includes(engine)) {
      void test(`[${engine}] ${sentence}`, { timeout: TEST_TIMEOUT_MS }, () => body(engine))
    }
  }
}

function chosenEngines(): EngineName[] {
  const names = process.env[ENGINES_VARIABLE]
  return names === undefined ? [...ENGINES] : parseEngines(names)
}

/** @throws Error naming the engines there are, if one is unknown or none is named. */
export function parseEngines(names: string): EngineName[] {
  return names.split(",").map((name) => {
    const engine = ENGINES.find((known) => known === name.trim())
    if (engine === undefined) {
      throw new Error(`there is no engine “${name}”; choose from ${ENGINES.join(", ")}`)
    }
    return engine
  })
}
