import { IconInfo, IconOffline, Spinner } from "@aside/ui"
import type { VNode } from "preact"
import type { Model } from "../model.ts"

/** One quiet line about what stands in the way, if anything does. */
export function Banner({ model }: { readonly model: Model }): VNode | null {
  if (model.trouble.value !== "") {
    return (
      <p class="banner banner-warn" role="alert" data-testid="trouble">
        <IconInfo />
        {model.trouble.value}
      </p>
    )
  }
  if (model.net.value === "offline") {
    return (
      <p class="banner" role="status" data-testid="offline">
        <IconOffline />
        You are offline. What you write is kept and sent later.
      </p>
    )
  }
  if (model.net.value === "connecting") {
    return (
      <p class="banner banner-late" role="status" data-testid="connecting">
        <Spinner />
        Connecting…
      </p>
    )
  }
  if (!model.persistent) {
    return (
      <p class="banner" role="status" data-testid="storage-blocked">
        <IconInfo />
        Your browser keeps nothing: this chat will be gone when you close the page.
      </p>
    )
  }
  return null
}
