import { type Accepted, decodeWorkspaceId } from "@aside/protocol/visitor"
import { effect, type Signal, signal } from "@preact/signals"
import type { Init, ToFrame } from "../shared/messages.ts"
import { Conversation } from "./chat/conversation.ts"
import { Drafts } from "./chat/drafts.ts"
import { faceFrom, paletteOf } from "./chat/face.ts"
import { Statements } from "./chat/statements.ts"
import { Talks } from "./chat/talks.ts"
import { TrustCheck } from "./chat/trust.ts"
import { SendError, type SendFailure, type World } from "./chat/world.ts"
import type { Palette } from "./color.ts"
import type { Actions, Face, Model, Sheet, View } from "./model.ts"
import { type Exchange, startExchange } from "./net/exchange.ts"
import type { NetState } from "./net/feed.ts"
import type { Link } from "./net/link.ts"
import { diskRecords, memoryRecords } from "./net/records.ts"
import { serviceOver } from "./net/service.ts"

/** The draft of a conversation that does not exist yet. */
const NEW = "new"

const TROUBLE: Readonly<Record<SendFailure, string>> = {
  "no-keys":
    "The chat is not connected yet. Your text stays here; please send it again in a moment.",
  "too-long": "This message is too long. Please split it.",
  disk: "Your browser could not keep this message. Your text stays here; please try again.",
}

/** A running frame: what the interface shows and can ask for, and the way in for the loader's messages. */
export interface Running {
  readonly model: Model
  readonly actions: Actions
  readonly palette: Signal<Palette | undefined>
  hear(message: ToFrame): void
}

