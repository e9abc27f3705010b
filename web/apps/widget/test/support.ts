import { createWorkspace } from "@aside/protocol/account"
import {
  agentIdentity,
  agentView,
  importAgentKeys,
  makeEpoch,
  openHello,
} from "@aside/protocol/agent"
import {
  type Body,
  type Bundle,
  decodeBase64url,
  encodeBase64url,
  LaneTracker,
  laneMessage,
  openEnvelope,
  RosterBook,
  Sender,
  type Session,
} from "@aside/protocol/visitor"
import { Statements } from "../src/frame/chat/statements.ts"
import type { World } from "../src/frame/chat/world.ts"
import type { Exchange } from "../src/frame/net/exchange.ts"
import { memoryRecords, type Records } from "../src/frame/net/records.ts"
import { jsonFrom, LATER } from "../src/frame/net/service.ts"
import type { Entry, Item, OutboxRecord } from "../src/shared/records.ts"

export const NOW = 1_800_000_000_000

/** A workspace and its agent, who answers what the widget put into the outbox. */
export class Acme {
  readonly #made: Awaited<ReturnType<typeof createWorkspace>>
  readonly #keys: Awaited<ReturnType<typeof importAgentKeys>>
  readonly #book = new RosterBook()

  private constructor(made: Acme["made"], keys: Awaited<ReturnType<typeof importAgentKeys>>) {
    this.#made = made
    this.#keys = keys
  }

  static async found(): Promise<Acme> {
    const made = await createWorkspace({
      email: "mara@example.com",
      password: "correct horse",
      ownerName: "Mara",
      name: "Acme",
      accent: Uint8Array.of(15, 118, 110),
      texts: [{ locale: "en", greeting: "Hello", replyHint: "Soon" }],
      origins: [],
      now: NOW,
    })
    const { wid, mid, sigPk, kemHash, content, epoch } = made
    const { sigSeed, kemSeed } = content
    const keys = await importAgentKeys({
      ...{ wid, mid, sigPk, kemHash },
      ...{ sigSeed, kemSeed, epochs: [epoch] },
    })
    return new Acme(made, keys)
  }

  get made(): Awaited<ReturnType<typeof createWorkspace>> {
    return this.#made
  }

  get bundle(): Bundle {
    return this.#made.bundle
  }

  /** What the widget's visitor accepted, as a world around it; `over` replaces parts. */
  async world(over: Partial<World> = {}): Promise<World & { clock: { now: number } }> {
    const clock = { now: NOW }
    const records = over.records ?? memoryRecords()
    const exchange = over.exchange ?? exchangeOver(records)
    const statements = new Statements(this.#made.wid, undefined, 0, async () => true)
    const accepted = await statements.take(this.bundle, NOW)
    this.#book.add(accepted.roster, accepted.rosterHash)
    let order = 0
    return {
      clock,
      statements,
      records,
      exchange,
      service: { get: async () => ({ code: LATER }), send: async () => ({ body: {} }) },
      now: () => clock.now,
      net: () => "online",
      nextOrder: () => (order += 1),
      context: () => ({ page: "https://shop.example/tea" }),
      mayTalk: () => true,
      checkStatements: async () => undefined,
      ...over,
    }
  }

  /** The bundle after a routine rotation. */
  async rotated(statements: Statements): Promise<Bundle> {
    const accepted = statements.accepted
    if (accepted === undefined) throw new Error("nothing accepted")
    const { roster, rosterHash, epochHash } = accepted
    const { epoch } = await makeEpoch(
      {
        ...{ wid: this.#made.wid, eid: 1, prev: epochHash, roster, rosterHash },
        ...{ kemPks: [this.#made.kemPk], recKemPk: this.#made.content.recKemPk, now: NOW },
      },
      this.#keys,
    )
    return { ...this.bundle, epoch }
  }

  /** The agent's side of the conversation that this outbox opened. */
  async answering(outbox: readonly Entry[]): Promise<Answering> {
    const { body } = (outbox[0]?.[1] ?? { body: "{}" }) as Pick<OutboxRecord, "body">
    const opening = jsonFrom(body) as { readonly hello: string; readonly envelope: string }
    const hello = decodeBase64url(opening.hello)
    const session = await openHello(hello, agentView(this.#keys, this.#book), NOW)
    const answering = new Answering(session, this.#book, agentIdentity(this.#keys))
    await answering.hear(opening.envelope)
    return answering
  }
}

/** An agent in one conversation. */
export class Answering {
  readonly session: Session
  readonly #book: RosterBook
  readonly #tracker = new LaneTracker()
  readonly #sender: Sender
  #position = 2

  constructor(
    session: Session,
    book: RosterBook,
    identity: ConstructorParameters<typeof Sender>[1],
  ) {
    this.session = session
    this.#book = book
    this.#sender = new Sender(session, identity, this.#tracker)
  }

  /** Takes a message; with `hash`, as if the service had shown another one in its place. */
  async hear(envelope: string, hash?: Uint8Array<ArrayBuffer>): Promise<void> {
    const opened = await openEnvelope(this.session, decodeBase64url(envelope), this.#book)
    const message = laneMessage(opened, this.#position)
    this.#tracker.judge({ ...message, ...(hash && { hash }) })
  }

  /** Seals an answer and gives it the next place in the service's order. */
  async say(said: string | Body, time = NOW): Promise<Item> {
    this.#position += 1
    const body =
      typeof said === "string" ? { kind: "text" as const, text: said, name: "Mara" } : said
    const sealed = await this.#sender.message(body, { rosterN: 1, now: time }, this.#position)
    return { seq: this.#position, kind: "item", item: encodeBase64url(sealed.bytes) }
  }

  async signal(body: Parameters<Sender["signal"]>[0]): Promise<string> {
    return encodeBase64url((await this.#sender.signal(body, { rosterN: 1, now: NOW })).bytes)
  }
}

/** An exchange without a network. */
export function exchangeOver(records: Records): Exchange {
  return {
    write: (entries, fresh) => records.write(entries, fresh),
    retry: async () => undefined,
    isLeading: () => true,
    cleared: () => undefined,
    hear: () => undefined,
  }
}

/** An item as the record that it becomes. */
export function recorded(conversation: string, item: Item): Entry {
  return [["i", conversation, item.seq], item]
}
