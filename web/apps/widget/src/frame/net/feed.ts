import type { Item } from "../../shared/records.ts"
import type { Link } from "./link.ts"
import { backoff, isRecord, jsonFrom, LATER, type Service } from "./service.ts"

/** Where the connection to the service stands. */
export type NetState = "online" | "connecting" | "offline"

/** What a feed reports. */
export interface FeedEvents {
  /** Settles once they are on the disk. */
  items(items: readonly Item[]): Promise<unknown>
  signal(envelope: string): void
  statements(): void
  net(net: NetState): void
}

/** Follows one conversation. The loader's messages about its socket are passed in. */
export interface Feed {
  opened(): void
  live(text: string): void
  ended(code: number): void
  /** A better moment to try than the planned one. */
  nudge(): void
  stop(): void
}

const CREDENTIAL_ENDED = 4401

/** A change of the feed (spec/api.md §5), if that is what it is. */
export function itemFrom(value: unknown): Item | undefined {
  if (!isRecord(value)) return
  const { seq, kind, item, status } = value
  if (typeof seq !== "number" || !Number.isSafeInteger(seq)) return
  if (kind === "status" && (status === "open" || status === "closed")) return { seq, kind, status }
  if ((kind === "hello" || kind === "item") && typeof item === "string") return { seq, kind, item }
  return { seq, kind: "unknown" }
}

/**
 * Follows a conversation from a position on: a live connection, and long polling where that never opens. Resumes by
 * itself from the last position; ends for good when the credential has ended.
 */
export function followFeed(
  link: Link,
  service: Service,
  conversation: string,
  token: string,
  after: number,
  on: FeedEvents,
): Feed {
  let next = after
  let failures = 0
  let isOpen = false
  let ended = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let queue: Promise<unknown> = Promise.resolve()

  const take = (changes: unknown): void => {
    if (!Array.isArray(changes)) return
    const items = changes.map(itemFrom).filter((item): item is Item => (item?.seq ?? 0) > next)
    if (items.length === 0) return
    next = Math.max(...items.map((item) => item.seq))
    queue = queue.then(() => on.items(items))
  }
  const dial = (): void => {
    timer = undefined
    isOpen = false
    on.net("connecting")
    link.tell({ t: "dial", conversation, token, after: next })
  }
  const again = (): void => {
    if (ended) return
    on.net("offline")
    timer = setTimeout(dial, backoff(failures))
    failures += 1
  }
  const poll = async (): Promise<void> => {
    const fetched = await service.get({ what: "changes", conversation, token, after: next })
    if (ended) return
    if ("code" in fetched) {
      if (fetched.code === LATER) again()
      return
    }
    failures = 0
    on.net("online")
    take(isRecord(fetched.body) && fetched.body.changes)
    void poll()
  }
  dial()
  return {
    opened() {
      isOpen = true
      failures = 0
      on.net("online")
    },
    live(text) {
      const frame = jsonFrom(text)
      if (!isRecord(frame)) return
      if (frame.type === "changes") take(frame.changes)
      if (frame.type === "signal") on.signal(`${frame.envelope}`)
      if (frame.type === "statements") on.statements()
    },
    ended(code) {
      if (ended || code === CREDENTIAL_ENDED) return
      // A second time it never opened: something on the way stops live connections, or the service is away.
      if (!isOpen && failures > 0) void poll()
      else again()
    },
    nudge() {
      if (timer === undefined) return
      clearTimeout(timer)
      dial()
    },
    stop() {
      ended = true
      clearTimeout(timer)
      link.tell({ t: "hangup", conversation })
    },
  }
}
