import { IconButton, IconClose } from "@aside/ui"
import { type Signal, signal } from "@preact/signals"
import type { VNode } from "preact"
import { useEffect, useRef } from "preact/hooks"
import type { Conversation } from "../desk/conversation.ts"
import { type Desk, useDesk } from "../desk/desk.ts"
import { go, type Route, route } from "../route.ts"

const helpOpen: Signal<boolean> = signal(false)

const LIST: readonly [string, string][] = [
  ["J", "Next conversation"],
  ["K", "Previous conversation"],
  ["R", "Reply"],
  ["E", "Close or reopen"],
  ["/", "Search"],
  ["?", "This list"],
  ["Esc", "Leave a field, go back"],
]

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches("input, textarea, select")
}

function currentOf(desk: Desk, at: Route): Conversation | undefined {
  if (at.at !== "folder") return undefined
  return desk.conversations.peek().find((each) => each.id === at.conversation)
}

function move(desk: Desk, by: 1 | -1): void {
  const at = route.peek()
  if (at.at !== "folder") return
  const list = desk.conversations.peek().filter((each) => each.status.peek() === at.folder)
  const index = list.findIndex((each) => each.id === at.conversation)
  const next = list[index < 0 ? 0 : Math.min(list.length - 1, Math.max(0, index + by))]
  if (next !== undefined) go({ ...at, conversation: next.id })
}

function toggleStatus(desk: Desk): void {
  const current = currentOf(desk, route.peek())
  if (current !== undefined)
    void desk.setStatus(current, current.status.peek() === "open" ? "closed" : "open")
}

const ACTIONS: Record<string, (desk: Desk) => void> = {
  j: (desk) => move(desk, 1),
  k: (desk) => move(desk, -1),
  r: () => document.querySelector<HTMLElement>("#reply")?.focus(),
  e: toggleStatus,
  "/": () => document.querySelector<HTMLElement>("#search")?.focus(),
  "?": () => {
    helpOpen.value = true
  },
}

function onKey(desk: Desk, event: KeyboardEvent): void {
  if (event.key === "Escape" && event.target instanceof HTMLElement) event.target.blur()
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target)
  const action = plain ? ACTIONS[event.key.toLowerCase()] : undefined
  if (action === undefined || helpOpen.peek()) return
  event.preventDefault()
  action(desk)
}

function ShortcutList(): VNode {
  return (
    <dl class="shortcut-list">
      {LIST.map(([key, text]) => (
        <div key={key}>
          <dt>
            <span class="keycap">{key}</span>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Listens to the keyboard, and shows the list of shortcuts on "?". */
export function Shortcuts(): VNode {
  const desk = useDesk()
  const dialog = useRef<HTMLDialogElement>(null)
  const open = helpOpen.value
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => onKey(desk, event)
    addEventListener("keydown", listen)
    return () => removeEventListener("keydown", listen)
  }, [desk])
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  const close = (): void => {
    helpOpen.value = false
  }
  return (
    <dialog
      class="dialog"
      ref={dialog}
      onCancel={close}
      onClose={close}
      aria-labelledby="shortcuts-title"
      data-testid="shortcuts"
    >
      <header class="dialog-head">
        <h2 id="shortcuts-title">Shortcuts</h2>
        <IconButton label="Close" onClick={close}>
          <IconClose />
        </IconButton>
      </header>
      <ShortcutList />
    </dialog>
  )
}
