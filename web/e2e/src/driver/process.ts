import { type ChildProcess, spawn } from "node:child_process"
import { createServer } from "node:net"
import { atExit } from "./at-exit.ts"
import { waitFor } from "./wait.ts"

/** How long a driver gets to leave by itself before it is killed. */
const STOP_GRACE_MS = 3_000
/** A driver that does not answer by then is not coming. */
const START_TIMEOUT_MS = 20_000
/** Enough of a driver's own words to explain a failed start. */
const KEPT_OUTPUT_LINES = 2_000

/** One process of ours, its output, and the only way to end it. */
export interface OwnProcess {
  readonly pid: number
  /** Lines of stdout and stderr so far, oldest first, at most the last {@link KEPT_OUTPUT_LINES}. */
  readonly lines: readonly string[]
  /** Ends the process and everything it started, and resolves once it has gone. */
  stop(): Promise<void>
}

/** Starts `command` in its own process group, so that {@link OwnProcess.stop} takes its children along. */
export function startProcess(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = {},
): OwnProcess {
  const child = spawn(command, args, {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  })
  const { pid } = child
  if (pid === undefined) {
    child.once("error", () => {})
    throw new Error(`cannot start ${command}: is it installed?`)
  }
  const lines = keepLines(child)
  const forget = atExit(() => signalGroup(pid, "SIGKILL"))
  const stop = async () => {
    await endGroup(child, pid)
    forget()
  }
  return { pid, lines, stop }
}

/** A TCP port on 127.0.0.1 that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once("error", reject)
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}

/** Starts a WebDriver server and resolves with its address once it says it is ready. */
export async function startDriver(
  command: string,
  args: (port: number) => string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ url: string; process: OwnProcess }> {
  const port = await freePort()
  const own = startProcess(command, args(port), env)
  const url = `http://127.0.0.1:${port}`
  try {
    await waitFor(() => answersReady(url), `${command} to be ready on ${url}`, START_TIMEOUT_MS)
  } catch (cause) {
    await own.stop()
    throw new Error(`${command} did not start: ${own.lines.slice(-10).join("\n")}`, { cause })
  }
  return { url, process: own }
}

async function answersReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/status`)
    const body = (await answer.json()) as { value?: { ready?: boolean } }
    return body.value?.ready === true
  } catch {
    return false
  }
}

function keepLines(child: ChildProcess): string[] {
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ""
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      const parts = (rest + chunk).split("\n")
      rest = parts.pop() ?? ""
      lines.push(...parts)
      lines.splice(0, lines.length - KEPT_OUTPUT_LINES)
    })
  }
  return lines
}

async function endGroup(child: ChildProcess, pid: number): Promise<void> {
  const gone = child.exitCode !== null || child.signalCode !== null
  if (!gone) {
    const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
    signalGroup(pid, "SIGTERM")
    const impatience = setTimeout(() => signalGroup(pid, "SIGKILL"), STOP_GRACE_MS)
    await exited
    clearTimeout(impatience)
  }
  // The leader has gone; what it left behind in its group goes too.
  signalGroup(pid, "SIGKILL")
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch {
    // Nobody left in the group.
  }
}
