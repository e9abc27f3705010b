import {
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as requestTo,
  type Server,
  type ServerResponse,
} from "node:http"
import type { Socket } from "node:net"
import type { Change } from "@aside/api"
import { waitFor } from "../driver/wait.ts"
import { listen, portOf } from "../stack/line.ts"
import type { Front } from "../stack/stack.ts"
import { LiveStream, textFrame, type WireFrame } from "./live-stream.ts"
import { shrinkUrl, stretchBody } from "./stretched.ts"

/** A request that reached the lying service. */
export interface Asked {
  /** `METHOD /path`, without the query. */
  readonly what: string
  readonly body: string
}

/** Rewrites the answer to a request. */
export type AnswerLie = (body: string) => string

/** Rewrites what a feed or a page of one hands out, positions stretched. */
export type ChangesLie = (changes: readonly Change[]) => readonly Change[]

/** One live connection of a browser. */
interface Live {
  readonly socket: Socket
  readonly isAgent: boolean
  readonly conversations: Set<string>
  rev: number
  /** Opened since the service told the truth last. */
  isFresh: boolean
}

const CONTENT = /^POST \/v1\/(?:workspaces\/[^/]+\/conversations|conversations\/[^/]+\/messages)$/
const OPENING = /^POST \/v1\/workspaces\/[^/]+\/conversations$/
const FEED = /^GET \/v1\/(?:changes|conversations\/[^/]+\/messages)$/
const POSITION = /^(?:POST|PUT) \/v1\/(?:workspaces\/[^/]+\/)?conversations/

/**
 * A service between browsers and the real one that sees, keeps and rewrites whatever passes, as an
 * actively malicious service could. Without a lie it hands everything on.
 */
export class LyingService implements Front {
  readonly origin: string
  /** Everything that was asked so far, oldest first. */
  readonly asked: Asked[] = []
  readonly #server: Server
  readonly #answerLies = new Map<RegExp, AnswerLie>()
  readonly #changesLies = new Set<ChangesLie>()
  readonly #lives = new Set<Live>()
  /** The last position handed out, by conversation. */
  readonly #seqs = new Map<string, number>()
  /** Whose token opened which conversation. */
  readonly #conversations = new Map<string, string>()
  #port = 0

  private constructor(server: Server) {
    this.#server = server
    this.origin = `http://127.0.0.1:${portOf(server)}`
  }

