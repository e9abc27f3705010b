import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, expect, test, vi } from "vitest"
import { backoffMs, type Feed, type FeedOptions, type FeedState, followFeed } from "../src/index.ts"

/** What the browser's WebSocket does, driven by the test. */
class Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  readonly url: string
  readonly protocols: string[]

  constructor(url: string, protocols: string[]) {
    this.url = url
    this.protocols = protocols
  }

  push(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === "string" ? frame : JSON.stringify(frame) })
  }

  close(code = 1005): void {
    this.onclose?.({ code })
  }
}

const open: (Feed | Server)[] = []

afterEach(() => {
  for (const each of open.splice(0)) each.close()
})

function follow(base: string, options: Partial<FeedOptions>) {
  const sockets: Socket[] = []
  const states: FeedState[] = []
  const revs: number[] = []
  const feed = followFeed(
    { base, token: "tok" },
    {
      after: 0,
      random: () => 0,
      onState: (state) => states.push(state),
      onChanges: async (page) => {
        revs.push(...page.changes.map((change) => change.rev))
      },
      createSocket: (url, protocols) => {
        const socket = new Socket(url, protocols)
        sockets.push(socket)
        return socket as unknown as WebSocket
      },
      ...options,
    },
  )
  open.push(feed)
  return { feed, sockets, states, revs }
}

function changes(...revs: number[]) {
  const list = revs.map((rev) => ({ rev, conversation: "cv_a", seq: rev, kind: "item", at: 0 }))
  return { type: "changes", changes: list, next: revs[revs.length - 1] ?? 0 }
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test("the token is offered as a subprotocol and never stands in the address", () => {
  const { sockets } = follow("https://chat.example", {})
  expect(sockets[0]?.url).toBe("wss://chat.example/v1/live?after=0")
  expect(sockets[0]?.protocols).toEqual(["aside.v1", "aside.token.tok"])
})

test("a lost socket is opened again after the last handled rev", async () => {
  const { sockets, revs, states } = follow("http://h", {})
  sockets[0]?.onopen?.()
  sockets[0]?.push(changes(1, 2))
  sockets[0]?.close(1006)
  await vi.waitFor(() => expect(sockets).toHaveLength(2))
  expect(sockets[1]?.url).toContain("after=2")
  expect(revs).toEqual([1, 2])
  expect(states).toEqual(["connecting", "live", "offline", "connecting"])
})

test("a page that could not be handled is asked for again", async () => {
  const handled: number[] = []
  const { sockets } = follow("http://h", {
    onChanges: async (page) => {
      if (handled.push(page.next) === 1) throw new Error("disk full")
    },
  })
  sockets[0]?.onopen?.()
  sockets[0]?.push(changes(1))
  await vi.waitFor(() => expect(sockets).toHaveLength(2))
  expect(sockets[1]?.url).toContain("after=0")
})

test("a frame that is not JSON ends that socket, not the feed", async () => {
  const { sockets } = follow("http://h", {})
  sockets[0]?.onopen?.()
  sockets[0]?.push("{")
  await vi.waitFor(() => expect(sockets).toHaveLength(2))
})

test("an ended credential ends the feed", async () => {
  const { sockets, states } = follow("http://h", {})
  sockets[0]?.onopen?.()
  sockets[0]?.close(4401)
  await vi.waitFor(() => expect(states).toContain("ended"))
  expect(sockets).toHaveLength(1)
})

test("where sockets do not open the feed polls, resumes, and stops on a refusal", async () => {
  const asked: string[] = []
  const base = await listen((request, response) => {
    asked.push(String(request.url))
    if (asked.length > 1) response.statusCode = 401
    const refusal = { code: "not_signed_in", message: "", request_id: "" }
    response.end(JSON.stringify(asked.length > 1 ? refusal : changes(5)))
  })
  const { sockets, states, revs } = follow(base, {})
  await vi.waitFor(() => expect(sockets).toHaveLength(1))
  sockets[0]?.close(1006)
  await vi.waitFor(() => expect(sockets).toHaveLength(2))
  sockets[1]?.close(1006)
  await vi.waitFor(() => expect(states).toContain("ended"))
  expect(revs).toEqual([5])
  expect(states).toContain("polling")
  expect(asked[1]).toContain("after=5")
})

test("waits grow to a limit and are spread by chance", () => {
  expect(backoffMs(0, () => 0)).toBe(250)
  expect(backoffMs(0, () => 1)).toBe(500)
  expect(backoffMs(40, () => 1)).toBe(30_000)
})
