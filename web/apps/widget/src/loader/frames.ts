import { HELLO, PORT } from "../shared/messages.ts"
// Classic and tiny: a constructable style sheet, because the site may forbid inline styles. Its hash is published.
import OUTER_SCRIPT from "./outer.js?raw"

/** Replaced by the build: the pin of the frame's code, and the sources of the two inline scripts. */
declare const FRAME_INTEGRITY: string
declare const SCRIPT_SOURCES: string

/** Why there is no frame: its code is not the pinned one, is out of reach, or the page's policy stops it. */
export type MountFailure = "update_refused" | "offline" | "frame_blocked"

const HELLO_TIMEOUT_MS = 10_000

/** Fetches the frame's code. The browser refuses other bytes than the pinned ones. */
export async function fetchFrameCode(
  url: string,
): Promise<{ code: string; failure?: MountFailure }> {
  const get = (init: RequestInit): Promise<Response> =>
    fetch(url, { credentials: "omit", referrerPolicy: "no-referrer", ...init })
  try {
    return { code: await (await get({ integrity: FRAME_INTEGRITY })).text() }
  } catch {
    // The browser does not say why. If the address answers without the pin, the bytes were wrong.
    const reached = await get({ cache: "no-store" }).catch(() => null)
    return { code: "", failure: reached?.ok ? "update_refused" : "offline" }
  }
}

const attribute = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;")

/**
 * The document of the outer frame with the inner one in it (docs/decisions/0009). Neither has network; `frame-src`
 * of the outer one keeps the inner one from navigating away with what it knows.
 */
export function framesDocument(code: string, nonce: string): string {
  const document = (script: string, rest: string): string =>
    `<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=Content-Security-Policy content="default-src 'none';script-src ${SCRIPT_SOURCES};frame-src 'none';base-uri 'none';form-action 'none';require-trusted-types-for 'script';trusted-types 'none'"><title>Chat</title><body><script nonce="${attribute(nonce)}">${script}</script>${rest}`
  const inner = attribute(document(code, ""))
  return document(
    OUTER_SCRIPT,
    `<iframe title=Chat sandbox=allow-scripts srcdoc="${inner}"></iframe>`,
  )
}

interface HtmlPolicy {
  createHTML(html: string): string
}

let policy: HtmlPolicy | undefined

/** Pages with Trusted Types must allow the policy name `aside`; a name can be taken only once. */
function trusted(html: string): string {
  const { trustedTypes } = window as {
    trustedTypes?: { createPolicy(name: string, rules: HtmlPolicy): HtmlPolicy }
  }
  const same: HtmlPolicy = { createHTML: (text) => text }
  policy ??= trustedTypes?.createPolicy("aside", same) ?? same
  return policy.createHTML(html)
}

/** Loads the document into the outer frame and resolves to the port to the inner one once that one has said hello. */
export function connectFrames(
  outer: HTMLIFrameElement,
  html: string,
): Promise<MessagePort | undefined> {
  return new Promise((resolve) => {
    const settle = (port?: MessagePort): void => {
      removeEventListener("message", hear)
      clearTimeout(timer)
      resolve(port)
    }
    const hear = ({ data, source }: MessageEvent): void => {
      const inner = outer.contentWindow?.[0]
      if (data !== HELLO || !inner || source !== inner) return
      const { port1, port2 } = new MessageChannel()
      inner.postMessage(PORT, "*", [port2])
      settle(port1)
    }
    const timer = setTimeout(settle, HELLO_TIMEOUT_MS)
    addEventListener("message", hear)
    try {
      outer.srcdoc = trusted(html)
    } catch {
      settle()
    }
  })
}