  static async open(): Promise<LyingService> {
    const server = createServer()
    await listen(server)
    const service = new LyingService(server)
    server.on("request", (asked, answer) => service.#pass(asked, answer))
    server.on("upgrade", (asked, socket, head) => service.#upgrade(asked, socket as Socket, head))
    return service
  }

  leadTo(port: number): void {
    this.#port = port
  }

  /** Where the real service is, for those who are to hear the truth. */
  get truth(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Rewrites answers to `what` (`METHOD /path`) from now on; a later lie about the same replaces it. */
  lieAbout(what: RegExp, lie: AnswerLie): void {
    this.#answerLies.set(what, lie)
  }

  /** Rewrites JSON answers to `what`, field by field. */
  replaceFields(what: RegExp, fields: Record<string, unknown>): void {
    this.lieAbout(what, (body) => JSON.stringify({ ...JSON.parse(body), ...fields }))
  }

  /** Rewrites everything that any feed hands out from now on. */
  lieInFeeds(lie: ChangesLie): void {
    this.#changesLies.add(lie)
  }

  /** Tells the truth again, and forgets what was asked. */
  repent(): void {
    this.#answerLies.clear()
    this.#changesLies.clear()
    this.asked.length = 0
    for (const live of this.#lives) live.isFresh = false
  }

  /** What was sent that carries content: opened conversations and messages. */
  get content(): readonly Asked[] {
    return this.asked.filter(({ what }) => CONTENT.test(what))
  }

  /** Hands something made up to everybody who follows this conversation, after all that was said so far. */
  async insert(conversation: string, change: Partial<Change>): Promise<void> {
    const followers = await this.#followersOf(conversation)
    const seq = (this.#seqs.get(conversation) ?? 0) + 1
    this.#seqs.set(conversation, seq)
    for (const live of followers) {
      live.rev += 1
      const made = { kind: "item", at: Date.now(), ...change, conversation, seq, rev: live.rev }
      tell(live, { type: "changes", changes: [made], next: live.rev })
    }
  }

  /** Tells all agents of a conversation that nobody has opened. */
  async insertConversation(conversation: string, hello: string, item: string): Promise<void> {
    this.#seqs.set(conversation, 0)
    await this.insert(conversation, { kind: "hello", item: hello })
    await this.insert(conversation, { item })
  }

  /** Waits until a browser has sent something into this conversation, and gives the newest of it. */
  async lastSent(conversation: string): Promise<string> {
    const path = `POST /v1/conversations/${conversation}/messages`
    const last = () => this.asked.findLast(({ what }) => what === path)
    const { body } = await waitFor(last, `something sent into ${conversation}`)
    return JSON.parse(body).item
  }

  /** Hands a made-up signal to everybody who follows this conversation. */
  async insertSignal(conversation: string, envelope: string): Promise<void> {
    for (const live of await this.#followersOf(conversation))
      tell(live, { type: "signal", conversation, envelope })
  }

  /** Says to everybody who has connected since the last repentance that there are new statements. */
  async announceStatements(): Promise<void> {
    const listening = () => [...this.#lives].filter((live) => live.isFresh)
    await waitFor(() => listening().length > 0, "somebody to listen")
    for (const live of listening()) tell(live, { type: "statements" })
  }

  async close(): Promise<void> {
    for (const { socket } of this.#lives) socket.destroy()
    this.#server.closeAllConnections()
    await new Promise<void>((resolve) => this.#server.close(() => resolve()))
  }

  #followersOf(conversation: string): Promise<Live[]> {
    const following = (): Live[] | undefined => {
      if (!this.#seqs.has(conversation)) return undefined
      const found = [...this.#lives].filter(
        (live) => live.isAgent || live.conversations.has(conversation),
      )
      return found.length > 0 ? found : undefined
    }
    return waitFor(following, `somebody to follow ${conversation}`)
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    const chunks: Buffer[] = []
    asked.on("data", (chunk: Buffer) => chunks.push(chunk))
    asked.on("end", () => {
      const what = nameOf(asked)
      const body = Buffer.concat(chunks)
      this.asked.push({ what, body: body.toString("utf8") })
      const real = this.#askReal(asked, { "accept-encoding": "identity" })
      real.on("response", (truth) => this.#answer(asked, truth, answer))
      real.on("error", () => answer.destroy())
      answer.on("close", () => real.destroy())
      real.end(body)
    })
  }

  #askReal(asked: IncomingMessage, more: Record<string, string>): ClientRequest {
    const { "if-none-match": _, ...headers } = asked.headers
    return requestTo({
      ...{ host: "127.0.0.1", port: this.#port, method: asked.method },
      ...{ path: shrinkUrl(asked.url ?? "/"), headers: { ...headers, ...more } },
    })
  }

  #answer(asked: IncomingMessage, truth: IncomingMessage, answer: ServerResponse): void {
    const what = nameOf(asked)
    const chunks: Buffer[] = []
    truth.on("data", (chunk: Buffer) => chunks.push(chunk))
    truth.on("error", () => answer.destroy())
    truth.on("end", () => {
      const status = truth.statusCode ?? 502
      const body = this.#rewrite(what, status, Buffer.concat(chunks))
      if (OPENING.test(what) && status < 300) this.#noteOpening(asked, `${body}`)
      const { "content-length": _, "transfer-encoding": __, ...headers } = truth.headers
      // Nothing may be taken from a cache: the same address answers differently from test to test.
      answer.writeHead(status, { ...headers, "cache-control": "no-store" }).end(body)
    })
  }

  #noteOpening(asked: IncomingMessage, body: string): void {
    const token = `${asked.headers.authorization}`.replace("Bearer ", "")
    this.#conversations.set(token, JSON.parse(body).conversation)
  }

  #rewrite(what: string, status: number, truth: Buffer): Buffer | string {
    if (status >= 300) return truth
    let body: Buffer | string = truth
    if (FEED.test(what)) body = JSON.stringify(this.#page(JSON.parse(body.toString("utf8"))))
    else if (POSITION.test(what) && body.length > 0)
      body = JSON.stringify(stretchBody(JSON.parse(body.toString("utf8"))))
    for (const [about, lie] of this.#answerLies)
      if (about.test(what)) body = lie(body.toString("utf8"))
    return body
  }

  /** A page of a feed: stretched, then lied about. */
  #page(real: object): { changes: readonly Change[]; next: number } {
    const page = stretchBody(real) as { changes: readonly Change[]; next: number }
    let changes = page.changes
    for (const { conversation, seq } of changes)
      this.#seqs.set(conversation, Math.max(seq, this.#seqs.get(conversation) ?? 0))
    for (const lie of this.#changesLies) changes = lie(changes)
    return { ...page, changes }
  }

  #upgrade(asked: IncomingMessage, near: Socket, head: Buffer): void {
    const { "sec-websocket-protocol": protocols = "" } = asked.headers
    const token = /aside\.token\.([\w-]+)/.exec(protocols)?.[1]
    const own = token === undefined ? undefined : this.#conversations.get(token)
    const live: Live = {
      ...{ socket: near, isAgent: token === undefined, rev: 0, isFresh: true },
      conversations: new Set(own === undefined ? [] : [own]),
    }
    this.asked.push({ what: nameOf(asked), body: "" })
    const real = this.#askReal(asked, {})
    near.on("error", () => near.destroy())
    real.on("error", () => near.destroy())
    real.on("response", (refusal) => near.end(headOf(refusal)))
    real.on("upgrade", (accepted, far, first) => {
      near.write(headOf(accepted))
      this.#join(live, near, far as Socket, first)
      if (head.length > 0) far.write(head)
    })
    real.end()
  }

  #join(live: Live, near: Socket, far: Socket, first: Buffer): void {
    const stream = new LiveStream()
    const hear = (chunk: Buffer): void => {
      for (const frame of stream.take(chunk)) near.write(this.#frame(live, frame))
    }
    this.#lives.add(live)
    near.on("data", (chunk: Buffer) => far.write(chunk))
    near.on("close", () => {
      this.#lives.delete(live)
      far.destroy()
    })
    far.on("data", hear)
    far.on("error", () => near.destroy())
    far.on("close", () => near.end())
    hear(first)
  }

  #frame(live: Live, frame: WireFrame): Buffer {
    if (!frame.isText) return frame.bytes
    const told: { type: string } = JSON.parse(frame.payload.toString("utf8"))
    if (told.type !== "changes") return frame.bytes
    const page = this.#page(told)
    live.rev = Math.max(live.rev, page.next)
    for (const { conversation } of page.changes) live.conversations.add(conversation)
    return textFrame(JSON.stringify(page))
  }
}

function tell(live: Live, news: object): void {
  live.socket.write(textFrame(JSON.stringify(news)))
}

function nameOf({ method, url }: IncomingMessage): string {
  return `${method} ${new URL(url ?? "/", "http://service.invalid").pathname}`
}

/** Status line and headers of an answer as they came. */
function headOf({ statusCode, statusMessage, rawHeaders }: IncomingMessage): string {
  const lines = [`HTTP/1.1 ${statusCode} ${statusMessage}`]
  for (let i = 0; i < rawHeaders.length; i += 2)
    lines.push(`${rawHeaders[i]}: ${rawHeaders[i + 1]}`)
  return `${lines.join("\r\n")}\r\n\r\n`
}
