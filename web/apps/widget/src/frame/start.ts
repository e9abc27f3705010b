import { type Accepted, decodeWorkspaceId } from "@aside/protocol/visitor"
import { effect, type Signal, signal } from "@preact/signals"
import type { Init, ToFrame } from "../shared/messages.ts"
import { Drafts } from "./chat/drafts.ts"
import { faceFrom, paletteOf } from "./chat/face.ts"
import { Statements } from "./chat/statements.ts"
import { Talks } from "./chat/talks.ts"
import { TrustCheck } from "./chat/trust.ts"
import type { World } from "./chat/world.ts"
import type { Palette } from "./color.ts"
import { Desk } from "./desk.ts"
import type { Face, Model } from "./model.ts"
import { type Exchange, startExchange } from "./net/exchange.ts"
import type { NetState } from "./net/feed.ts"
import type { Link } from "./net/link.ts"
import { diskRecords, memoryRecords } from "./net/records.ts"
import { serviceOver } from "./net/service.ts"

/** A running frame: what the interface shows and can ask for, and the way in for the loader's messages. */
export interface Running {
  readonly desk: Desk
  readonly palette: Signal<Palette | undefined>
  hear(message: ToFrame): void
}

/** Starts everything behind the interface. Nothing is drawn here. */
export async function startFrame(link: Link, init: Init): Promise<Running> {
  const locale = signal(init.locale)
  const face: Signal<Face> = signal({ name: "", greeting: "", replyHint: "" })
  const palette: Signal<Palette | undefined> = signal(undefined)
  const net: Signal<NetState> = signal("online")
  const now = (): number => Date.now()

  const service = serviceOver(link)
  const records = init.persistent ? diskRecords(link) : memoryRecords()
  const exchange: Exchange = startExchange(link, service, records, {
    mayTalk: () => trust.isClear,
    entries(entries) {
      talks.take(entries)
      const stored = entries.find(([[kind], value]) => kind === "s" && value !== undefined)
      if (stored) void trust.adopt(stored[1])
    },
    signal: (id, envelope) =>
      void talks
        .find(id)
        ?.hear(envelope)
        .catch(() => undefined),
    statements: () => void check(),
    net(state) {
      net.value = state
      talks.refresh()
    },
  })

  const wear = ({ appearance }: Accepted): void => {
    face.value = faceFrom(appearance, locale.value)
    palette.value = paletteOf(appearance)
  }
  // A mistyped id fits no keys: everything is refused, in plain words.
  const wid = await decodeWorkspaceId(init.workspace).catch(() => new Uint8Array(32))
  const stored = init.entries.find(([[kind]]) => kind === "s")?.[1]
  const statements = new Statements(wid, stored, init.minRoster, (entries) =>
    exchange.write(entries),
  )
  const trust = new TrustCheck(service, statements, now, wear)
  const check = async (): Promise<void> => {
    await trust.check()
    exchange.cleared()
  }
  const drafts = new Drafts((entries) => exchange.write(entries))
  const world: World = {
    statements,
    records,
    exchange,
    service,
    now,
    net: () => net.value,
    nextOrder: orderFrom(init, now),
    context: () => ({
      page: desk.page,
      ...(init.referrer !== "" && { referrer: init.referrer }),
      agent: navigator.userAgent,
      locale: locale.value,
    }),
    mayTalk: () => trust.isClear,
    checkStatements: () => check(),
  }
  const talks = new Talks(world, (talk) => desk.arrived(talk))
  const model = { locale, face, net, trust: trust.trust, talks: talks.list }
  const desk = new Desk(link, world, talks, drafts, {
    workspace: init.workspace,
    persistent: init.persistent,
    ...model,
  })

  await drafts.recall(init.entries)
  await trust.recall()
  await talks.load(init.entries)
  desk.start()
  tellLoader(link, desk.model, palette)
  void check()

  const hear = (message: ToFrame): void => {
    if (message.t === "shown") desk.setShown(message.shown, message.page)
    else if (message.t === "compose") desk.compose(message.text)
    else if (message.t === "appeal") {
      locale.value = message.locale
      if (statements.accepted) wear(statements.accepted)
    } else {
      if (message.t === "online" && message.online) desk.reachAgain()
      exchange.hear(message)
    }
  }
  return { desk, palette, hear }
}

/** Numbers for outbox records, rising across reloads of the page and, as far as clocks go, across tabs. */
function orderFrom({ entries }: Init, now: () => number): () => number {
  let order = Math.max(0, ...entries.map(([key]) => (key[0] === "o" ? Number(key[1]) : 0)))
  return () => {
    order = Math.max(now(), order + 1)
    return order
  }
}

/** What the loader draws or passes on to the site: never content. */
function tellLoader(link: Link, model: Model, palette: Signal<Palette | undefined>): void {
  let told = 0
  effect(() => {
    const count = model.talks.value.reduce((sum, talk) => sum + talk.unread.value, 0)
    if (count !== told) link.tell({ t: "unread", count })
    told = count
  })
  effect(() => {
    const colours = palette.value
    if (colours) link.tell({ t: "accent", accent: colours.fill, ink: colours.ink })
  })
  effect(() => {
    const trust = model.trust.value
    if (trust.state !== "refused") return
    link.tell({ t: "event", name: "error", code: `keys_${trust.code.replaceAll("-", "_")}` })
  })
}
