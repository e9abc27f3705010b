import { Avatar, IconClose, IconForward, IconLock, IconSend, shortAge } from "@aside/ui"
import type { VNode } from "preact"
import type { Model, Talk } from "../model.ts"
import type { ScreenProps } from "./app.tsx"
import { lastLine } from "./words.ts"

/** Where a visitor arrives: greeting, a way to write, what was said before. */
export function Home({ model, actions }: ScreenProps): VNode {
  const face = model.face.value
  const isKnown = face.name !== ""
  return (
    <main class="home" data-testid="home" aria-busy={!isKnown}>
      <header class="welcome">
        <div class="welcome-bar">
          {isKnown ? <Avatar name={face.name} /> : <span class="bone bone-disc" />}
          <span class="welcome-name" data-testid="workspace-name">
            {face.name}
          </span>
          <button
            type="button"
            class="icon-button"
            aria-label="Close chat"
            data-testid="close"
            onClick={actions.close}
          >
            <IconClose />
          </button>
        </div>
        {isKnown ? (
          <h1 dir="auto" data-testid="greeting">
            {face.greeting || `Hello. How can ${face.name} help?`}
          </h1>
        ) : (
          <Bones />
        )}
      </header>
      <div class="home-cards">
        <Start model={model} actions={actions} />
        <Recent model={model} actions={actions} />
      </div>
      <p class="promise">
        <IconLock />
        {promise(model)}
      </p>
    </main>
  )
}

function promise(model: Model): string {
  const { name } = model.face.value
  if (name !== "") return `Only you and ${name} can read what you write`
  const isChecking = model.trust.value.state === "checking"
  return isChecking ? "Checking the keys…" : "Nothing is sent before the keys are checked"
}

function Bones(): VNode {
  return (
    <div class="bones" data-testid="skeleton">
      <h1 class="visually-hidden">Chat</h1>
      <span class="bone bone-line" />
      <span class="bone bone-line bone-short" />
    </div>
  )
}

/** The way to write, or why there is none yet. */
function Start({ model, actions }: ScreenProps): VNode {
  const isUnreachable = model.trust.value.state === "unreachable"
  if (isUnreachable && model.face.value.name === "") {
    return (
      <section class="card unreachable" data-testid="unreachable" role="status">
        <strong>No connection</strong>
        <p>The chat starts as soon as the service can be reached.</p>
        <button type="button" class="button button-secondary" onClick={actions.checkAgain}>
          Try again
        </button>
      </section>
    )
  }
  return (
    <button
      type="button"
      class="card start"
      data-testid="start"
      disabled={model.face.value.name === ""}
      onClick={() => actions.open(null)}
    >
      <span class="start-text">
        <strong>Send us a message</strong>
        <span class="soft" dir="auto" data-testid="reply-hint">
          {model.face.value.replyHint || "We answer as soon as we can"}
        </span>
      </span>
      <span class="start-icon">
        <IconSend />
      </span>
    </button>
  )
}

function Recent({ model, actions }: ScreenProps): VNode | null {
  const talks = [...model.talks.value].sort((a, b) => b.lastTime.value - a.lastTime.value)
  if (talks.length === 0) return null
  return (
    <section class="card recent" aria-labelledby="recent">
      <h2 id="recent">Your conversations</h2>
      <ul>
        {talks.map((talk) => (
          <li key={talk.id}>
            <RecentTalk talk={talk} model={model} actions={actions} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function RecentTalk({ talk, model, actions }: ScreenProps & { readonly talk: Talk }): VNode {
  const { who, text } = lastLine(talk.rows.value, model.face.value.name)
  const unread = talk.unread.value
  const age = talk.lastTime.value
    ? shortAge(talk.lastTime.value, Date.now(), model.locale.value)
    : ""
  return (
    <button
      type="button"
      class="recent-talk"
      data-testid="recent-talk"
      data-conversation={talk.id}
      onClick={() => actions.open(talk.id)}
    >
      <Avatar name={who} />
      <span class="recent-text">
        <span class="recent-who">
          <strong>{who}</strong>
          <span class="soft recent-age">{age}</span>
        </span>
        <span class={unread ? "recent-line recent-new" : "recent-line"} dir="auto">
          {talk.isClosed.value && !unread ? `Ended · ${text}` : text}
        </span>
      </span>
      {unread > 0 ? (
        <span class="count">
          {unread}
          <span class="visually-hidden"> unread</span>
        </span>
      ) : (
        <IconForward />
      )}
    </button>
  )
}
