import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { freePort } from "../driver/process.ts"
import { type Site, startSite } from "../site.ts"
import { type Line, openLine } from "./line.ts"
import { type ServerProcess, startServer } from "./server.ts"

/** What stands between browsers and the server: a plain line, or a service that lies. */
export interface Front {
  /** What browsers take for the service. */
  readonly origin: string
  /** The real server listens on this port of 127.0.0.1 now. */
  leadTo(port: number): void
  close(): Promise<void>
}

/** The real service in a folder of its own, and a business's site beside it. */
export interface Stack<F extends Front = Line> {
  /** Every browser reaches the service through this. */
  readonly front: F
  /** The origin of the service as browsers see it. */
  readonly origin: string
  readonly site: Site
  /** Everything the service keeps. */
  readonly dataDir: string
  readonly logFile: string
  /** What the service says about itself to its operator. */
  metrics(): Promise<string>
  /**
   * Stops the server and starts it again with the same data and these settings. Browsers keep
   * their address.
   */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>
  /** Another line to the same service, to be cut for one browser alone. */
  newLine(): Promise<Line>
  close(): Promise<void>
}

/** Starts service and site on free ports of 127.0.0.1. */
export function startStack(): Promise<Stack> {
  return startStackBehind(() => openLine(0))
}

/** Starts service and site; browsers reach the service through the front that `open` makes. */
export async function startStackBehind<F extends Front>(open: () => Promise<F>): Promise<Stack<F>> {
  const folder = await mkdtemp(join(tmpdir(), "aside-e2e-stack-"))
  const front = await open()
  const site = await startSite()
  const lines: Line[] = []
  const dataDir = join(folder, "data")
  const logFile = join(folder, "server.log")
  const metricsPort = await freePort()
  const options = { dataDir, logFile, publicUrl: front.origin, metricsPort }
  const leave = async () => {
    await Promise.all([front, site, ...lines].map((each) => each.close()))
    await rm(folder, { recursive: true, force: true })
  }
  let server: ServerProcess
  try {
    server = await startServer(options)
  } catch (cause) {
    await leave()
    throw cause
  }
  front.leadTo(server.port)
  return {
    ...{ front, site, dataDir, logFile, origin: front.origin },
    async metrics() {
      const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`)
      return answer.text()
    },
    async restart(settings = {}) {
      await server.stop()
      server = await startServer({ ...options, settings })
      for (const each of [front, ...lines]) each.leadTo(server.port)
    },
    async newLine() {
      const line = await openLine(server.port)
      lines.push(line)
      return line
    },
    async close() {
      await server.stop()
      await leave()
    },
  }
}
