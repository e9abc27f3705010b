/** Every code of spec/api.md §9, and the ones only a client can tell. */
export type ApiErrorCode =
  | "bad_request"
  | "malformed_object"
  | "statement_refused"
  | "not_signed_in"
  | "sign_in_failed"
  | "cross_site"
  | "origin_not_allowed"
  | "not_allowed"
  | "not_found"
  | "method_not_allowed"
  | "email_taken"
  | "workspace_exists"
  | "message_id_conflict"
  | "stale_account"
  | "stale_statement"
  | "body_too_large"
  | "unsupported_media_type"
  | "rate_limited"
  | "internal"
  | "unavailable"
  /** No answer came: offline, a dead connection, a refusal by the browser. */
  | "unreachable"
  /** An answer came that is not of this service. */
  | "unexpected_answer"

/** What an {@link ApiError} carries beside its code. */
export interface ApiErrorDetails {
  /** HTTP status; 0 when no answer came. */
  readonly status: number
  readonly message: string
  /** Quote it to the operator; empty when no answer came. */
  readonly requestId?: string
  /** How long the service asks to wait, in milliseconds. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}

/** A request failed. Branch on {@link code}, never on the message. */
export class ApiError extends Error {
  override readonly name = "ApiError"
  readonly code: ApiErrorCode
  readonly status: number
  readonly requestId: string
  readonly retryAfterMs: number

  constructor(code: ApiErrorCode, details: ApiErrorDetails) {
    super(details.message, { cause: details.cause })
    this.code = code
    this.status = details.status
    this.requestId = details.requestId ?? ""
    this.retryAfterMs = details.retryAfterMs ?? 0
  }
}

const PASSING: readonly ApiErrorCode[] = [
  "unreachable",
  "rate_limited",
  "unavailable",
  "internal",
  "unexpected_answer",
]

/** Whether the same request may succeed later without anybody changing it. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && PASSING.includes(error.code)
}
