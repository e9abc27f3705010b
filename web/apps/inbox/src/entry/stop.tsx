import { IconAlert } from "@aside/ui"
import type { ComponentChildren, VNode } from "preact"
import type { StopReason } from "../stage.ts"

/** A page that ends everything. */
export function FullStop(props: {
  title: string
  children: ComponentChildren
  testId: string
}): VNode {
  return (
    <main class="entry">
      <div class="entry-card stop-card" role="alert" data-testid={props.testId}>
        <span class="stop-icon">
          <IconAlert />
        </span>
        <h1>{props.title}</h1>
        {props.children}
      </div>
    </main>
  )
}

const STOP_TEXT: Record<StopReason, { title: string; what: string; next: string }> = {
  keys: {
    title: "This workspace's keys do not match",
    what: "The service handed over keys that this device does not accept as your workspace's. Somebody may be trying to read along, or an old copy of the service was restored.",
    next: "Do not answer visitors until you know why. Ask whoever runs the service, and compare on another device.",
  },
  clock: {
    title: "This workspace's keys are not of this time",
    what: "The keys the service handed over have run out or begin in the future. The clock of this device may be wrong, or the service is showing old keys.",
    next: "Check the date and time of this device, then reload. If they are right, ask whoever runs the service.",
  },
}

/** The service handed over statements that cannot be accepted (spec/protocol.md §4.7). */
export function KeysStop({ reason }: { reason: StopReason }): VNode {
  const { title, what, next } = STOP_TEXT[reason]
  return (
    <FullStop title={title} testId="keys-stop">
      <p>Nothing was sent.</p>
      <p class="soft">{what}</p>
      <p class="soft">{next}</p>
    </FullStop>
  )
}
