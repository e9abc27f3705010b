import { clockTime, IconAlert, IconCheck, IconChecks, IconClock, LinkedText } from "@aside/ui"
import type { VNode } from "preact"
import type { Delivery, PlacedEntry, TextEntry } from "../desk/entry.ts"

const DELIVERY_TEXT: Record<Delivery, string> = {
  sending: "Sending",
  sent: "Sent",
  delivered: "Delivered",
  seen: "Seen",
  failed: "Not sent",
}

const DELIVERY_ICON: Record<Delivery, () => VNode> = {
  sending: IconClock,
  sent: IconCheck,
  delivered: IconChecks,
  seen: IconChecks,
  failed: IconAlert,
}

function DeliveryLine({ delivery, onRetry }: { delivery: Delivery; onRetry: () => void }): VNode {
  const Icon = DELIVERY_ICON[delivery]
  return (
    <span class={`delivery delivery-${delivery}`} data-testid="delivery" data-state={delivery}>
      <Icon />
      {DELIVERY_TEXT[delivery]}
      {delivery === "failed" && (
        <button type="button" class="text-button" onClick={onRetry} data-testid="retry">
          Try again
        </button>
      )}
    </span>
  )
}

function senderOf(entry: TextEntry, visitor: string): string {
  if (entry.from === "visitor") return visitor
  return entry.own ? "You" : entry.name || "A colleague"
}

export interface BubbleProps {
  readonly placed: PlacedEntry
  readonly entry: TextEntry
  readonly visitor: string
  /** Whether to say how far it has come. */
  readonly showDelivery: boolean
  readonly onRetry: () => void
}

/** One message. */
export function Bubble({ placed, entry, visitor, showDelivery, onRetry }: BubbleProps): VNode {
  const shape = `${placed.firstOfGroup ? " bubble-first" : ""}${placed.lastOfGroup ? " bubble-last" : ""}`
  const sender = senderOf(entry, visitor)
  return (
    <div
      class={`message message-${entry.from}${placed.lastOfGroup ? " message-last" : ""}`}
      data-testid="message"
    >
      {placed.firstOfGroup && (
        <p class="message-head soft">
          <span class="message-sender" dir="auto">
            {sender}
          </span>
          <time>{clockTime(entry.time)}</time>
        </p>
      )}
      <div class={`bubble bubble-${entry.from}${shape}`} data-testid="message-text">
        <LinkedText text={entry.text} />
      </div>
      {showDelivery && entry.delivery !== undefined && (
        <DeliveryLine delivery={entry.delivery} onRetry={onRetry} />
      )}
    </div>
  )
}
