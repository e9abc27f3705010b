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

/** Puts a document's clock forward by more than the minute after which a hole is shown. */
export async function passAMinute(scope: Scope): Promise<void> {
  await scope.evaluate(() => {
    const { Date: clock } = window as unknown as { Date: DateConstructor }
    const real = clock.now.bind(clock)
    clock.now = () => real() + 61_000
  })
}
