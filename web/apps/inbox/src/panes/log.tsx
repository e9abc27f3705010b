import { dayLabel, dayNumber, IconAlert, TypingDots } from "@aside/ui"
import type { VNode } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { now } from "../clock.ts"
import type { Conversation } from "../desk/conversation.ts"
import { useDesk } from "../desk/desk.ts"
import { type Entry, type NoticeEntry, type PlacedEntry, placeEntries } from "../desk/entry.ts"
import { Bubble } from "./bubble.tsx"
import { ALARMS, NOTICE_TEXT } from "./notices.ts"

/** How near to the end, in pixels, somebody reads who wants to see what comes. */
const NEAR_END_PX = 120

function NoticeLine({ entry }: { entry: NoticeEntry }): VNode {
  const alarm = ALARMS.includes(entry.notice)
  return (
    <p
      class={alarm ? "notice notice-alarm" : "notice"}
      data-testid="notice"
      data-notice={entry.notice}
    >
      {alarm && <IconAlert />}
      <span>{NOTICE_TEXT[entry.notice]}</span>
    </p>
  )
}

/** The delivery is said under the last message of the workspace, and under every failed one. */
function saysDelivery(entry: Entry, last: Entry | undefined): boolean {
  return (
    entry.kind === "text" &&
    (entry === last || entry.delivery === "failed" || entry.delivery === "sending")
  )
}

function LogEntry(props: {
  placed: PlacedEntry
  conversation: Conversation
  last: Entry | undefined
}): VNode {
  const desk = useDesk()
  const { placed, conversation, last } = props
  const { entry } = placed
  return (
    <>
      {placed.day !== undefined && (
        <p class="day">
          <span>{dayLabel(placed.day, now.value)}</span>
        </p>
      )}
      {entry.kind === "notice" ? (
        <NoticeLine entry={entry} />
      ) : (
        <Bubble
          placed={placed}
          entry={entry}
          visitor={conversation.label}
          showDelivery={saysDelivery(entry, last)}
          onRetry={() => desk.retry(conversation)}
        />
      )}
    </>
  )
}

function isOwn(entry: Entry | undefined): boolean {
  return entry?.kind === "text" && entry.own
}

/** Stays at the end while messages come and the pane changes its size, unless somebody reads further up. */
function useFollowEnd(conversation: Conversation) {
  const ref = useRef<HTMLDivElement>(null)
  const wasNearEnd = useRef(true)
  const entries = conversation.entries.value
  const newest = entries.at(-1)
  const follow = (): void => {
    const log = ref.current
    if (log !== null && wasNearEnd.current) log.scrollTop = log.scrollHeight
  }
  useLayoutEffect(() => {
    // Who writes wants to see it.
    if (isOwn(newest)) wasNearEnd.current = true
    follow()
  }, [entries.length, newest?.key, conversation.typing.value])
  useLayoutEffect(() => {
    const log = ref.current
    if (log === null) return
    const remember = (): void => {
      wasNearEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX
    }
    // A phone's keyboard takes half of the log away.
    const sizes = new ResizeObserver(follow)
    sizes.observe(log)
    log.addEventListener("scroll", remember, { passive: true })
    return () => {
      sizes.disconnect()
      log.removeEventListener("scroll", remember)
    }
  }, [])
  return ref
}

/** The messages of a conversation. */
export function Log({ conversation }: { conversation: Conversation }): VNode {
  const ref = useFollowEnd(conversation)
  const entries = conversation.entries.value
  const last = entries.findLast((entry) => entry.kind === "text" && entry.from === "member")
  return (
    <div
      class="log"
      role="log"
      aria-live="polite"
      aria-label="Messages"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: who has no pointer must be able to scroll
      tabIndex={0}
      ref={ref}
      data-testid="log"
    >
      <div class="log-inner">
        {placeEntries(entries, dayNumber).map((placed) => (
          <LogEntry
            key={placed.entry.key}
            placed={placed}
            conversation={conversation}
            last={last}
          />
        ))}
        {conversation.typing.value && (
          <div class="message message-visitor" data-testid="typing">
            <div class="bubble bubble-visitor bubble-first bubble-last">
              <TypingDots label={`${conversation.label} is typing`} />
            </div>
          </div>
        )}
      </div>
    </div>
  )
}
