import type { MountFailure } from "./frames.ts"
import css from "./style.css?inline"

const CHAT = "M5 5h14v11h-7l-5 4v-4H5z"
const DOWN = "m6 9.5 6 6 6-6"
const STOP = "M12 3.5 19 6v5.5q0 6-7 9-7-3-7-9V6zm-2.5 6 5 5m0-5-5 5"

const NOTICES: Record<MountFailure, readonly [title: string, text: string]> = {
  update_refused: [
    "Stopped for your safety",
    "This chat's program is not the one this site chose, so your browser refused it. Nothing was sent. Please contact the site in another way.",
  ],
  offline: ["The chat cannot be reached", "Check your connection, then try again."],
  frame_blocked: [
    "The chat could not start",
    "This page's security settings stop it. Nothing was sent.",
  ],
}

export interface PanelEvents {
  toggle(): unknown
  close(): void
  /** The visitor asks to load the frame once more. */
  retry(): unknown
}

/** What the loader draws itself: launcher, badge, the panel around the frame and the notice in its place. */
export interface Panel {
  readonly host: HTMLElement
  readonly frame: HTMLIFrameElement
  show(open: boolean): void
  unread(count: number): void
  /** The frame is drawn: the waiting ring goes. */
  ready(): void
  fail(failure: MountFailure): void
  look(options: { theme: string; position: string; launcher: boolean }): void
  accent(accent: string, ink: string): void
  remove(): void
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string>,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const name in attributes) made.setAttribute(name, attributes[name] ?? "")
  made.append(...children)
  return made
}

function drawing(path: string): SVGElement {
  const make = (tag: string): SVGElement =>
    document.createElementNS("http://www.w3.org/2000/svg", tag)
  const svg = make("svg")
  const line = make("path")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.ariaHidden = "true"
  line.setAttribute("d", path)
  svg.append(line)
  return svg
}

export function drawPanel(on: PanelEvents): Panel {
  const host = element("aside-chat" as "div", {})
  const root = host.attachShadow({ mode: "open" })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]

  const badge = element("span", { class: "badge", "data-testid": "badge" })
  const launcher = element("button", { class: "launcher", "data-testid": "launcher" })
  const frame = element("iframe", {
    title: "Chat",
    sandbox: "allow-scripts",
    "data-testid": "frame",
  })
  const wait = element("i", { class: "wait", "data-testid": "loading" })
  const panel = element("div", { class: "panel", "data-testid": "panel" }, frame, wait)
  root.append(panel, launcher)

  let notice: HTMLElement | undefined
  let count = 0
  const draw = (open: boolean): void => {
    panel.inert = !open
    launcher.replaceChildren(drawing(open ? DOWN : CHAT), badge)
    launcher.ariaExpanded = `${open}`
    launcher.ariaLabel = launcher.title = open
      ? "Close chat"
      : `Open chat${count ? `, ${count} unread` : ""}`
    badge.hidden = !count || open
    badge.textContent = count > 9 ? "9+" : `${count}`
  }
  const waiting = (on: boolean): void => {
    notice?.remove()
    wait.hidden = !on
  }
  const view = window.visualViewport
  /** What the on-screen keyboard leaves of a phone's screen. */
  const fit = (): void => {
    panel.style.setProperty("--height", `${view?.height}px`)
    panel.style.setProperty("--top", `${view?.offsetTop}px`)
  }
  view?.addEventListener("resize", fit)
  view?.addEventListener("scroll", fit)
  host.onkeydown = ({ key }) => {
    if (key === "Escape") on.close()
  }
  launcher.onclick = on.toggle
  draw(false)
  fit()

  return {
    host,
    frame,
    show(open) {
      draw(open)
      if (open) frame.focus()
      else launcher.focus({ preventScroll: true })
    },
    unread(unread) {
      count = unread
      draw(!panel.inert)
    },
    ready: () => waiting(false),
    fail(failure) {
      waiting(false)
      const retry = failure === "offline"
      const button = element(
        "button",
        { "data-testid": "notice-action" },
        retry ? "Try again" : "Close",
      )
      button.onclick = () => {
        if (!retry) return on.close()
        waiting(true)
        on.retry()
      }
      const [title, text] = NOTICES[failure]
      notice = element(
        "div",
        { class: "notice", role: "alert", "data-testid": failure.replace("_", "-") },
        drawing(STOP),
        element("h2", {}, title),
        element("p", {}, text),
        button,
      )
      panel.append(notice)
    },
    look({ theme, position, launcher: drawn }) {
      host.className = `${theme} ${position}`
      launcher.hidden = !drawn
    },
    accent(accent, ink) {
      host.style.setProperty("--accent", accent)
      host.style.setProperty("--ink", ink)
    },
    remove() {
      view?.removeEventListener("resize", fit)
      view?.removeEventListener("scroll", fit)
      host.remove()
    },
  }
}
