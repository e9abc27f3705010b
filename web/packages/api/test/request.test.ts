import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, expect, test } from "vitest"
import { ApiError, appendMessage, isPassing, readAccount, request } from "../src/index.ts"

const servers: Server[] = []

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function failure(pending: Promise<unknown>): Promise<ApiError> {
  const error = await pending.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

test("an error answer keeps its code, message, request id and wait", async () => {
  const base = await listen((_request, response) => {
    response.writeHead(429, { "content-type": "application/json", "retry-after": "7" })
    response.end('{"code":"rate_limited","message":"wait a little","request_id":"r1"}')
  })
  const error = await failure(readAccount({ base }))
  expect(error).toMatchObject({ code: "rate_limited", status: 429, requestId: "r1" })
  expect(error).toMatchObject({ message: "wait a little", retryAfterMs: 7000 })
  expect(isPassing(error)).toBe(true)
})

test("an answer of something that is not the service is no success", async () => {
  const base = await listen((_request, response) => response.end("<html>proxy login</html>"))
  expect((await failure(readAccount({ base }))).code).toBe("unexpected_answer")
})

test("an error page of a proxy is an unexpected answer with its status", async () => {
  const base = await listen((_request, response) => response.writeHead(502).end("bad gateway"))
  const error = await failure(readAccount({ base }))
  expect(error).toMatchObject({ code: "unexpected_answer", status: 502 })
  expect(isPassing(error)).toBe(true)
})

test("a service that is not there is unreachable", async () => {
  const base = await listen(() => undefined)
  servers.pop()?.close()
  expect((await failure(readAccount({ base }))).code).toBe("unreachable")
})

test("an abort is an abort and no failure of the service", async () => {
  const base = await listen(() => undefined)
  const abort = new AbortController()
  const pending = request({ base }, "/v1/account", { signal: abort.signal })
  abort.abort()
  await expect(pending).rejects.toMatchObject({ name: "AbortError" })
})

test("the token travels in a header and a conversation id cannot leave its place in the path", async () => {
  const seen: unknown[] = []
  const base = await listen((incoming, response) => {
    seen.push(incoming.method, incoming.url, incoming.headers.authorization)
    response.writeHead(201).end('{"seq":3}')
  })
  const body = { message_id: "ms_a", item: "AA" }
  await expect(appendMessage({ base, token: "t" }, "../account?x", body)).resolves.toEqual({
    seq: 3,
  })
  expect(seen).toEqual(["POST", "/v1/conversations/..%2Faccount%3Fx/messages", "Bearer t"])
})
