import { Button, dayLabel, IconCheck } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { now } from "../clock.ts"
import { useDesk } from "../desk/desk.ts"
import { sayFailure } from "../plain-words.ts"

const DAY_MS = 86_400_000

function days(count: number): string {
  return count === 1 ? "1 day" : `${count} days`
}

/** The epoch in force, and the button that starts the next. */
export function KeysPage(): VNode {
  const desk = useDesk()
  const busy = useSignal(false)
  const problem = useSignal("")
  const rotated = useSignal(false)
  const { number, created, notAfter } = desk.workspace.value.epoch
  const age = Math.max(0, Math.floor((now.value - created) / DAY_MS))
  const left = Math.max(0, Math.floor((notAfter - now.value) / DAY_MS))
  const rotate = async (): Promise<void> => {
    busy.value = true
    problem.value = ""
    try {
      await desk.rotateKeys()
      rotated.value = true
    } catch (error) {
      problem.value = sayFailure(error)
    } finally {
      busy.value = false
    }
  }
  return (
    <>
      <p class="soft">
        Visitors' messages are locked with the workspace's encryption key. A new one limits what a
        stolen old key could open.
      </p>
      <section class="card card-body">
        <dl class="facts">
          <div class="fact">
            <dt class="soft">Key number</dt>
            <dd data-testid="epoch-number">{number}</dd>
          </div>
          <div class="fact">
            <dt class="soft">Made</dt>
            <dd>
              {dayLabel(created, now.value)}
              {age > 0 && `, ${days(age)} ago`}
            </dd>
          </div>
          <div class="fact">
            <dt class="soft">Good for</dt>
            <dd>{days(left)}</dd>
          </div>
        </dl>
        <div class="actions">
          <Button busy={busy.value} onClick={() => void rotate()} data-testid="rotate-keys">
            Make a new key now
          </Button>
        </div>
        <div role="status">
          {rotated.value && (
            <p class="callout callout-good">
              <IconCheck />
              <span>The new key is in use. Visitors take it over by themselves.</span>
            </p>
          )}
        </div>
        {problem.value !== "" && (
          <p class="callout callout-danger" role="alert">
            {problem.value}
          </p>
        )}
      </section>
    </>
  )
}
