import { IconCheck, Spinner } from "@aside/ui"
import type { VNode } from "preact"
import { EntryFrame } from "./entry-frame.tsx"

export interface WorkingProps {
  readonly title: string
  readonly step?: number
  /** What is done, in order. */
  readonly stages: readonly string[]
  /** Index of the one going on. */
  readonly current: number
}

/** Shown while keys are made or opened. */
export function Working({ title, step, stages, current }: WorkingProps): VNode {
  return (
    <EntryFrame
      title={title}
      lead="This takes a few seconds and happens in your browser."
      {...(step && { step })}
    >
      <div role="status">
        <ul class="stages" data-testid="working">
          {stages.map((stage, index) => (
            <li key={stage} class={index > current ? "stage soft" : "stage"}>
              <span class="stage-mark">
                {index < current && <IconCheck />}
                {index === current && <Spinner />}
              </span>
              {stage}
            </li>
          ))}
        </ul>
      </div>
    </EntryFrame>
  )
}
