import { spawn } from "node:child_process"
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { atExit } from "./driver/at-exit.ts"
import { ENGINES } from "./driver/engine.ts"
import { ENGINES_VARIABLE, parseEngines } from "./each-engine.ts"
import { missingBuilds } from "./stack/built.ts"

const USAGE = `usage: npm run e2e -w @aside/e2e -- [--engine ${ENGINES.join(",")}] [--grep PATTERN] [FILE]`
const TESTS = fileURLToPath(new URL("../test/", import.meta.url))

interface Choice {
  readonly engines: string
  readonly grep: string | undefined
  readonly files: readonly string[]
}

function choose(): Choice {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: "string" }, grep: { type: "string" } },
  })
  const engines = parseEngines(values.engine ?? ENGINES.join(",")).join(",")
  return { engines, grep: values.grep, files: positionals }
}

/** The test files whose name contains one of `wanted`, or all. */
async function testFiles(wanted: readonly string[]): Promise<string[]> {
  const all = await readdir(TESTS, { recursive: true })
  const names = all.filter((name) => name.endsWith(".test.ts")).sort()
  const chosen = names.filter((name) => wanted.length === 0 || wanted.some((w) => name.includes(w)))
  if (chosen.length === 0) throw new Error(`no test file matches ${wanted.join(", ")}`)
  return chosen.map((name) => join(TESTS, name))
}

/** Runs two files at a time: each mostly waits for its browsers. */
function runTests(choice: Choice, files: string[]): Promise<number> {
  const args = ["--import", "tsx", "--test", "--test-concurrency=2", "--test-reporter=spec"]
  // A browser that a failed test left behind must not keep the run from ending.
  args.push("--test-force-exit")
  if (choice.grep !== undefined) args.push(`--test-name-pattern=${choice.grep}`)
  const env = { ...process.env, [ENGINES_VARIABLE]: choice.engines }
  const child = spawn(process.execPath, [...args, ...files], { stdio: "inherit", env })
  atExit(() => child.kill("SIGTERM"))
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)))
}

/** @throws Error with the commands that build what is absent. */
function requireBuilds(): void {
  const missing = missingBuilds()
  if (missing.length > 0) throw new Error(`not built yet; run first: ${missing.join(" && ")}`)
}

try {
  const choice = choose()
  requireBuilds()
  process.exitCode = await runTests(choice, await testFiles(choice.files))
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n${USAGE}\n`)
  process.exitCode = 2
}
