import components from "@aside/ui/components.css?inline"
import tokens from "@aside/ui/tokens.css?inline"
import { effect, signal } from "@preact/signals"
import { render } from "preact"
import { HELLO, type Init, PORT, type ToFrame } from "../shared/messages.ts"
import { type Link, linkOver } from "./net/link.ts"
import { type Running, startFrame } from "./start.ts"
import { App } from "./ui/app.tsx"
import { focusStart, handleKeys } from "./ui/keys.ts"
import styles from "./ui/style.css?inline"

const style = new CSSStyleSheet()
style.replaceSync(tokens + components + styles)
document.adoptedStyleSheets = [style]

function setTheme(theme: Init["theme"]): void {
  const root = document.documentElement
  if (theme === "auto") root.removeAttribute("data-theme")
  else root.setAttribute("data-theme", theme)
}

function draw({ desk, palette }: Running): void {
  const root = document.documentElement
  effect(() => {
    root.lang = "en"
    if (palette.value === undefined) return
    const { fill, ink, textOnLight, textOnDark } = palette.value
    root.style.setProperty("--accent", fill)
    root.style.setProperty("--on-accent", ink)
    root.style.setProperty("--accent-text", `light-dark(${textOnLight}, ${textOnDark})`)
  })
  effect(() => {
    const { face, trust } = desk.model
    // What the focus belongs on is drawn only once it is known whose chat this is.
    const isDrawn = face.value.name !== "" || trust.value.state !== "checking"
    if (!awaitsFocus.value || !isDrawn) return
    awaitsFocus.value = false
    focusStart()
  })
  handleKeys(desk.model, desk)
  render(<App model={desk.model} actions={desk} />, document.body)
}

/** The panel was opened and nothing in it has the focus yet. */
const awaitsFocus = signal(false)

function take(running: Running, message: ToFrame): void {
  running.hear(message)
  if (message.t === "shown") awaitsFocus.value = message.shown
}

/** Messages that come before everything is started wait here. */
function listen(port: MessagePort): void {
  const early: ToFrame[] = []
  let running: Running | undefined
  const hear = (message: ToFrame): void => {
    if (message.t === "appeal") setTheme(message.theme)
    if (message.t === "init") void begin(message)
    else if (running) take(running, message)
    else early.push(message)
  }
  const link: Link = linkOver(port, hear)
  const begin = async (init: Init): Promise<void> => {
    setTheme(init.theme)
    running = await startFrame(link, init)
    draw(running)
    for (const message of early) take(running, message)
    link.tell({ t: "ready" })
  }
}

// The page that loaded this frame is two up: the outer frame has no part in the conversation.
const page = parent.parent
addEventListener("message", function once(event) {
  const [port] = event.ports
  if (event.source !== page || event.data !== PORT || port === undefined) return
  removeEventListener("message", once)
  listen(port)
})
page.postMessage(HELLO, "*")
