import type { Ask, ToFrame, ToLoader } from "../../shared/messages.ts"

/** The frame's end of the port to the loader. */
export interface Link {
  /** Asks the loader; null when it could not do it. */
  ask(ask: Ask): Promise<unknown>
  tell(message: ToLoader): void
}

/** Takes the port over. `hear` gets everything but replies. */
export function linkOver(port: MessagePort, hear: (message: ToFrame) => void): Link {
  const waiting = new Map<number, (value: unknown) => void>()
  let last = 0
  port.onmessage = (event: MessageEvent<ToFrame>) => {
    const message = event.data
    if (message.t !== "reply") return hear(message)
    waiting.get(message.id)?.(message.value)
    waiting.delete(message.id)
  }
  const tell = (message: ToLoader): void => port.postMessage(message)
  return {
    tell,
    ask(ask) {
      last += 1
      const id = last
      const answer = new Promise<unknown>((resolve) => waiting.set(id, resolve))
      tell({ t: "ask", id, ...ask })
      return answer
    },
  }
}
