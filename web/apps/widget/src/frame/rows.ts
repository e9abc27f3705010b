import { dayNumber } from "@aside/ui"

/** How far an own message has come. `queued` waits for a connection; `failed` was refused and can be tried again. */
export type SendState = "sending" | "queued" | "sent" | "delivered" | "seen" | "failed"

/** One line of a conversation. */
export type Row =
  | {
      readonly kind: "message"
      readonly key: string
      readonly isMine: boolean
      /** The agent's own name for themselves; empty for own messages. */
      readonly name: string
      readonly text: string
      /** The sender's claim, Unix milliseconds. */
      readonly time: number
      readonly state: SendState
    }
  /** Something that cannot be shown as a message, and why. */
  | { readonly kind: Notice; readonly key: string }

/**
 * `gap`: a message is missing; `unreadable`: one could not be opened; `unknown`: this version cannot show it;
 * `fork`: two messages claim the same place.
 */
export type Notice = "gap" | "unreadable" | "unknown" | "fork"

/** A row with what its neighbours decide. */
export interface Placed {
  readonly row: Row
  /** Starts a new day: a separator stands above it. */
  readonly startsDay: boolean
  /** First and last of a run of messages by the same sender within a few minutes. */
  readonly startsGroup: boolean
  readonly endsGroup: boolean
  /** The own message under which the state stands. */
  readonly showsState: boolean
}

const GROUP_MS = 5 * 60_000

type Message = Row & { kind: "message" }

function isOneGroup(row: Row | undefined, next: Row | undefined): boolean {
  if (row?.kind !== "message" || next?.kind !== "message") return false
  const isSameSender = row.isMine === next.isMine && row.name === next.name
  const isSameDay = dayNumber(row.time) === dayNumber(next.time)
  return isSameSender && isSameDay && Math.abs(next.time - row.time) < GROUP_MS
}

/** Groups messages and finds where days begin. Rows come in the order in which they are shown. */
export function placeRows(rows: readonly Row[]): Placed[] {
  const lastMine = rows.findLast((row): row is Message => row.kind === "message" && row.isMine)
  let day: number | undefined
  return rows.map((row, index) => {
    const rowDay = row.kind === "message" ? dayNumber(row.time) : day
    const startsDay = rowDay !== day
    day = rowDay
    return {
      row,
      startsDay,
      startsGroup: startsDay || !isOneGroup(rows[index - 1], row),
      endsGroup: !isOneGroup(row, rows[index + 1]),
      showsState:
        row === lastMine || (row.kind === "message" && row.isMine && row.state === "failed"),
    }
  })
}
