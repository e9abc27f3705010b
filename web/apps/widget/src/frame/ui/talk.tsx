import { Avatar, IconBack, IconClose, IconForward, IconLock, IconSettings } from "@aside/ui"
import type { VNode } from "preact"
import type { Model, Talk } from "../model.ts"
import type { ScreenProps } from "./app.tsx"
import { Banner } from "./banner.tsx"
import { Composer } from "./composer.tsx"
import { Log } from "./log.tsx"
import { MenuSheet } from "./menu-sheet.tsx"
import { SecuritySheet } from "./security-sheet.tsx"

/** Who is at the other end: the agent who wrote last, or the workspace. */
function counterpart(talk: Talk | undefined, model: Model): string {
  const last = talk?.rows.value.findLast((row) => row.kind === "message" && !row.isMine)
  return last?.kind === "message" && last.name !== "" ? last.name : model.face.value.name
}

/** One conversation: header, the lock line, what was said, and the composer. */
export function TalkView({
  id,
  model,
  actions,
}: ScreenProps & { readonly id: string | null }): VNode {
  const talk = model.talks.value.find((each) => each.id === id)
  const who = counterpart(talk, model)
  const name = model.face.value.name
  const sheet = model.sheet.value
  const show = (next: "security" | "menu"): void => {
    model.sheet.value = next
  }
  const isClosed = talk?.isClosed.value === true
  return (
    <main class="talk" data-testid="talk" data-conversation={id ?? ""}>
      <div class="talk-body" inert={sheet !== "none"}>
        <header class="bar">
          <button
            type="button"
            class="icon-button"
            aria-label="Back"
            data-testid="back"
            onClick={actions.home}
          >
            <IconBack />
          </button>
          <Avatar name={who} />
          <div class="bar-text">
            <h1 dir="auto" data-testid="counterpart">
              {who}
            </h1>
            <p class="soft" dir="auto">
              {who === name ? model.face.value.replyHint : name}
            </p>
          </div>
          <button
            type="button"
            class="icon-button"
            aria-label="Options"
            aria-haspopup="dialog"
            data-testid="menu"
            onClick={() => show("menu")}
          >
            <IconSettings />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label="Close chat"
            data-testid="close"
            onClick={actions.close}
          >
            <IconClose />
          </button>
        </header>
        <button
          type="button"
          class="lock-line"
          aria-haspopup="dialog"
          data-testid="lock-line"
          onClick={() => show("security")}
        >
          <IconLock />
          <span>Only you and {name} can read this</span>
          <IconForward />
        </button>
        <Banner model={model} />
        <Log talk={talk} model={model} actions={actions} />
        {isClosed ? (
          <Ended actions={actions} />
        ) : (
          <Composer model={model} actions={actions} label={`Write to ${who}`} />
        )}
      </div>
      {sheet === "security" && <SecuritySheet talk={talk} model={model} />}
      {(sheet === "menu" || sheet === "erase") && (
        <MenuSheet talk={talk} model={model} actions={actions} />
      )}
    </main>
  )
}

function Ended({ actions }: Pick<ScreenProps, "actions">): VNode {
  return (
    <footer class="ended" data-testid="ended">
      <p>This conversation has ended.</p>
      <button
        type="button"
        class="button button-primary"
        data-testid="start-new"
        onClick={() => actions.open(null)}
      >
        Start a new conversation
      </button>
    </footer>
  )
}
