import { request } from "./carrier.ts"
import { type Options, type Origin, startWidget, type Widget, type WidgetEvent } from "./widget.ts"

type Callback = (detail: unknown) => void

/** A call made before this script ran: what to do, and how to settle its promise. */
type Queued = readonly [unknown[], ((value: unknown) => void)?, ((reason: unknown) => void)?]

interface Aside {
  (...args: unknown[]): Promise<unknown>
  q?: Queued[]
}

const site = window as unknown as { Aside?: Aside }
const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src*="/widget/"][data-workspace]')
// …/widget/<release>/aside.js: where the service and the frame are.
const [base = "", release = ""] = (script?.src ?? "").split(/\/widget\/|\/aside\.js/)
const origin: Origin = { base, release, nonce: script?.nonce ?? "" }

const WORKSPACE = /^as1[a-z2-7]{56}$/
const CALLBACKS: Readonly<Record<string, WidgetEvent>> = {
  onShow: "opened",
  onHide: "closed",
  onReady: "ready",
  onError: "error",
  onUnreadCountChange: "unread",
}

const listeners = new Set<readonly [WidgetEvent, Callback]>()
let running: Promise<Widget> | undefined
let isReady = false

/** What the site said, from attributes or a call, made into what the widget takes. */
function optionsFrom(given: Partial<Record<keyof Options, unknown>>): Options {
  const { theme, position, launcher, locale, minRoster, workspace } = given
  return {
    workspace: `${workspace}`,
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    position: position === "left" ? position : "right",
    launcher: launcher !== false && launcher !== "none",
    locale: `${locale || document.documentElement.lang || navigator.language}`,
    minRoster: Number(minRoster) || 0,
  }
}

let options = optionsFrom({ ...script?.dataset })

function emit(event: WidgetEvent, detail?: unknown): void {
  if (event === "ready") isReady = true
  for (const [wanted, callback] of listeners) if (wanted === event) callback(detail)
  if (event !== "unread") dispatchEvent(new CustomEvent(`aside:${event}`, { detail }))
}

async function boot(given?: object): Promise<void> {
  if (!running) {
    options = optionsFrom({ ...options, ...given })
    if (!WORKSPACE.test(options.workspace)) {
      emit("error", { code: "bad_workspace" })
      throw new Error("Aside: the workspace id is not the one from your inbox")
    }
    running = startWidget(origin, options, emit)
  }
  await running
}

async function call(...[command, argument]: unknown[]): Promise<unknown> {
  const event = CALLBACKS[`${command}`]
  if (event) {
    const listener = [event, argument as Callback] as const
    listeners.add(listener)
    if (event === "ready" && isReady) listener[1](undefined)
    return () => listeners.delete(listener)
  }
  if (command === "boot") return boot(argument as object)
  const widget = await running
  if (!widget) throw new Error("Aside: boot comes first")
  switch (command) {
    case "show":
      return widget.show()
    case "hide":
      return widget.hide()
    case "toggle":
      return widget.toggle()
    case "showNewMessage":
      return widget.compose(`${argument ?? ""}`)
    case "update":
      options = optionsFrom({ ...options, ...(argument as object), workspace: options.workspace })
      return widget.update(options)
    case "shutdown":
      running = undefined
      isReady = false
      return widget.shutdown()
  }
  throw new Error(`Aside: there is no command "${command}"`)
}

function start(): void {
  const queue = site.Aside?.q ?? []
  site.Aside = call
  const { workspace } = options
  const nonce = /^#aside-check=([\w-]{8,128})$/.exec(location.hash)?.[1]
  // The inbox asked this page to report itself (spec/api.md §6): the only thing an unopened widget ever sends.
  if (nonce && WORKSPACE.test(workspace)) {
    const url = `${base}/v1/workspaces/${workspace}/checks/${nonce}`
    void request(url, "POST", "", JSON.stringify({ release }))
  }
  if (script?.hasAttribute("data-workspace")) boot().catch(() => {})
  for (const [args, resolve, reject] of queue) call(...args).then(resolve, reject)
}

if (document.body) start()
else addEventListener("DOMContentLoaded", start)
