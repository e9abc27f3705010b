import { readFile } from "node:fs/promises"
import { type OwnProcess, startProcess } from "../driver/process.ts"
import { waitFor } from "../driver/wait.ts"
import { serverProgram } from "./built.ts"

const START_TIMEOUT_MS = 30_000

/** The log goes to its file without passing through the test: all of it, over all starts. */
const LOGGED = 'exec "$0" "$@" 2>>"$E2E_LOG"'

export interface ServerOptions {
  readonly dataDir: string
  readonly logFile: string
  /** The origin that browsers see. */
  readonly publicUrl: string
  /** Where to serve metrics on 127.0.0.1. */
  readonly metricsPort: number
  /** Settings that differ from the defaults, by the name of their variable. */
  readonly settings?: Readonly<Record<string, string>>
}

/** The real service, as a process of ours. */
export interface ServerProcess {
  /** The port on 127.0.0.1. */
  readonly port: number
  stop(): Promise<void>
}

/** Starts `aside-server serve` and resolves once it says where it listens. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const args = ["serve", "--data-dir", options.dataDir, "--listen", "127.0.0.1:0"]
  args.push("--public-url", options.publicUrl)
  args.push("--metrics-listen", `127.0.0.1:${options.metricsPort}`)
  // A suite signs up more often in a minute than a person may.
  const usual = { ASIDE_LIMITS__SIGN_IN_PER_MINUTE: "0", E2E_LOG: options.logFile }
  const env = { ...usual, ...options.settings }
  const own = startProcess("sh", ["-c", LOGGED, serverProgram(), ...args], env)
  try {
    const port = await waitFor(() => portIn(own), "the server to listen", START_TIMEOUT_MS)
    return { port, stop: () => own.stop() }
  } catch (cause) {
    await own.stop()
    const log = await readFile(options.logFile, "utf8").catch(() => "")
    throw new Error(`the server did not start:\n${log.slice(-2000)}`, { cause })
  }
}

function portIn(own: OwnProcess): number | undefined {
  const line = own.lines.find((each) => each.startsWith("listening on http"))
  const port = line && /:(\d+)$/.exec(line)?.[1]
  return port ? Number(port) : undefined
}
