/** Deepest nesting of a body's JSON, its outermost object included (`spec/protocol.md §6.3`). */
const DEPTH_MAX = 127

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*|[[{\]}]/g

/** Half a character, which no UTF-8 can carry. */
const LONE_SURROGATE = /\p{Surrogate}/u

/**
 * Parses the JSON of a body with the rules of §6.3, which JSON itself leaves open: well-formed
 * strings, finite numbers, bounded depth. They hold for every token, also for one that counts for
 * nothing because its name stands again later. Throws if it does not parse.
 */
export function parseJson(body: Uint8Array): unknown {
  const text = DECODER.decode(body)
  const value: unknown = JSON.parse(text)
  let depth = 0
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === "[" || token === "{") depth += 1
    else if (token === "]" || token === "}") depth -= 1
    else if (!isPortable(JSON.parse(token))) throw new TypeError("not portable")
    if (depth > DEPTH_MAX) throw new TypeError("too deep")
  }
  return value
}

/** JSON whose strings every implementation can read: half a character becomes U+FFFD. */
export function encodeJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    return typeof part === "string" ? part.replace(/\p{Surrogate}/gu, "\ufffd") : part
  })
}

function isPortable(value: unknown): boolean {
  return typeof value === "string" ? !LONE_SURROGATE.test(value) : Number.isFinite(value)
}
