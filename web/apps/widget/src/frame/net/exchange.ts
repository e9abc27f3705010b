import type { ToFrame } from "../../shared/messages.ts"
import type {
  ConversationRecord,
  Entry,
  Item,
  OutboxRecord,
  RecordKey,
} from "../../shared/records.ts"
import { type Feed, followFeed, type NetState } from "./feed.ts"
import type { Link } from "./link.ts"
import { type Outbox, startOutbox } from "./outbox.ts"
import type { Records } from "./records.ts"
import { isRecord, type Service } from "./service.ts"

/** At most this many conversations, the newest, are followed live. */
const FOLLOWED_MAX = 6

/** What the tabs of one site tell each other. Never a record's value: that, the others read from the disk. */
type News =
  | { readonly wrote: readonly RecordKey[] }
  | { readonly signal: string; readonly conversation: string }
  | { readonly net: NetState }
  | { readonly statements: true }
  /** A new tab asks how the connection is. */
  | { readonly joined: true }

export interface ExchangeEvents {
  /** Whether anything may leave: not before the workspace's keys have been checked. */
  mayTalk(): boolean
  /** Records that this frame did not write itself. */
  entries(entries: readonly Entry[]): void
  signal(conversation: string, envelope: string): void
  statements(): void
  net(net: NetState): void
}

/**
 * Moves sealed records between disk, service and the tabs of the site. All tabs write and read the disk; the
 * leading one alone talks to the service.
 */
export interface Exchange {
  /** @throws Error if the disk is full or gone. */
  write(entries: readonly Entry[], fresh?: boolean): Promise<boolean>
  /** Sends the refused outbox records of a conversation again. */
  retry(conversation: string): Promise<void>
  readonly isLeading: () => boolean
  /** What {@link ExchangeEvents.mayTalk} says may have changed. */
  cleared(): void
  /** Everything from the loader that concerns the network and the other tabs. */
  hear(message: ToFrame): void
}

