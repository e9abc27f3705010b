import { backoffMs, pause } from "./backoff.ts"
import { ApiError } from "./error.ts"
import { type Connection, request } from "./request.ts"
import { CLOSE_CREDENTIAL_ENDED, runSocket } from "./socket.ts"
import type { ChangesPage, LiveFrame } from "./wire.ts"

/** How the feed stands: `live` is a socket, `polling` the fallback, `ended` a credential that is no more. */
export type FeedState = "connecting" | "live" | "polling" | "offline" | "ended"

/** What a follower of the feed hands in. */
export interface FeedOptions {
  /** The last rev already handled; 0 for none. */
  readonly after: number
  /** Called in order, one page at a time; the next rev counts as handled once it resolves. */
  readonly onChanges: (page: ChangesPage) => Promise<void>
  /** Everything the service pushes beside changes. */
  readonly onNotice?: (frame: Exclude<LiveFrame, { type: "changes" }>) => Promise<void>
  readonly onState?: (state: FeedState) => void
  readonly random?: () => number
  readonly createSocket?: (url: string, protocols: string[]) => WebSocket
}

/** A running feed. */
export interface Feed {
  /** Stops for good. */
  close(): void
  /** Tries again at once instead of waiting. */
  hurry(): void
}

/** How long a socket may take to open before polling takes over, in milliseconds. */
export const SOCKET_OPEN_MS = 8000
/** How many sockets in a row may fail to open before polling takes over. */
export const SOCKET_ATTEMPTS = 2
/** How long one poll waits at the service, in seconds. */
export const POLL_WAIT_S = 25
/** After so many polls a socket is tried again. */
export const POLLS_BEFORE_SOCKET = 20

class Follower {
  private readonly connection: Connection
  private readonly options: FeedOptions
  private readonly stopped = new AbortController()
  private wake = new AbortController()
  private after: number
  private failures = 0
  private unopened = 0

  constructor(connection: Connection, options: FeedOptions) {
    this.connection = connection
    this.options = options
    this.after = options.after
  }

  close(): void {
    this.stopped.abort()
    this.wake.abort()
  }

  hurry(): void {
    this.wake.abort()
  }

  async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const ended = await this.once()
      if (ended) return this.say("ended")
      if (!this.stopped.signal.aborted && this.failures > 0) await this.rest()
    }
  }

  private async once(): Promise<boolean> {
    return this.unopened < SOCKET_ATTEMPTS ? this.followSocket() : this.followPolls()
  }

  private async followSocket(): Promise<boolean> {
    this.say("connecting")
    const create = this.options.createSocket ?? ((url, names) => new WebSocket(url, names))
    const end = await runSocket(this.connection, {
      after: this.after,
      signal: this.stopped.signal,
      openWithinMs: SOCKET_OPEN_MS,
      createSocket: create,
      onOpen: () => this.say("live"),
      onFrame: (frame) => this.handle(frame),
    })
    this.unopened = end.opened ? 0 : this.unopened + 1
    this.failures += 1
    return end.code === CLOSE_CREDENTIAL_ENDED
  }

  private async followPolls(): Promise<boolean> {
    for (let polls = 0; polls < POLLS_BEFORE_SOCKET; polls += 1) {
      if (this.stopped.signal.aborted) return false
      try {
        await this.poll(polls === 0 ? 0 : POLL_WAIT_S)
      } catch (error) {
        if (error instanceof ApiError && error.code === "not_signed_in") return true
        this.failures += 1
        return false
      }
    }
    this.unopened = SOCKET_ATTEMPTS - 1
    return false
  }

  private async poll(waitS: number): Promise<void> {
    const path = `/v1/changes?after=${this.after}&limit=500&wait=${waitS}`
    const page = await request<ChangesPage>(this.connection, path, { signal: this.stopped.signal })
    this.say("polling")
    await this.handle({ type: "changes", ...page })
  }

  private async handle(frame: LiveFrame): Promise<void> {
    if (frame.type !== "changes") return this.options.onNotice?.(frame)
    await this.options.onChanges(frame)
    this.after = Math.max(this.after, frame.next)
    this.failures = 0
  }

  private async rest(): Promise<void> {
    this.say("offline")
    this.wake = new AbortController()
    await pause(backoffMs(this.failures - 1, this.options.random ?? Math.random), this.wake.signal)
  }

  private say(state: FeedState): void {
    this.options.onState?.(state)
  }
}

/**
 * Follows the feed (spec/api.md §5) until closed: over a WebSocket, and by long polling where those do not open.
 * Resumes after the last handled rev, waits longer after each failure, and hurries when the browser is online again.
 */
export function followFeed(connection: Connection, options: FeedOptions): Feed {
  const follower = new Follower(connection, options)
  const hurry = (): void => follower.hurry()
  globalThis.addEventListener?.("online", hurry)
  void follower.run().finally(() => globalThis.removeEventListener?.("online", hurry))
  return follower
}
