import type { Answer, Ask } from "../../shared/messages.ts"
import type { Link } from "./link.ts"

/** Nothing came back, or the service asks to come again: try later. */
export const LATER = "later"

/** What a fetch gave: a JSON body that may hold anything, or the service's error code, or {@link LATER}. */
export type Fetched = { readonly body: unknown } | { readonly code: string }

type Get = Omit<Ask & { ask: "get" }, "ask">
type Send = Omit<Ask & { ask: "send" }, "ask">

/** The service, seen through the loader. */
export interface Service {
  get(request: Get): Promise<Fetched>
  /** What the service answered when it took it, else its code or {@link LATER}. */
  send(request: Send): Promise<Fetched>
}

export function serviceOver(link: Link): Service {
  return {
    get: async (request) => fetchedFrom(await link.ask({ ask: "get", ...request })),
    send: async (request) => fetchedFrom(await link.ask({ ask: "send", ...request })),
  }
}

/** Reads an answer that may hold anything. */
export function fetchedFrom(value: unknown): Fetched {
  const { status = 0, text = "" } = (value ?? {}) as Partial<Answer>
  if (status === 0 || status >= 500 || status === 429 || status === 408) return { code: LATER }
  const body = jsonFrom(text)
  if (status < 300) return { body }
  const code = isRecord(body) ? body.code : undefined
  return { code: typeof code === "string" ? code : `http_${status}` }
}

/** Parses JSON that may be anything; undefined if it is none. */
export function jsonFrom(text: unknown): unknown {
  try {
    return JSON.parse(`${text}`)
  } catch {
    return undefined
  }
}

/** Fields that a hostile object may have, each of which may hold anything. */
type Field =
  | "changes"
  | "code"
  | "conversation"
  | "envelope"
  | "item"
  | "kind"
  | "seq"
  | "status"
  | "type"
type Fields = { readonly [name: string]: unknown } & { readonly [name in Field]?: unknown }

export function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Milliseconds to wait before attempt n: 0.5 s, 1 s, 2 s … 30 s, half of it left to chance. */
export function backoff(attempt: number, random: number = Math.random()): number {
  return Math.min(30_000, 500 * 2 ** attempt) * (0.5 + random / 2)
}