/** Starts everything behind the interface. Nothing is drawn here. */
export async function startFrame(link: Link, init: Init): Promise<Running> {
  const now = (): number => Date.now()
  const net: Signal<NetState> = signal("online")
  const locale = signal(init.locale)
  const face: Signal<Face> = signal({ name: "", greeting: "", replyHint: "" })
  const palette: Signal<Palette | undefined> = signal(undefined)
  const view: Signal<View> = signal({ at: "home" })
  const sheet: Signal<Sheet> = signal("none")
  const draft = signal("")
  const trouble = signal("")
  const shown = signal(false)
  const awake = signal(document.visibilityState === "visible")
  let page = ""
  let order = Math.max(0, ...init.entries.map(([key]) => (key[0] === "o" ? Number(key[1]) : 0)))

  const service = serviceOver(link)
  const records = init.persistent ? diskRecords(link) : memoryRecords()
  const exchange: Exchange = startExchange(link, service, records, {
    entries: (entries) => {
      talks.take(entries)
      for (const [[kind], value] of entries) {
        if (kind === "s" && value !== undefined) void trust.adopt(value, now())
      }
    },
    signal: (id, envelope) =>
      void talks
        .find(id)
        ?.hear(envelope)
        .catch(() => undefined),
    statements: () => void trust.check(now),
    net: (state) => {
      net.value = state
      talks.refresh()
    },
  })
  const write: Exchange["write"] = (entries) => exchange.write(entries)
  const stored = init.entries.find(([key]) => key[0] === "s")?.[1]
  const wid = await decodeWorkspaceId(init.workspace)
  const statements = new Statements(wid, stored, init.minRoster, write)
  const accepted = ({ appearance }: Accepted): void => {
    face.value = faceFrom(appearance, locale.value)
    palette.value = paletteOf(appearance)
  }
  const trust = new TrustCheck(service, statements, accepted)
  const drafts = new Drafts(write)

  const world: World = {
    statements,
    records,
    exchange,
    service,
    now,
    net: () => net.value,
    nextOrder() {
      order = Math.max(now(), order + 1)
      return order
    },
    context: () => ({
      page,
      ...(init.referrer !== "" && { referrer: init.referrer }),
      agent: navigator.userAgent,
      locale: locale.value,
    }),
    checkStatements: () => trust.check(now),
  }
  const isWatched = (conversation: Conversation): boolean => {
    const at = view.value
    return shown.value && awake.value && at.at === "talk" && at.id === conversation.id
  }
  const talks = new Talks(world, (conversation) => {
    conversation.acknowledge(isWatched(conversation))
    if (!isWatched(conversation)) link.tell({ t: "event", name: "message", code: "received" })
  })

  await drafts.recall(init.entries)
  await trust.recall(now())
  await talks.load(init.entries)
  for (const talk of talks.list.value) talk.acknowledge(false)

  const draftId = (): string => {
    const at = view.value
    return at.at === "talk" ? (at.id ?? NEW) : NEW
  }
  const show = (next: View): void => {
    view.value = next
    sheet.value = "none"
    trouble.value = ""
    draft.value = next.at === "talk" ? drafts.text(draftId()) : ""
    acknowledge()
  }
  const acknowledge = (): void => {
    const at = view.value
    const talk = at.at === "talk" ? talks.find(at.id) : undefined
    if (talk && isWatched(talk)) talk.acknowledge(true)
  }
  const setDraft = (text: string): void => {
    draft.value = text
    drafts.keep(draftId(), text)
  }

  /** Takes the text out of the composer, and puts it back in front if it could not be kept. */
  const deliver = async (id: string | null, text: string): Promise<void> => {
    const talk = talks.find(id)
    if (talk) return talk.send(text)
    const made = await Conversation.start(world, text)
    talks.add(made)
    drafts.keep(NEW, "")
    const rest = draft.value
    if (view.value.at === "talk" && view.value.id === null) show({ at: "talk", id: made.id })
    if (rest !== "") setDraft(rest)
  }
  let sending: Promise<unknown> = Promise.resolve()
  const send = (): void => {
    const text = draft.value.trim()
    const at = view.value
    if (text === "" || at.at !== "talk") return
    draft.value = ""
    trouble.value = ""
    const tell = (error: unknown): void => {
      const code = error instanceof SendError ? error.code : "disk"
      trouble.value = TROUBLE[code]
      setDraft(draft.value === "" ? text : `${text}\n${draft.value}`)
    }
    // A first message makes the conversation: one that follows at once goes into the same.
    const place = (): string | null => (view.value.at === "talk" ? view.value.id : at.id)
    sending = sending
      .then(() => deliver(at.id ?? place(), text))
      .then(() => drafts.keep(draftId(), draft.value), tell)
  }

  const actions: Actions = {
    open: (id) => show({ at: "talk", id }),
    home: () => show({ at: "home" }),
    close: () => link.tell({ t: "close" }),
    send,
    write(text) {
      setDraft(text)
      const at = view.value
      if (at.at === "talk") talks.find(at.id)?.tellTyping(text !== "")
    },
    retry: () => void exchange.retry(draftId()),
    end: (id) =>
      void talks
        .find(id)
        ?.end()
        .catch(() => {
          trouble.value = TROUBLE.disk
        }),
    erase(id) {
      const talk = talks.find(id)
      talks.remove(id)
      drafts.keep(id, "")
      show({ at: "home" })
      void talk?.erase().catch(() => undefined)
    },
    openLink: (href) => link.tell({ t: "link", href }),
    checkAgain() {
      trust.trust.value = { state: "checking" }
      void trust.check(now)
    },
  }

  effect(() => {
    const count = talks.list.value.reduce((sum, talk) => sum + talk.unread.value, 0)
    link.tell({ t: "unread", count })
  })
  effect(() => {
    if (palette.value)
      link.tell({ t: "accent", accent: palette.value.fill, ink: palette.value.ink })
  })
  effect(() => {
    const at = trust.trust.value
    if (at.state === "refused") {
      link.tell({ t: "event", name: "error", code: `keys_refused_${at.code.replaceAll("-", "_")}` })
    }
  })
  document.addEventListener("visibilitychange", () => {
    awake.value = document.visibilityState === "visible"
    if (awake.value) acknowledge()
    else void drafts.flush()
  })
  void trust.check(now)

  return {
    model: {
      workspace: init.workspace,
      persistent: init.persistent,
      locale,
      trust: trust.trust,
      face,
      net,
      talks: talks.list,
      view,
      sheet,
      draft,
      trouble,
    },
    actions,
    palette,
    hear(message) {
      if (message.t === "shown") {
        shown.value = message.shown
        page = message.page
        if (message.shown) acknowledge()
        else void drafts.flush()
        if (message.shown && trust.trust.value.state === "unreachable") actions.checkAgain()
      } else if (message.t === "compose") {
        show({ at: "talk", id: null })
        if (message.text.trim() !== "") setDraft(message.text)
      } else if (message.t === "appeal") {
        locale.value = message.locale
        if (statements.accepted) accepted(statements.accepted)
      } else {
        if (message.t === "online" && message.online) {
          if (trust.trust.value.state === "unreachable") actions.checkAgain()
        }
        exchange.hear(message)
      }
    },
  }
}
