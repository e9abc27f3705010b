import type { VNode } from "preact"

/** The mark: a bubble with an aside in it. */
export function Mark(): VNode {
  return (
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true">
      <path
        class="mark-bubble"
        d="M18 4h28a14 14 0 0 1 14 14v22a14 14 0 0 1-14 14H30L17 62c-1.3.9-3 0-3-1.6v-7A14 14 0 0 1 4 40V18A14 14 0 0 1 18 4Z"
      />
      <path class="mark-lines" d="M25 17c-6.5 6.5-6.5 17.5 0 24M39 17c6.5 6.5 6.5 17.5 0 24" />
      <circle class="mark-dot" cx="32" cy="29" r="3.6" />
    </svg>
  )
}
