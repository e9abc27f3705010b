import type { Notice, Row, SendState } from "../rows.ts"

/** What stands in the place of something that cannot be shown. */
export const NOTICE_WORDS: Readonly<Record<Notice, string>> = {
  gap: "A message is missing here",
  unreadable: "A message could not be read",
  unknown: "A message that this version of the chat cannot show",
  fork: "Two different messages claim this place. Somebody may be tampering with this conversation.",
}

/** What stands under the last own message. */
export const STATE_WORDS: Readonly<Record<SendState, string>> = {
  sending: "Sending…",
  queued: "Waiting for a connection",
  sent: "Sent",
  delivered: "Delivered",
  seen: "Seen",
  failed: "Not sent. Tap to try again",
}

/** The newest line of a conversation for a list, and who said it. */
export function lastLine(
  rows: readonly Row[],
  workspace: string,
): { readonly who: string; readonly text: string } {
  const row = rows.at(-1)
  const agent = rows.findLast((each) => each.kind === "message" && !each.isMine)
  const who = agent?.kind === "message" && agent.name !== "" ? agent.name : workspace
  if (row === undefined) return { who, text: "" }
  if (row.kind !== "message") return { who, text: NOTICE_WORDS[row.kind] }
  return { who, text: row.isMine ? `You: ${row.text}` : row.text }
}

/** Why the keys were refused, for a person, and what they can do. */
export function refusalWords(code: string): { readonly why: string; readonly next: string } {
  if (code === "expired" || code === "not-yet-valid") {
    return {
      why: "The proof of who would read your messages is out of date.",
      next: "Check that the clock of this device is right, then try again. Otherwise please contact the site in another way.",
    }
  }
  if (code === "rollback") {
    return {
      why: "The service showed older keys than this browser has already seen.",
      next: "Please contact the site in another way and tell them about this.",
    }
  }
  return {
    why: "The keys that the service showed are not the ones this site chose. Somebody other than the site could read what you write.",
    next: "Please contact the site in another way and tell them about this.",
  }
}
