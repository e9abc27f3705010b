import { type Connection, request } from "./request.ts"
import type { Base64Url, Bundle, CheckState, NewEpoch, Release, Statements } from "./wire.ts"

/** The newest statements of a workspace (spec/api.md §3). */
export function readBundle(connection: Connection, workspace: string): Promise<Bundle> {
  return request(connection, `/v1/workspaces/${encodeURIComponent(workspace)}/bundle`)
}

/** Every statement of the member's workspace, and the wraps to this member. */
export function readStatements(connection: Connection): Promise<Statements> {
  return request(connection, "/v1/statements")
}

/** Publishes the next epoch, and the next roster with it if there is one. */
export function publishEpoch(connection: Connection, body: NewEpoch): Promise<void> {
  return request(connection, "/v1/epochs", { method: "POST", body })
}

/** Publishes the next appearance. */
export function putAppearance(connection: Connection, appearance: Base64Url): Promise<void> {
  return request(connection, "/v1/appearance", { method: "PUT", body: { appearance } })
}

/** What the snippet carries (spec/api.md §7). */
export function readRelease(connection: Connection): Promise<Release> {
  return request(connection, "/v1/release")
}

/** Starts a check of the business's site (spec/api.md §6). */
export function createCheck(
  connection: Connection,
): Promise<{ nonce: string; expires_at: number }> {
  return request(connection, "/v1/checks", { method: "POST" })
}

/** Whether the site has reported itself. */
export function readCheck(connection: Connection, nonce: string): Promise<CheckState> {
  return request(connection, `/v1/checks/${encodeURIComponent(nonce)}`)
}
