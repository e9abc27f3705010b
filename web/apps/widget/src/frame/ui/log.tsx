import { Avatar, clockTime, dayLabel, IconAlert, IconGap, LinkedText, TypingDots } from "@aside/ui"
import type { VNode } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import type { Talk } from "../model.ts"
import { type Notice, type Placed, placeRows, type Row } from "../rows.ts"
import type { ScreenProps } from "./app.tsx"
import { NOTICE_WORDS, STATE_WORDS } from "./words.ts"

/** Distance from the end, in pixels, within which new messages keep the end in view. */
const NEAR_END = 120

type LogProps = ScreenProps & { readonly talk: Talk | undefined }

/** What was said, oldest first. New messages are read out politely. */
export function Log({ talk, model, actions }: LogProps): VNode {
  const box = useRef<HTMLElement>(null)
  const wasNearEnd = useRef(true)
  const rows = talk?.rows.value ?? []
  const typing = talk?.typing.value ?? ""
  const follow = (): void => {
    const log = box.current
    if (log && wasNearEnd.current) log.scrollTop = log.scrollHeight
  }
  useLayoutEffect(follow, [rows, typing])
  useLayoutEffect(() => {
    // A phone's keyboard takes half of the log away.
    const sizes = new ResizeObserver(follow)
    if (box.current) sizes.observe(box.current)
    return () => sizes.disconnect()
  }, [])
  const remember = (): void => {
    const log = box.current
    if (log) wasNearEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END
  }
  return (
    <section
      class="log-scroll"
      ref={box}
      onScroll={remember}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Conversation"
    >
      <div class="log" role="log" aria-live="polite" aria-label="Messages" data-testid="log">
        {rows.length === 0 && <Opening model={model} />}
        {placeRows(rows).map((placed) => (
          <LogRow
            key={placed.row.key}
            placed={placed}
            talk={talk}
            model={model}
            actions={actions}
          />
        ))}
      </div>
      {typing !== "" && (
        <div class="line line-theirs line-start" data-testid="typing">
          <Avatar name={typing} />
          <div class="bubble bubble-typing">
            <TypingDots label={`${typing} is typing`} />
          </div>
        </div>
      )}
    </section>
  )
}

function Opening({ model }: Pick<ScreenProps, "model">): VNode {
  const { greeting, name } = model.face.value
  return (
    <div class="line line-theirs line-start">
      <Avatar name={name} />
      <div class="bubble" dir="auto">
        {greeting || "Hello. How can we help?"}
      </div>
    </div>
  )
}

type Message = Row & { kind: "message" }

function LogRow({ placed, talk, model, actions }: LogProps & { readonly placed: Placed }): VNode {
  const { row } = placed
  if (row.kind !== "message") return <NoticeLine kind={row.kind} />
  const locale = model.locale.value
  return (
    <>
      {placed.startsDay && (
        <p class="day">
          <span>{dayLabel(row.time, Date.now(), locale)}</span>
        </p>
      )}
      <MessageLine
        row={row}
        placed={placed}
        who={row.isMine ? "You" : row.name || model.face.value.name}
        talk={talk}
        actions={actions}
        locale={locale}
      />
    </>
  )
}

function NoticeLine({ kind }: { readonly kind: Notice }): VNode {
  return (
    <p class={kind === "fork" ? "notice notice-alarm" : "notice"} data-testid={kind}>
      {kind === "gap" ? <IconGap /> : <IconAlert />}
      {NOTICE_WORDS[kind]}
    </p>
  )
}

interface MessageProps extends Pick<LogProps, "talk" | "actions"> {
  readonly row: Message
  readonly placed: Placed
  readonly who: string
  readonly locale: string
}

function MessageLine({ row, placed, who, talk, actions, locale }: MessageProps): VNode {
  const edges = [placed.startsGroup && "line-start", placed.endsGroup && "line-end"]
  const classes = ["line", row.isMine ? "line-mine" : "line-theirs", ...edges].filter(Boolean)
  return (
    <div
      class={classes.join(" ")}
      data-testid="message"
      data-side={row.isMine ? "mine" : "theirs"}
      data-state={row.state}
    >
      {!row.isMine && <Face who={who} isFirst={placed.startsGroup} />}
      <div class="line-text">
        {placed.startsGroup && !row.isMine && <span class="line-who">{who}</span>}
        <span class="visually-hidden">{who} wrote:</span>
        <div class="bubble" title={clockTime(row.time, locale)}>
          <LinkedText text={row.text} onOpen={actions.openLink} />
        </div>
        {placed.showsState ? (
          <State row={row} talk={talk} actions={actions} locale={locale} />
        ) : (
          placed.endsGroup && (
            <time class="line-time" dateTime={isoTime(row.time)}>
              {clockTime(row.time, locale)}
            </time>
          )
        )}
      </div>
    </div>
  )
}

function Face({ who, isFirst }: { readonly who: string; readonly isFirst: boolean }): VNode {
  return isFirst ? <Avatar name={who} /> : <span class="avatar-room" />
}

function isoTime(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? "" : date.toISOString()
}

type StateProps = Pick<LogProps, "talk" | "actions"> & {
  readonly row: Message
  readonly locale: string
}

function State({ row, talk, actions, locale }: StateProps): VNode {
  const words = STATE_WORDS[row.state]
  if (row.state === "failed") {
    return (
      <button
        type="button"
        class="state state-failed"
        data-testid="retry"
        onClick={() => talk && actions.retry(talk.id)}
      >
        <IconAlert />
        {words}
      </button>
    )
  }
  return (
    <span class="state" data-testid="state">
      {row.state === "sending" || row.state === "queued"
        ? words
        : `${clockTime(row.time, locale)} · ${words}`}
    </span>
  )
}
