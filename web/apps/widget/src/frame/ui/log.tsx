import { Avatar, clockTime, dayLabel, IconAlert, IconGap, LinkedText, TypingDots } from "@aside/ui"
import type { VNode } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import type { Talk } from "../model.ts"
import { type Placed, placeRows, type Row } from "../rows.ts"
import type { ScreenProps } from "./app.tsx"
import { NOTICE_WORDS, STATE_WORDS } from "./words.ts"

/** Distance from the end, in pixels, within which new messages keep the end in view. */
const NEAR_END = 120

type LogProps = ScreenProps & { readonly talk: Talk | undefined }

/** What was said, oldest first. New messages are read out politely. */
export function Log({ talk, model, actions }: LogProps): VNode {
  const box = useRef<HTMLDivElement>(null)
  const wasNearEnd = useRef(true)
  const rows = talk?.rows.value ?? []
  const typing = talk?.typing.value ?? ""
  useLayoutEffect(() => {
    const log = box.current
    if (log && wasNearEnd.current) log.scrollTop = log.scrollHeight
  }, [rows, typing])
  const remember = (): void => {
    const log = box.current
    if (log) wasNearEnd.current = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <div class="log-scroll" ref={box} onScroll={remember} tabIndex={0} role="region" aria-label="Conversation">
      <div class="log" role="log" aria-live="polite" aria-label="Messages" data-testid="log">
        {rows.length === 0 && <Opening model={model} />}
        {placeRows(rows).map((placed) => (
          <LogRow key={placed.row.key} placed={placed} talk={talk} model={model} actions={actions} />
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
    </div>
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

function LogRow({ placed, talk, model, actions }: LogProps & { readonly placed: Placed }): VNode {
  const { row } = placed
  const locale = model.locale.value
  const day = placed.startsDay && row.kind === "message" && (
    <p class="day">
      <span>{dayLabel(row.time, Date.now(), locale)}</span>
    </p>
  )
  if (row.kind !== "message") {
    return (
      <p class={row.kind === "fork" ? "notice notice-alarm" : "notice"} data-testid={row.kind}>
        {row.kind === "gap" ? <IconGap /> : <IconAlert />}
        {NOTICE_WORDS[row.kind]}
      </p>
    )
  }
  const who = row.name || model.face.value.name
  const side = row.isMine ? "line-mine" : "line-theirs"
  const edge = `${placed.startsGroup ? " line-start" : ""}${placed.endsGroup ? " line-end" : ""}`
  return (
    <>
      {day}
      <div
        class={`line ${side}${edge}`}
        data-testid="message"
        data-side={row.isMine ? "mine" : "theirs"}
        data-state={row.state}
      >
        {!row.isMine && (placed.startsGroup ? <Avatar name={who} /> : <span class="avatar-room" />)}
        <div class="line-text">
          {placed.startsGroup && !row.isMine && <span class="line-who">{who}</span>}
          <span class="visually-hidden">{row.isMine ? "You wrote:" : `${who} wrote:`}</span>
          <div class="bubble" title={clockTime(row.time, locale)}>
            <LinkedText text={row.text} onOpen={actions.openLink} />
          </div>
          {placed.endsGroup && !placed.showsState && (
            <time class="line-time" dateTime={isoTime(row.time)}>
              {clockTime(row.time, locale)}
            </time>
          )}
          {placed.showsState && <State row={row} talk={talk} actions={actions} locale={locale} />}
        </div>
      </div>
    </>
  )
}

function isoTime(time: number): string {
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? "" : date.toISOString()
}

type StateProps = Pick<LogProps, "talk" | "actions"> & {
  readonly row: Row & { kind: "message" }
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
