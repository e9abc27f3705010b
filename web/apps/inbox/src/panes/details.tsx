import { Avatar, IconButton, IconClose, IconLock } from "@aside/ui"
import type { ComponentChildren, VNode } from "preact"
import type { Conversation, VisitorContext } from "../desk/conversation.ts"
import { type Folder, go } from "../route.ts"
import { browserName, shortPage } from "./visitor-claims.ts"

function Row({ label, children }: { label: string; children: ComponentChildren }): VNode {
  return (
    <div class="fact">
      <dt class="soft">{label}</dt>
      <dd dir="auto">{children}</dd>
    </div>
  )
}

function Where({ context }: { context: VisitorContext }): VNode {
  return (
    <section class="details-part">
      <h3>Where</h3>
      <dl class="facts" data-testid="visitor-context">
        <Row label="Page">
          <span title={context.page}>{shortPage(context.page)}</span>
        </Row>
        {context.referrer !== undefined && context.referrer !== "" && (
          <Row label="Came from">
            <span title={context.referrer}>{shortPage(context.referrer)}</span>
          </Row>
        )}
        <Row label="Browser">{browserName(context.agent)}</Row>
        <Row label="Language">{context.locale ?? "Not told"}</Row>
      </dl>
      <p class="soft small">
        The visitor's browser told you this, sealed. The service does not see it.
      </p>
    </section>
  )
}

function SecurityCode({ conversation }: { conversation: Conversation }): VNode {
  const words = conversation.securityCode.value.split(" ").filter((word) => word !== "")
  return (
    <section class="details-part">
      <h3>Security code</h3>
      <ol class="code-words" data-testid="security-code" aria-label="Security code">
        {words.map((word, index) => (
          <li key={`${index}${word}`}>{word}</li>
        ))}
      </ol>
      <p class="soft small">
        The visitor sees the same six words in the widget. If they differ, somebody is between you.
      </p>
    </section>
  )
}

function ServiceView(): VNode {
  return (
    <section class="details-part">
      <h3>What the service can see</h3>
      <ul class="plain-list small soft">
        <li>That somebody wrote, when, and about how much</li>
        <li>The visitor's network address while connected</li>
        <li>Whether the conversation is open or closed</li>
      </ul>
      <p class="lock-line small">
        <IconLock />
        <span>It cannot read or change what is said.</span>
      </p>
    </section>
  )
}

/** The fourth pane: who is there and what protects the conversation. */
export function Details({
  conversation,
  folder,
}: {
  conversation: Conversation
  folder: Folder
}): VNode {
  const back = (): void =>
    go({ at: "folder", folder, conversation: conversation.id, details: false }, "replace")
  return (
    <aside class="details" aria-label="Details" data-testid="details">
      <header class="pane-header details-header">
        <h2>Details</h2>
        <IconButton label="Close details" onClick={back} data-testid="close-details">
          <IconClose />
        </IconButton>
      </header>
      <div class="details-who">
        <Avatar
          name={conversation.label}
          seed={conversation.id}
          letters={conversation.label.slice(8, 10)}
        />
        <div>
          <p class="details-name">{conversation.label}</p>
          <p class="soft small">Not verified, anonymous</p>
        </div>
      </div>
      <SecurityCode conversation={conversation} />
      <Where context={conversation.context.value} />
      <ServiceView />
    </aside>
  )
}
