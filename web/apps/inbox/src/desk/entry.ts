/** How far one of this workspace's messages has come (spec/protocol.md §6.2). */
export type Delivery = "sending" | "sent" | "delivered" | "seen" | "failed"

/** What somebody said. */
export interface TextEntry {
  readonly kind: "text"
  readonly key: string
  readonly from: "visitor" | "member"
  /** Whether this very device's member said it. */
  readonly own: boolean
  /** The agent's name as it was signed into the message; empty for a visitor. */
  readonly name: string
  readonly text: string
  /** The sender's claim, Unix milliseconds. */
  readonly time: number
  /** Only for the workspace's messages. */
  readonly delivery?: Delivery
}

/** Something the agent should know about the conversation itself. */
export type Notice = "gap" | "fork" | "unreadable" | "unknown-body" | "closed" | "reopened"

/** A line between messages. */
export interface NoticeEntry {
  readonly kind: "notice"
  readonly key: string
  readonly notice: Notice
  readonly time: number
}

/** One thing in the log of a conversation. */
export type Entry = TextEntry | NoticeEntry

/** Messages of one side within this time form a group, in milliseconds. */
export const GROUP_MS = 5 * 60_000

/** An entry with its place among its neighbours. */
export interface PlacedEntry {
  readonly entry: Entry
  /** Set on the first entry of a day: any time of that day. */
  readonly day?: number
  readonly firstOfGroup: boolean
  readonly lastOfGroup: boolean
}

function sameGroup(
  a: Entry | undefined,
  b: Entry | undefined,
  dayOf: (time: number) => number,
): boolean {
  if (a?.kind !== "text" || b?.kind !== "text") return false
  const sameSide = a.from === b.from && a.own === b.own && a.name === b.name
  return sameSide && b.time - a.time < GROUP_MS && dayOf(a.time) === dayOf(b.time)
}

/** Finds days and groups in a log. `dayOf` gives the number of the reader's day. */
export function placeEntries(
  entries: readonly Entry[],
  dayOf: (time: number) => number,
): PlacedEntry[] {
  return entries.map((entry, index) => {
    const before = entries[index - 1]
    const newDay = before === undefined || dayOf(before.time) !== dayOf(entry.time)
    return {
      entry,
      ...(newDay && { day: entry.time }),
      firstOfGroup: !sameGroup(before, entry, dayOf),
      lastOfGroup: !sameGroup(entry, entries[index + 1], dayOf),
    }
  })
}
