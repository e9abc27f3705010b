import { type Bytes, concat, utf8, variable } from "./bytes.ts"
import { Reader } from "./codec.ts"
import { encodeJson, parseJson } from "./json.ts"
import type { OpenedEnvelope } from "./messages.ts"
import type { EnvelopeType } from "./objects/envelope.ts"

/** Body types (`spec/protocol.md §6.3`). */
export const BODY_TYPE = { text: 1, epochUpdate: 2, typing: 3, receipt: 4 } as const

/** Where a visitor is and what with; only in a visitor's first message. */
export type VisitContext = {
  readonly page?: string
  readonly referrer?: string
  readonly agent?: string
  readonly locale?: string
}

/** A text message; `name` is an agent's display name. */
export type TextBody = {
  readonly kind: "text"
  readonly text: string
  readonly name?: string
  readonly context?: VisitContext
}

/**
 * Newer statements: the visitor accepts its bundle again with these two in place of the old ones,
 * held against it.
 */
export type EpochUpdateBody = {
  readonly kind: "epoch-update"
  readonly roster: Bytes
  readonly epoch: Bytes
}

/** Somebody started or stopped typing. */
export type TypingBody = { readonly kind: "typing"; readonly on: boolean }

/** What the heads of the signal name was delivered or seen. */
export type ReceiptBody = { readonly kind: "receipt"; readonly state: "delivered" | "seen" }

/** Any body this version knows. */
export type Body = TextBody | EpochUpdateBody | TypingBody | ReceiptBody

/** A body of another version, shown as "a message this version cannot show". */
export type UnknownBody = { readonly kind: "unknown" }

/** A body as `body_type` and `body` of an inner. */
export type EncodedBody = { readonly bodyType: number; readonly body: Bytes }

/** Encodes a body; half characters become U+FFFD. */
export function encodeBody(body: Body): EncodedBody {
  switch (body.kind) {
    case "text": {
      const { kind: _, ...json } = body
      return { bodyType: BODY_TYPE.text, body: utf8(encodeJson(json)) }
    }
    case "epoch-update": {
      const statements = concat(variable(body.roster), variable(body.epoch))
      return { bodyType: BODY_TYPE.epochUpdate, body: statements }
    }
    case "typing":
      return { bodyType: BODY_TYPE.typing, body: utf8(JSON.stringify({ on: body.on })) }
    case "receipt":
      return { bodyType: BODY_TYPE.receipt, body: utf8(JSON.stringify({ state: body.state })) }
  }
}

/** The body of an opened envelope; unknown if it does not belong into that type of envelope. */
export function bodyOf({ envelope, inner }: OpenedEnvelope): Body | UnknownBody {
  return decodeBody(inner.bodyType, inner.body, envelope.type)
}

/**
 * Decodes a body; never throws. Unknown fields are dropped. A body of another `type` of envelope
 * than the one it belongs into (§6.3) is unknown.
 */
export function decodeBody(
  bodyType: number,
  body: Uint8Array,
  type: EnvelopeType = envelopeTypeOf(bodyType),
): Body | UnknownBody {
  if (type !== envelopeTypeOf(bodyType)) return { kind: "unknown" }
  try {
    return decode(bodyType, body) ?? { kind: "unknown" }
  } catch {
    return { kind: "unknown" }
  }
}

function envelopeTypeOf(bodyType: number): EnvelopeType {
  const isSignal = bodyType === BODY_TYPE.typing || bodyType === BODY_TYPE.receipt
  return isSignal ? "signal" : "message"
}

function decode(bodyType: number, body: Uint8Array): Body | undefined {
  switch (bodyType) {
    case BODY_TYPE.text:
      return decodeText(parseObject(body))
    case BODY_TYPE.epochUpdate:
      return decodeEpochUpdate(body)
    case BODY_TYPE.typing: {
      const { on } = parseObject(body)
      return typeof on === "boolean" ? { kind: "typing", on } : undefined
    }
    case BODY_TYPE.receipt: {
      const { state } = parseObject(body)
      return state === "delivered" || state === "seen" ? { kind: "receipt", state } : undefined
    }
    default:
      return undefined
  }
}

const CONTEXT_FIELDS: readonly (keyof VisitContext)[] = ["page", "referrer", "agent", "locale"]

type Json = { readonly [field: string]: unknown } & {
  readonly on?: unknown
  readonly state?: unknown
  readonly text?: unknown
  readonly name?: unknown
  readonly context?: unknown
}

function parseObject(body: Uint8Array): Json {
  const value = parseJson(body)
  if (!isRecord(value)) throw new TypeError("not an object")
  return value
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Fields of another kind than the protocol gives them make the whole body unknown. */
function decodeText({ text, name, context }: Json): TextBody | undefined {
  if (typeof text !== "string" || !isOptionalString(name)) return undefined
  if (context !== undefined && !isRecord(context)) return undefined
  const visit = context && decodeContext(context)
  if (context && !visit) return undefined
  return {
    kind: "text",
    text,
    ...(name !== undefined && { name }),
    ...(visit && { context: visit }),
  }
}

function decodeContext(context: Json): VisitContext | undefined {
  const known = CONTEXT_FIELDS.flatMap((field) => {
    const value = context[field]
    return value === undefined ? [] : [[field, value] as const]
  })
  if (!known.every(([, value]) => typeof value === "string")) return undefined
  return Object.fromEntries(known)
}

function isOptionalString(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string"
}

function decodeEpochUpdate(body: Uint8Array): EpochUpdateBody {
  const reader = new Reader(body)
  const roster = reader.variable()
  const epoch = reader.variable()
  reader.end()
  return { kind: "epoch-update", roster, epoch }
}
