import type { Appeal, Ask, ToFrame, ToLoader } from "../shared/messages.ts"
import { startCarrier } from "./carrier.ts"
import { connectFrames, fetchFrameCode, framesDocument, type MountFailure } from "./frames.ts"
import { drawPanel } from "./panel.ts"
import { openStore, type Store } from "./store.ts"
import { joinTabs, type Tabs } from "./tabs.ts"

/** What the site chose: attributes of the script tag, `Aside("boot", …)` and `Aside("update", …)`. */
export interface Options extends Appeal {
  readonly workspace: string
  readonly position: "right" | "left"
  readonly launcher: boolean
  readonly minRoster: number
}

/** Where the loader came from. */
export interface Origin {
  /** Address of the service without a trailing slash. */
  readonly base: string
  readonly release: string
  /** The nonce of the script tag, for sites whose policy asks for one. */
  readonly nonce: string
}

export type WidgetEvent = "ready" | "opened" | "closed" | "message" | "error" | "unread"

/** One running widget: from boot to shutdown. */
export interface Widget {
  show(): Promise<void>
  hide(): void
  toggle(): Promise<void> | void
  compose(text: string): Promise<void>
  update(options: Options): void
  shutdown(): void
}

/** What tabs tell each other when one of them shuts down; everything else is the frames' business. */
const WIPED = "wiped"

export async function startWidget(
  origin: Origin,
  first: Options,
  emit: (event: WidgetEvent, detail?: unknown) => void,
): Promise<Widget> {
  const { workspace } = first
  let options = first
  let store: Store | undefined
  let tabs: Tabs | undefined
  let port: MessagePort | undefined
  let mounting: Promise<void> | undefined
  let shown = false
  let stopped = false

  const tell = (message: ToFrame): void => port?.postMessage(message)
  const carrier = startCarrier(origin.base, workspace, tell)
  const tellShown = (): void => tell({ t: "shown", shown, page: location.href.replace(/#.*/, "") })
  const tellOnline = (): void => tell({ t: "online", online: navigator.onLine })

  const ask = async (message: Ask): Promise<unknown> => {
    if (message.ask === "read") return store?.read(message.prefix)
    if (message.ask === "put") return store?.put(message.entries, message.fresh)
    return carrier.fetch(message)
  }

  const hear = (message: ToLoader): void => {
    switch (message.t) {
      case "ask": {
        const reply = (value: unknown): void => tell({ t: "reply", id: message.id, value })
        ask(message).then(reply, () => reply(null))
        break
      }
      case "ready":
        panel.ready()
        break
      case "news":
        tabs?.tell(message.news)
        break
      case "dial":
        carrier.dial(message)
        break
      case "hangup":
        carrier.hangup(message.conversation)
        break
      case "unread":
        panel.unread(message.count)
        emit("unread", message.count)
        break
      case "accent":
        panel.accent(message.accent, message.ink)
        break
      case "link":
        // Only the web, and never with a way back (docs/decisions/0008).
        if (/^https?:\/\//.test(message.href)) open(message.href, "_blank", "noopener,noreferrer")
        break
      case "close":
        hide()
        break
      case "event":
        emit(message.name, { code: message.code })
    }
  }

  const begin = async (): Promise<MountFailure | undefined> => {
    const url = `${origin.base}/widget/${origin.release}/frame.js`
    const loaded = await fetchFrameCode(url)
    if (loaded.failure) return loaded.failure
    store ??= await openStore(workspace, true)
    const opened = await connectFrames(panel.frame, framesDocument(loaded.code, origin.nonce))
    if (!opened) return "frame_blocked"
    if (stopped) return
    port = opened
    port.onmessage = (event) => hear(event.data as ToLoader)
    const { minRoster, theme, locale } = options
    tell({
      t: "init",
      workspace,
      minRoster,
      theme,
      locale,
      persistent: !!store,
      entries: (await store?.read([])) ?? [],
      referrer: document.referrer,
    })
    tellOnline()
    tellShown()
    const lead = (): void => tell({ t: "lead" })
    // Without storage there is nothing to share: this tab is alone.
    if (store) {
      tabs = joinTabs(`aside:${workspace}`, lead, (news) =>
        news === WIPED ? stop(false) : tell({ t: "news", news }),
      )
    } else lead()
    return
  }
  const mount = (): Promise<void> => {
    mounting ??= begin().then((failure) => {
      if (!failure) return
      mounting = undefined
      panel.fail(failure)
      emit("error", { code: failure })
    })
    return mounting
  }

  const show = async (): Promise<void> => {
    if (shown) return
    shown = true
    panel.show(true)
    emit("opened")
    tellShown()
    await mount()
    if (shown) panel.frame.focus()
  }
  const hide = (): void => {
    if (!shown) return
    shown = false
    panel.show(false)
    tellShown()
    emit("closed")
  }
  const toggle = (): Promise<void> | void => (shown ? hide() : show())
  const stop = (wipe: boolean): void => {
    stopped = true
    hide()
    removeEventListener("online", tellOnline)
    removeEventListener("offline", tellOnline)
    port?.close()
    carrier.stop()
    panel.remove()
    if (wipe) tabs?.tell(WIPED)
    tabs?.leave()
    if (wipe) store?.wipe()
  }

  const panel = drawPanel({ toggle, close: hide, retry: mount })
  panel.look(options)
  document.body.append(panel.host)
  addEventListener("online", tellOnline)
  addEventListener("offline", tellOnline)
  emit("ready")

  // Looks without leaving a trace, and goes on only if there is a conversation that is not closed.
  store = await openStore(workspace, false)
  const closed = (await store?.read(["x"]))?.map(([key]) => key[1])
  if ((await store?.read(["c"]))?.some(([key]) => !closed?.includes(key[1]))) void mount()

  return {
    show,
    hide,
    toggle,
    async compose(text) {
      await show()
      tell({ t: "compose", text })
    },
    update(changed) {
      options = changed
      panel.look(changed)
      tell({ t: "appeal", theme: changed.theme, locale: changed.locale })
    },
    shutdown() {
      stop(true)
    },
  }
}
