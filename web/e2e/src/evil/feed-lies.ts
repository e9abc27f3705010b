import type { Change } from "@aside/api"
import type { Scope } from "../driver/scope.ts"
import type { ChangesLie } from "./lying-service.ts"

/** Hands this item to nobody. */
export function dropping(item: string): ChangesLie {
  return (changes) => changes.filter((change) => change.item !== item)
}

/** Hands the items of a conversation over in pairs, the later one first and at the earlier one's place. */
export function swapping(conversation: string): ChangesLie {
  let held: Change | undefined
  return (changes) =>
    changes.flatMap((change) => {
      if (change.conversation !== conversation || change.kind !== "item") return [change]
      if (held === undefined) {
        held = change
        return []
      }
      const first = held
      held = undefined
      const { rev, seq } = change
      return [
        { ...change, rev: first.rev, seq: first.seq },
        { ...first, rev, seq },
      ]
    })
}

/** Longer than the time after which a hole is shown. */
const MINUTE_MS = 61_000
/** Longer than any epoch is good for, and the leeway for wrong clocks. */
const SEASON_MS = 92 * 86_400_000

function putClockForward(scope: Scope, ms: number): Promise<void> {
  return scope.evaluate((by) => {
    const { Date: clock } = window as unknown as { Date: DateConstructor }
    clock.now = () => new clock().getTime() + by
  }, ms)
}

/** Lets a minute pass for a document. */
export function passAMinute(scope: Scope): Promise<void> {
  return putClockForward(scope, MINUTE_MS)
}

/** Lets three months pass for a document. */
export function passASeason(scope: Scope): Promise<void> {
  return putClockForward(scope, SEASON_MS)
}

/** Ends what {@link passAMinute} or {@link passASeason} began. */
export function turnClockBack(scope: Scope): Promise<void> {
  return putClockForward(scope, 0)
}
