import { Button } from "@aside/ui"
import type { VNode } from "preact"
import { SiteSetup } from "../settings/site.tsx"
import { EntryFrame } from "./entry-frame.tsx"

/** Last step: the snippet. The inbox waits behind it. */
export function WelcomeSite({ onDone }: { readonly onDone: () => void }): VNode {
  return (
    <EntryFrame
      step={4}
      wide
      title="Put Aside on your site"
      lead="Paste this into every page that should have the chat."
    >
      <SiteSetup />
      <div class="actions actions-end">
        <Button look="primary" onClick={onDone} data-testid="finish">
          Go to the inbox
        </Button>
      </div>
    </EntryFrame>
  )
}
