import { IconAlert } from "@aside/ui"
import type { VNode } from "preact"
import { useEffect, useRef } from "preact/hooks"
import type { Actions } from "../model.ts"
import { refusalWords } from "./words.ts"

/** The workspace's keys do not hang from the pin: nothing is shown, nothing can be sent. */
export function Stop({
  code,
  actions,
}: {
  readonly code: string
  readonly actions: Actions
}): VNode {
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const { why, next } = refusalWords(code)
  return (
    <main class="stop" data-testid="key-refused" data-code={code}>
      <span class="stop-icon">
        <IconAlert />
      </span>
      <h1 tabIndex={-1} ref={title}>
        Stopped for your safety
      </h1>
      <p>{why}</p>
      <p>
        <strong>Nothing was sent.</strong> {next}
      </p>
      <div class="stop-actions">
        <button type="button" class="button button-secondary" onClick={actions.checkAgain}>
          Check again
        </button>
        <button type="button" class="button button-quiet" onClick={actions.close}>
          Close
        </button>
      </div>
    </main>
  )
}
