import type { ComponentChildren, VNode } from "preact"
import { Mark } from "../panes/brand.tsx"

export interface EntryFrameProps {
  readonly title: string
  readonly lead?: ComponentChildren
  /** Where somebody is on the way, from 1. */
  readonly step?: number
  readonly wide?: boolean
  readonly children: ComponentChildren
}

/** Steps from nothing to the first chat. */
export const STEPS: readonly string[] = ["Account", "Recovery kit", "Look", "Your site"]

function Steps({ step }: { step: number }): VNode {
  return (
    <ol class="steps" aria-label="Steps">
      {STEPS.map((name, index) => (
        <li
          key={name}
          class={index + 1 < step ? "step step-done" : "step"}
          aria-current={index + 1 === step ? "step" : undefined}
        >
          <span class="step-bar" aria-hidden="true" />
          {name}
        </li>
      ))}
    </ol>
  )
}

/** The page around everything before the inbox. */
export function EntryFrame({ title, lead, step, wide = false, children }: EntryFrameProps): VNode {
  return (
    <main class="entry">
      <div class={wide ? "entry-card entry-card-wide" : "entry-card"}>
        <div class="entry-brand">
          <Mark />
          <span>Aside</span>
        </div>
        {step !== undefined && <Steps step={step} />}
        <div class="entry-head">
          <h1>{title}</h1>
          {lead !== undefined && <p class="soft">{lead}</p>}
        </div>
        {children}
      </div>
    </main>
  )
}
