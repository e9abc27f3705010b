import type { VNode } from "preact"

/** A turning ring. Decorative: say in text what is being waited for. */
export function Spinner(): VNode {
  return <span class="spinner" aria-hidden="true" />
}

/** Three dots that breathe while somebody types. */
export function TypingDots({ label }: { readonly label: string }): VNode {
  return (
    <span class="typing-dots" role="img" aria-label={label}>
      <i />
      <i />
      <i />
    </span>
  )
}
