import { IconAlert } from "@aside/ui"
import type { ComponentChildren, VNode } from "preact"

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

/** The service handed over keys that are not this workspace's. */
export function KeysStop(): VNode {
  return (
    <FullStop title="This workspace's keys do not match" testId="keys-stop">
      <p>Nothing was sent.</p>
      <p class="soft">
        The service handed over keys that this device does not accept as your workspace's. Somebody
        may be trying to read along, or an old copy of the service was restored.
      </p>
      <p class="soft">
        Do not answer visitors until you know why. Ask whoever runs the service, and compare on
        another device.
      </p>
    </FullStop>
  )
}
