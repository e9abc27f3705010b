import { IconOffline } from "@aside/ui"
import type { VNode } from "preact"
import { useDesk } from "../desk/desk.ts"

/** Says that the service is not reachable; silent while all is well. */
export function FeedBanner(): VNode {
  const state = useDesk().feed.value
  return (
    <div role="status" class="feed-status" data-testid="feed-state" data-state={state}>
      {state === "offline" && (
        <p class="feed-banner">
          <IconOffline />
          <span>You are offline. What you write is kept and sent by itself.</span>
        </p>
      )}
    </div>
  )
}
