import { IconSend } from "@aside/ui"
import type { VNode } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import type { ScreenProps } from "./app.tsx"

/** The field that grows from one to five lines. Enter sends, Shift+Enter starts a new line. */
export function Composer({
  model,
  actions,
  label,
}: ScreenProps & { readonly label: string }): VNode {
  const field = useRef<HTMLTextAreaElement>(null)
  const text = model.draft.value
  useLayoutEffect(() => {
    const area = field.current
    if (!area) return
    // The style sheet's max-height holds it at five lines.
    area.style.setProperty("height", "0")
    area.style.setProperty("height", `${area.scrollHeight}px`)
  }, [text])
  // Not on touch screens: the keyboard would cover what was said.
  useLayoutEffect(() => {
    if (matchMedia("(hover: hover)").matches) field.current?.focus()
  }, [])
  const isEmpty = text.trim() === ""
  const send = (): void => {
    if (!isEmpty) actions.send()
    field.current?.focus()
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <footer class="composer">
      <div class="composer-field">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          value={text}
          placeholder="Write a message"
          aria-label={label}
          enterkeyhint="send"
          data-testid="composer"
          onInput={(event) => actions.write(event.currentTarget.value)}
          onKeyDown={press}
        />
        <button
          type="button"
          class="send"
          aria-label="Send"
          disabled={isEmpty}
          data-testid="send"
          onClick={send}
        >
          <IconSend />
        </button>
      </div>
    </footer>
  )
}
