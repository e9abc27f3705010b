/** A piece of a text: plain, or an address that may be made clickable. */
export type TextPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string; readonly host: string }

/** Longest address that is made clickable, in UTF-16 units. */
export const LINK_MAX = 2048

// Control and format characters end an address: some of them reorder what is shown.
const CANDIDATE = /https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu
const TRAILING = /[.,;:!?…»›”’*_~\]]+$/u

function trimCandidate(raw: string): string {
  let text = raw.replace(TRAILING, "")
  while (text.endsWith(")") && count(text, ")") > count(text, "(")) {
    text = text.slice(0, -1).replace(TRAILING, "")
  }
  return text
}

function count(text: string, char: string): number {
  return text.split(char).length - 1
}

function safeUrl(text: string): URL | undefined {
  if (text.length > LINK_MAX || !URL.canParse(text)) return undefined
  const url = new URL(text)
  const web = url.protocol === "https:" || url.protocol === "http:"
  // A user name before the host is only ever used to make an address look like another one.
  return web && url.hostname !== "" && url.username === "" && url.password === "" ? url : undefined
}

/**
 * Splits a text into plain parts and web addresses (spec/protocol.md §6.3). Only `http` and `https` become links;
 * `host` is what the browser would really open, in its ASCII form, so that a look-alike name shows.
 */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = []
  let rest = 0
  for (const match of text.matchAll(CANDIDATE)) {
    const raw = trimCandidate(match[0])
    const url = safeUrl(raw)
    if (url === undefined) continue
    if (match.index > rest) parts.push({ kind: "text", text: text.slice(rest, match.index) })
    parts.push({ kind: "link", text: raw, href: url.href, host: url.host })
    rest = match.index + raw.length
  }
  if (rest < text.length) parts.push({ kind: "text", text: text.slice(rest) })
  return parts
}

/** Whether the address as written already starts with the host it opens, so that the host need not be repeated. */
export function showsHost(part: { readonly text: string; readonly host: string }): boolean {
  const written = part.text.replace(/^https?:\/\//iu, "")
  const after = written.slice(part.host.length, part.host.length + 1)
  return written.startsWith(part.host) && (after === "" || "/?#".includes(after))
}
