import { type Connection, request } from "./request.ts"
import type {
  Base64Url,
  ChangesPage,
  ConversationStatus,
  NewConversation,
  NewMessage,
} from "./wire.ts"

function pathOf(conversation: string, rest: string): string {
  return `/v1/conversations/${encodeURIComponent(conversation)}/${rest}`
}

/** Opens a conversation and delivers its first message in one transaction (spec/api.md §4). */
export function openConversation(
  connection: Connection,
  workspace: string,
  body: NewConversation,
): Promise<{ conversation: string; seq: number }> {
  const path = `/v1/workspaces/${encodeURIComponent(workspace)}/conversations`
  return request(connection, path, { method: "POST", body })
}

/** Appends one sealed item; the same message id and bytes may be sent again. */
export function appendMessage(
  connection: Connection,
  conversation: string,
  body: NewMessage,
): Promise<{ seq: number }> {
  const path = pathOf(conversation, "messages")
  return request(connection, path, { method: "POST", body, keepalive: body.item.length < 60_000 })
}

/** Hands a sealed signal to whoever is connected; never stored. */
export function sendSignal(
  connection: Connection,
  conversation: string,
  envelope: Base64Url,
): Promise<void> {
  return request(connection, pathOf(conversation, "signals"), {
    method: "POST",
    body: { envelope },
  })
}

/** The changes of a conversation after a position; `next` is a position too. */
export function listMessages(
  connection: Connection,
  conversation: string,
  after: number,
): Promise<ChangesPage> {
  return request(connection, pathOf(conversation, `messages?after=${after}`))
}

/** Closes or reopens a conversation. */
export function putStatus(
  connection: Connection,
  conversation: string,
  status: ConversationStatus,
): Promise<{ status: ConversationStatus; seq: number }> {
  return request(connection, pathOf(conversation, "status"), { method: "PUT", body: { status } })
}
