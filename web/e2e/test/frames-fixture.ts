import { scriptHash } from "../src/site.ts"

/** Stands for the chat: makes keys, uses them, draws a field and a button. */
const INNER_SCRIPT = `
let port
addEventListener("message", function first(event) {
  if (event.source !== parent || !event.ports[0]) return
  removeEventListener("message", first)
  port = event.ports[0]
  port.onmessage = (message) => handle(message.data).catch((error) => port.postMessage({ kind: "failed", error: String(error) }))
  port.postMessage({ kind: "ready", origin: self.origin, secure: isSecureContext, subtle: typeof crypto.subtle })
})
const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: new Uint8Array([1]) }
async function handle(message) {
  if (message.kind === "make") {
    const aes = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
    const root = await crypto.subtle.importKey("raw", crypto.getRandomValues(new Uint8Array(32)), "HKDF", false, ["deriveBits"])
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const box = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, aes, new TextEncoder().encode("kept across a reload"))
    port.postMessage({ kind: "made", aes, root, iv, box, bits: await crypto.subtle.deriveBits(hkdf, root, 256) })
  } else {
    const { aes, root, iv, box, bits } = message
    const text = new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, box))
    const again = await crypto.subtle.deriveBits(hkdf, root, 256)
    const same = String(new Uint8Array(bits)) === String(new Uint8Array(again))
    port.postMessage({ kind: "used", text, same, extractable: aes.extractable || root.extractable })
  }
}
const sheet = new CSSStyleSheet()
sheet.replaceSync("button { color: rgb(1, 2, 3) }")
document.adoptedStyleSheets = [sheet]
const main = document.createElement("main")
const heading = document.createElement("h1")
heading.textContent = "Chat"
const field = document.createElement("input")
field.setAttribute("aria-label", "Message")
const button = document.createElement("button")
button.textContent = "Send"
button.addEventListener("click", () => { button.textContent = "Sent " + field.value })
main.append(heading, field, button)
document.body.append(main)
`

const POLICY = `self.trustedTypes ? trustedTypes.createPolicy("aside", { createHTML: (text) => text }) : { createHTML: (text) => text }`

const OUTER_SCRIPT = `
const policy = ${POLICY}
const frame = document.createElement("iframe")
frame.setAttribute("sandbox", "allow-scripts")
frame.title = "Chat"
self.violations = []
addEventListener("securitypolicyviolation", (event) => self.violations.push(event.effectiveDirective))
addEventListener("message", function first(event) {
  if (event.source !== parent || !event.ports[0]) return
  removeEventListener("message", first)
  frame.addEventListener("load", () => frame.contentWindow.postMessage("port", "*", [event.ports[0]]), { once: true })
  frame.srcdoc = policy.createHTML(event.data)
  document.body.append(frame)
})
`

/** What a site without nonces has to add to `script-src`. */
export const FRAME_HASHES = `${scriptHash(OUTER_SCRIPT)} ${scriptHash(INNER_SCRIPT)}`

const OUTER_POLICY = `default-src 'none'; frame-src 'none'; script-src ${FRAME_HASHES}; require-trusted-types-for 'script'; trusted-types aside`
const INNER_POLICY = `default-src 'none'; script-src ${scriptHash(INNER_SCRIPT)}; require-trusted-types-for 'script'; trusted-types 'none'`

export interface HostOptions {
  /** Hand the page's nonce down to the frames' scripts. Default true. */
  readonly passNonce?: boolean
  /** Give the frames their own policies. Default true; false shows what they are good for. */
  readonly guarded?: boolean
}

/** A host page whose script builds outer and inner frame and keeps what it hears in `log`. */
export function hostPage({ passNonce = true, guarded = true }: HostOptions = {}): string {
  const outer = frameDocument(guarded ? OUTER_POLICY : "", OUTER_SCRIPT)
  const inner = frameDocument(guarded ? INNER_POLICY : "", INNER_SCRIPT)
  const script = `
const nonce = ${passNonce} ? document.currentScript.nonce : ""
const policy = ${POLICY}
self.log = []
const channel = new MessageChannel()
self.port = channel.port1
channel.port1.onmessage = (event) => log.push(event.data)
const frame = document.createElement("iframe")
frame.setAttribute("sandbox", "allow-scripts")
frame.title = "Chat"
const inner = ${inlined(inner)}.replace("%NONCE%", nonce)
frame.addEventListener("load", () => frame.contentWindow.postMessage(inner, "*", [channel.port2]), { once: true })
frame.srcdoc = policy.createHTML(${inlined(outer)}.replace("%NONCE%", nonce))
document.body.append(frame)
const settled = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result)
  request.onerror = () => reject(request.error)
})
async function store(mode) {
  const request = indexedDB.open("kept", 1)
  request.onupgradeneeded = () => request.result.createObjectStore("kept")
  return (await settled(request)).transaction("kept", mode).objectStore("kept")
}
self.keep = async (value) => { await settled((await store("readwrite")).put(value, 1)) }
self.kept = async () => settled((await store("readonly")).get(1))
`
  return `<!doctype html><html lang="en"><head><title>Shop</title></head><body><script nonce="{nonce}">${script}</script></body></html>`
}

function frameDocument(policy: string, script: string): string {
  const meta = policy && `<meta http-equiv="Content-Security-Policy" content="${policy}">`
  return `<!doctype html><html lang="en"><head>${meta}<meta charset="utf-8"><title>Chat</title></head><body><script nonce="%NONCE%">${script}</script></body></html>`
}

/** A JavaScript string that may stand inside a script element. */
function inlined(html: string): string {
  return JSON.stringify(html).replaceAll("</", "<\\/")
}
