/** Typed requests to the service and its live feed. Free functions, so that a small app takes only what it uses. */
export * from "./account.ts"
export { backoffMs, pause } from "./backoff.ts"
export * from "./conversations.ts"
export { ApiError, type ApiErrorCode, isPassing } from "./error.ts"
export { type Feed, type FeedOptions, type FeedState, followFeed } from "./feed.ts"
export { type Connection, type RequestOptions, request } from "./request.ts"
export type * from "./wire.ts"
export * from "./workspace.ts"