export function startExchange(
  link: Link,
  service: Service,
  records: Records,
  on: ExchangeEvents,
): Exchange {
  const feeds = new Map<string, Feed>()
  let outbox: Outbox | undefined
  let net: NetState = "online"
  let isOnline = true
  let queue: Promise<unknown> = Promise.resolve()

  const share = (news: News): void => link.tell({ t: "news", news })
  const setNet = (state: NetState): void => {
    net = state
    on.net(isOnline ? net : "offline")
  }
  const setSharedNet = (state: NetState): void => {
    setNet(state)
    share({ net: state })
  }
  const publish = async (entries: readonly Entry[], fresh?: boolean): Promise<boolean> => {
    const written = await records.write(entries, fresh)
    if (written) share({ wrote: entries.map(([key]) => key) })
    return written
  }
  /** What others wrote is shown in the order in which it was told. */
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(work)
    queue = done.catch(() => undefined)
    return done
  }
  /** Writes what came from outside and shows it. Showing goes on when the disk is full. */
  const show = async (entries: readonly Entry[]): Promise<void> => {
    await publish(entries).catch(() => false)
    on.entries(entries)
  }
  const report = (entries: readonly Entry[]): Promise<void> => inTurn(() => show(entries))
  const received = (conversation: string, items: readonly Item[]): Promise<void> =>
    inTurn(async () => {
      const came = items.map((item): Entry => [["i", conversation, item.seq], item])
      const isNew = await publish(came, true).catch(() => true)
      const entries = isNew ? came : await standing(came)
      const status = entries.map(([, item]) => item as Item).findLast((item) => item.status)
      const closed: Entry = [["x", conversation], status?.status === "closed" || undefined]
      await show([...entries, ...(status ? [closed] : [])])
    })
  /** A place keeps the item it was first given: the service cannot take back what was read here. */
  const standing = async (came: readonly Entry[]): Promise<Entry[]> => {
    const kept = await Promise.all(came.map(([key]) => records.read(...key)))
    return came.filter(([, item], i) => {
      const first = kept[i]?.[0]
      return first === undefined || JSON.stringify(first[1]) === JSON.stringify(item)
    })
  }
  const follow = async (conversation: string, token: string): Promise<void> => {
    const items = await records.read("i", conversation)
    const after = Math.max(0, ...items.map(([key]) => Number(key[2])))
    if (feeds.has(conversation)) return
    const feed = followFeed(link, service, conversation, token, after, {
      items: (fresh) => received(conversation, fresh),
      signal(envelope) {
        on.signal(conversation, envelope)
        share({ signal: envelope, conversation })
      },
      statements() {
        on.statements()
        share({ statements: true })
      },
      net: setSharedNet,
    })
    feeds.set(conversation, feed)
  }
  /** Follows the newest conversations. One exists for the service only when its opening has been sent. */
  const sync = async (): Promise<void> => {
    if (outbox === undefined) return
    const unsent = new Set(
      (await records.read("o"))
        .map(([, value]) => value as OutboxRecord)
        .flatMap(({ kind, conversation, taken }) =>
          kind === "open" && taken === undefined ? [conversation] : [],
        ),
    )
    const wanted = (await records.read("c"))
      .map(([key, value]) => ({ id: `${key[1]}`, ...(value as ConversationRecord) }))
      .filter(({ id }) => !unsent.has(id))
      .sort((a, b) => b.created - a.created)
      .slice(0, FOLLOWED_MAX)
    const ids = new Set(wanted.map(({ id }) => id))
    for (const [id, feed] of feeds) {
      if (ids.has(id)) continue
      feed.stop()
      feeds.delete(id)
    }
    for (const { id, token } of wanted) await follow(id, token)
  }
  const poke = (): void => {
    if (on.mayTalk()) outbox?.poke()
  }
  const changed = (keys: readonly RecordKey[]): void => {
    const kinds = new Set(keys.map(([kind]) => kind))
    if (kinds.has("o")) poke()
    if (kinds.has("o") || kinds.has("c")) void sync()
  }
  const lead = (): void => {
    outbox ??= startOutbox(
      service,
      records,
      on.mayTalk,
      async (entry) => {
        await report([entry])
        await sync()
      },
      (stalled) => {
        if (stalled) setSharedNet("offline")
        else if (net === "offline") setSharedNet("online")
      },
    )
    poke()
    void sync()
  }
  const reread = (keys: readonly RecordKey[]): Promise<void> =>
    inTurn(async () => {
      const entries = await Promise.all(
        keys.map(async (key): Promise<Entry> => [key, (await records.read(...key))[0]?.[1]]),
      )
      on.entries(entries)
      changed(keys)
    })
  /** Other tabs run the same release of the same code, or an older one: unknown news is no news. */
  const hearTab = (news: unknown): void => {
    if (!isRecord(news)) return
    const told = news as unknown as News
    if ("wrote" in told) void reread(told.wrote)
    else if ("signal" in told) on.signal(told.conversation, told.signal)
    else if ("net" in told) setNet(told.net)
    else if ("statements" in told) on.statements()
    else if ("joined" in told && outbox !== undefined) share({ net })
  }
  const setOnline = (online: boolean): void => {
    isOnline = online
    setNet(net)
    if (!online) return
    poke()
    for (const feed of feeds.values()) feed.nudge()
  }
  share({ joined: true })

  return {
    isLeading: () => outbox !== undefined,
    cleared: poke,
    async write(entries, fresh) {
      const written = await publish(entries, fresh)
      if (written) changed(entries.map(([key]) => key))
      return written
    },
    async retry(conversation) {
      const refused = (await records.read("o"))
        .map(([key, value]) => [key, value as OutboxRecord] as const)
        .filter(([, record]) => record.conversation === conversation && record.failed)
        .map(([key, { failed: _, ...record }]): Entry => [key, record])
      await report(refused)
      changed([["o"]])
    },
    hear(message) {
      if (message.t === "lead") lead()
      else if (message.t === "news") hearTab(message.news)
      else if (message.t === "online") setOnline(message.online)
      else if ("conversation" in message) hearFeed(message, feeds.get(message.conversation))
    },
  }
}

/** What the loader says about a live connection. */
function hearFeed(message: ToFrame, feed: Feed | undefined): void {
  if (message.t === "opened") feed?.opened()
  else if (message.t === "live") feed?.live(message.text)
  else if (message.t === "ended") feed?.ended(message.code)
}
