import { ApiError, type ApiErrorCode } from "./error.ts"

/** Where the service is and how to be known there. */
export interface Connection {
  /** Origin of the service without a trailing slash; `""` for the page's own origin. */
  readonly base: string
  /** Bearer token; without it the browser's cookie speaks. */
  readonly token?: string
  readonly fetch?: typeof fetch
}

/** One request to the service. */
export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE"
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Lets the request outlive the page; the body may then be 64 KiB at most. */
  readonly keepalive?: boolean
}

function initOf(connection: Connection, options: RequestOptions): RequestInit {
  const headers = new Headers()
  const init: RequestInit = {
    method: options.method ?? "GET",
    headers,
    credentials: connection.token === undefined ? "same-origin" : "omit",
    cache: "no-store",
  }
  if (connection.token !== undefined) headers.set("authorization", `Bearer ${connection.token}`)
  if (options.body !== undefined) {
    headers.set("content-type", "application/json")
    init.body = JSON.stringify(options.body)
  }
  if (options.signal !== undefined) init.signal = options.signal
  if (options.keepalive === true) init.keepalive = true
  return init
}

async function failureOf(response: Response): Promise<ApiError> {
  const status = response.status
  const retryAfterMs = Number(response.headers.get("retry-after") ?? 0) * 1000 || 0
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body !== "object" || body === null || !("code" in body)) {
    const message = `the service answered ${status} without a reason`
    return new ApiError("unexpected_answer", { status, message, retryAfterMs })
  }
  const { code, message, request_id } = body as Record<string, unknown>
  return new ApiError(String(code) as ApiErrorCode, {
    status,
    message: String(message ?? ""),
    requestId: String(request_id ?? ""),
    retryAfterMs,
  })
}

function unreachable(cause: unknown): ApiError {
  return new ApiError("unreachable", { status: 0, message: "the service did not answer", cause })
}

/**
 * Sends one request and returns the parsed JSON of the answer, `undefined` if it has none (spec/api.md §1).
 * @throws {@link ApiError}; an abort by `signal` throws its reason.
 */
export async function request<T>(
  connection: Connection,
  path: string,
  options: RequestOptions = {},
): Promise<T> {
  const send = connection.fetch ?? fetch
  let response: Response
  try {
    response = await send(connection.base + path, initOf(connection, options))
  } catch (cause) {
    options.signal?.throwIfAborted()
    throw unreachable(cause)
  }
  if (!response.ok) throw await failureOf(response)
  try {
    const text = await response.text()
    return (text === "" ? undefined : JSON.parse(text)) as T
  } catch (cause) {
    options.signal?.throwIfAborted()
    const message = "the service's answer is not JSON"
    throw new ApiError("unexpected_answer", { status: response.status, message, cause })
  }
}
