import {
  Avatar,
  Button,
  IconArchive,
  IconBack,
  IconButton,
  IconChat,
  IconInfo,
  IconLock,
  IconReopen,
} from "@aside/ui"
import type { VNode } from "preact"
import { useEffect } from "preact/hooks"
import type { Conversation } from "../desk/conversation.ts"
import { useDesk } from "../desk/desk.ts"
import { type Folder, go, type Route } from "../route.ts"
import { Composer } from "./composer.tsx"
import { FeedBanner } from "./feed-banner.tsx"
import { Log } from "./log.tsx"

interface ThreadProps {
  readonly conversation: Conversation
  readonly folder: Folder
  readonly details: boolean
}

function StatusButton({ conversation }: { conversation: Conversation }): VNode {
  const desk = useDesk()
  const closed = conversation.status.value === "closed"
  return (
    <Button
      onClick={() => void desk.setStatus(conversation, closed ? "open" : "closed")}
      data-testid={closed ? "reopen" : "close"}
    >
      {closed ? <IconReopen /> : <IconArchive />}
      <span class="status-button-text">{closed ? "Reopen" : "Close"}</span>
    </Button>
  )
}

function ThreadHeader({ conversation, folder, details }: ThreadProps): VNode {
  const here: Route = { at: "folder", folder, conversation: conversation.id, details: !details }
  return (
    <header class="pane-header thread-header">
      <span class="only-narrow">
        <IconButton
          label="Back to the list"
          onClick={() => go({ at: "folder", folder, details: false })}
          data-testid="back"
        >
          <IconBack />
        </IconButton>
      </span>
      <Avatar
        name={conversation.label}
        seed={conversation.id}
        letters={conversation.label.slice(8, 10)}
      />
      <div class="thread-title">
        <h2 data-testid="thread-title">{conversation.label}</h2>
        <p class="lock-line soft">
          <IconLock />
          <span>Only you and the visitor can read this</span>
        </p>
      </div>
      <StatusButton conversation={conversation} />
      <IconButton
        label={details ? "Hide details" : "Show details"}
        aria-pressed={details}
        onClick={() => go(here, "replace")}
        data-testid="toggle-details"
      >
        <IconInfo />
      </IconButton>
    </header>
  )
}

/** Tells the desk whenever the thread is really in front of somebody. */
function useSeen(conversation: Conversation): void {
  const desk = useDesk()
  const count = conversation.visitorCount.value
  useEffect(() => {
    const look = (): void => {
      if (document.visibilityState === "visible" && document.hasFocus()) desk.noteSeen(conversation)
    }
    look()
    addEventListener("focus", look)
    document.addEventListener("visibilitychange", look)
    return () => {
      removeEventListener("focus", look)
      document.removeEventListener("visibilitychange", look)
    }
  }, [desk, conversation, count])
}

function Problem(): VNode | null {
  const text = useDesk().problem.value
  if (text === "") return null
  return (
    <p class="callout callout-danger thread-problem" role="alert" data-testid="problem">
      {text}
    </p>
  )
}

/** The third pane: one conversation. */
export function Thread(props: ThreadProps): VNode {
  useSeen(props.conversation)
  return (
    <section
      class="thread"
      aria-label={`Conversation with ${props.conversation.label}`}
      data-testid="thread"
    >
      <ThreadHeader {...props} />
      <div class="only-narrow">
        <FeedBanner />
      </div>
      <Log key={props.conversation.id} conversation={props.conversation} />
      {props.conversation.waitsForKeys.value && (
        <p class="thread-waiting soft small" role="status">
          Your replies go out as soon as the visitor has taken the workspace's new keys.
        </p>
      )}
      <Problem />
      <Composer key={props.conversation.id} conversation={props.conversation} />
    </section>
  )
}

/** What stands where a thread would be. */
export function NoThread(): VNode {
  return (
    <section class="thread thread-none" aria-label="Conversation">
      <div class="thread-none-inner soft">
        <IconChat />
        <p>Choose a conversation</p>
        <p class="small">
          <span class="keycap">J</span> <span class="keycap">K</span> move,{" "}
          <span class="keycap">?</span> shows every shortcut
        </p>
      </div>
    </section>
  )
}
