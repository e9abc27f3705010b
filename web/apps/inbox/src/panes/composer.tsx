import { IconSend } from "@aside/ui"
import type { VNode } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import type { Conversation } from "../desk/conversation.ts"
import { useDesk } from "../desk/desk.ts"

/** Longest text of one message in UTF-16 units; its UTF-8 must fit `BODY_MAX` (spec/protocol.md §1.3). */
export const TEXT_LENGTH_MAX = 8000

function useGrowth(text: string) {
  const ref = useRef<HTMLTextAreaElement>(null)
  useLayoutEffect(() => {
    const area = ref.current
    if (area === null) return
    area.style.blockSize = "auto"
    area.style.blockSize = `${area.scrollHeight}px`
  }, [text])
  return ref
}

function isSendKey(event: KeyboardEvent): boolean {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing
}

/** Where the agent writes. The text leaves the field only once it lies in the outbox. */
export function Composer({ conversation }: { conversation: Conversation }): VNode {
  const desk = useDesk()
  const draft = conversation.draft.value
  const ref = useGrowth(draft)
  const empty = draft.trim() === ""
  const send = (): void => {
    if (!empty) void desk.send(conversation, draft.trim())
    ref.current?.focus()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div class="composer-box">
        <label class="visually-hidden" for="reply">
          Reply to {conversation.label}
        </label>
        <textarea
          id="reply"
          ref={ref}
          rows={1}
          dir="auto"
          maxLength={TEXT_LENGTH_MAX}
          placeholder={conversation.status.value === "closed" ? "Reply and reopen" : "Reply"}
          value={draft}
          onInput={(event) => {
            desk.setDraft(conversation, event.currentTarget.value)
            desk.noteTyping(conversation)
          }}
          onKeyDown={(event) => {
            if (!isSendKey(event)) return
            event.preventDefault()
            send()
          }}
          data-testid="composer"
        />
        <button
          type="submit"
          class="button button-primary send-button"
          disabled={empty}
          aria-label="Send"
          title="Send (Enter)"
          data-testid="send"
        >
          <IconSend />
        </button>
      </div>
      <p class="composer-hint soft" aria-hidden="true">
        <span class="keycap">Enter</span> sends, <span class="keycap">Shift</span>{" "}
        <span class="keycap">Enter</span> starts a new line
      </p>
    </form>
  )
}
