import type { Notice } from "../desk/entry.ts"

/** What a notice says in plain words. */
export const NOTICE_TEXT: Record<Notice, string> = {
  gap: "A message is missing here. It was sent, but the service has not handed it over.",
  fork: "Two different messages claim the same place. Somebody between you and the visitor may be changing messages. Only the first is shown.",
  unreadable:
    "A message could not be read. It was damaged, or not made by the visitor or your team.",
  "unknown-body": "A message this version cannot show. Reload to get the newest version.",
  closed: "Conversation closed",
  reopened: "Conversation reopened",
}

/** Notices that call for attention; the others only inform. */
export const ALARMS: readonly Notice[] = ["gap", "fork", "unreadable"]
