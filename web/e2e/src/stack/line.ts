import { connect, createServer, type Server, type Socket } from "node:net"

/** A network line to one address: it can be cut and mended while both ends stay where they are. */
export interface Line {
  readonly origin: string
  /** `METHOD /path?query` of every request that has passed, oldest first. */
  readonly requests: readonly string[]
  /** Ends every connection and takes no new one. */
  cut(): void
  mend(): void
  /** Carries to another address from now on. */
  leadTo(port: number): void
  close(): Promise<void>
}

/** Opens a line from a free port of 127.0.0.1 to `port`; 0 if that is not known yet. */
export async function openLine(port: number): Promise<Line> {
  const sockets = new Set<Socket>()
  const requests: string[] = []
  let target = port
  let isCut = false
  const server = createServer((near) => {
    if (isCut || target === 0) {
      near.destroy()
      return
    }
    const far = connect(target, "127.0.0.1")
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.setNoDelay(true)
      from.on("error", () => to.destroy())
      from.on("close", () => {
        sockets.delete(from)
        to.destroy()
      })
      from.pipe(to)
    }
    near.on("data", (chunk: Buffer) => requests.push(...requestsIn(chunk)))
  })
  await listen(server)
  const hangUp = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    requests,
    cut() {
      isCut = true
      hangUp()
    },
    mend() {
      isCut = false
    },
    leadTo(next) {
      target = next
    },
    close() {
      isCut = true
      hangUp()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Request lines in what a browser sends. One that falls between two chunks is not seen; browsers write it at once. */
function requestsIn(chunk: Buffer): string[] {
  const found = chunk.toString("latin1").matchAll(/^([A-Z]+ \/\S*) HTTP\/1\.1\r$/gm)
  return [...found].map(([, line = ""]) => line)
}

/** Listens on a free port of 127.0.0.1. */
export function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(0, "127.0.0.1", resolve)
  })
}

/** The port a listening server got. */
export function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== "object" || address === null)
    throw new Error("this server does not listen")
  return address.port
}
