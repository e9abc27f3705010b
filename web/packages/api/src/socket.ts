import type { Connection } from "./request.ts"
import type { LiveFrame } from "./wire.ts"

/** Close code: the credential ended (spec/api.md §5). */
export const CLOSE_CREDENTIAL_ENDED = 4401

/** How a socket ended. */
export interface SocketEnd {
  readonly code: number
  /** Whether it was ever open: if not, something on the way refuses WebSockets. */
  readonly opened: boolean
}

/** What {@link runSocket} needs to know. */
export interface SocketOptions {
  readonly after: number
  readonly onOpen: () => void
  readonly onFrame: (frame: LiveFrame) => Promise<void>
  readonly signal: AbortSignal
  readonly openWithinMs: number
  readonly createSocket: (url: string, protocols: string[]) => WebSocket
}

function liveUrl(connection: Connection, after: number): string {
  const base = connection.base === "" ? globalThis.location.origin : connection.base
  return `${base.replace(/^http/, "ws")}/v1/live?after=${after}`
}

function protocolsOf(connection: Connection): string[] {
  const known = connection.token === undefined ? [] : [`aside.token.${connection.token}`]
  return ["aside.v1", ...known]
}

/** Runs one WebSocket until it ends. Frames are handed on one after the other. */
export function runSocket(connection: Connection, options: SocketOptions): Promise<SocketEnd> {
  const { signal, onFrame } = options
  return new Promise((resolve) => {
    const socket = options.createSocket(liveUrl(connection, options.after), protocolsOf(connection))
    let opened = false
    let queue = Promise.resolve()
    const stop = (): void => socket.close()
    const tooSlow = setTimeout(stop, options.openWithinMs)
    socket.onopen = () => {
      opened = true
      clearTimeout(tooSlow)
      options.onOpen()
    }
    socket.onmessage = (event) => {
      queue = queue.then(() => onFrame(JSON.parse(String(event.data)) as LiveFrame)).catch(stop)
    }
    socket.onclose = (event) => {
      clearTimeout(tooSlow)
      signal.removeEventListener("abort", stop)
      // What came before the end is handed on before the next connection asks for more.
      void queue.then(() => resolve({ code: event.code, opened }))
    }
    signal.addEventListener("abort", stop)
    if (signal.aborted) stop()
  })
}
