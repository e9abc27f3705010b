import type { VNode } from "preact"
import { showsHost, splitLinks, type TextPart } from "../links.ts"

export interface LinkedTextProps {
  readonly text: string
  /** Called instead of the browser's own opening; the frame of the widget has to ask the page. */
  readonly onOpen?: (href: string) => void
}

function Part({
  part,
  onOpen,
}: {
  part: TextPart
  onOpen: ((href: string) => void) | undefined
}): VNode {
  if (part.kind === "text") return <>{part.text}</>
  const open = (event: MouseEvent): void => {
    if (onOpen === undefined) return
    event.preventDefault()
    onOpen(part.href)
  }
  return (
    <a href={part.href} target="_blank" rel="noopener noreferrer" title={part.host} onClick={open}>
      {part.text}
      {!showsHost(part) && <span class="link-host"> ({part.host})</span>}
    </a>
  )
}

/** Untrusted text, shown as text, in its own direction; web addresses can be clicked. */
export function LinkedText({ text, onOpen }: LinkedTextProps): VNode {
  return (
    <span class="linked-text" dir="auto">
      {splitLinks(text).map((part, index) => (
        <Part key={index} part={part} onOpen={onOpen} />
      ))}
    </span>
  )
}
