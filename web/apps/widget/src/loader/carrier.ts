import type { Answer, Ask, ToFrame, ToLoader } from "../shared/messages.ts"

/** What the frame may have carried: requests to the service and its live connections. Opens nothing. */
export interface Carrier {
  fetch(ask: Ask & { ask: "get" | "send" }): Promise<Answer>
  dial(message: ToLoader & { t: "dial" }): void
  hangup(conversation: string): void
  stop(): void
}

/** One request to the service. Status 0 means that nothing came back. */
export async function request(
  url: string,
  method: string,
  token?: string,
  body?: string,
): Promise<Answer> {
  const headers = {
    ...(token && { authorization: `Bearer ${token}` }),
    ...(body && { "content-type": "application/json" }),
  }
  try {
    const answer = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      credentials: "omit",
      cache: "no-cache",
      // The service learns the site from the Origin header, but never the page.
      referrerPolicy: "no-referrer",
      // A message sent while the page goes away still arrives; browsers carry at most 64 KiB so.
      keepalive: !!body && body.length < 6e4,
    })
    return { status: answer.status, text: await answer.text() }
  } catch {
    return { status: 0, text: "" }
  }
}

export function startCarrier(
  base: string,
  workspace: string,
  tell: (message: ToFrame) => void,
): Carrier {
  const sockets = new Map<string, WebSocket>()
  const ofWorkspace = `${base}/v1/workspaces/${workspace}/`
  const hangup = (conversation: string): void => {
    const socket = sockets.get(conversation)
    sockets.delete(conversation)
    socket?.close()
  }
  return {
    fetch(ask) {
      const ofConversation = `${base}/v1/conversations/${encodeURIComponent(ask.conversation)}/`
      if (ask.ask === "send") {
        const { kind, token, body } = ask
        if (kind === "open") return request(`${ofWorkspace}conversations`, "POST", token, body)
        if (kind === "status") return request(`${ofConversation}status`, "PUT", token, body)
        const path = kind === "signal" ? "signals" : "messages"
        return request(ofConversation + path, "POST", token, body)
      }
      const page = `?after=${+ask.after}&limit=500`
      if (ask.what === "bundle") return request(`${ofWorkspace}bundle`, "GET")
      if (ask.what === "messages")
        return request(`${ofConversation}messages${page}`, "GET", ask.token)
      return request(`${base}/v1/changes${page}&wait=25`, "GET", ask.token)
    },
    dial({ conversation, token, after }) {
      hangup(conversation)
      const url = `${base.replace("http", "ws")}/v1/live?after=${+after}`
      const socket = new WebSocket(url, ["aside.v1", `aside.token.${token}`])
      const current = (message: ToFrame): void => {
        if (sockets.get(conversation) === socket) tell(message)
      }
      sockets.set(conversation, socket)
      socket.onopen = () => current({ t: "opened", conversation })
      socket.onmessage = ({ data }) => current({ t: "live", conversation, text: `${data}` })
      socket.onclose = ({ code }) => current({ t: "ended", conversation, code })
    },
    hangup,
    stop: () => [...sockets.keys()].forEach(hangup),
  }
}
