import type { VNode } from "preact"
import type { Model, Talk } from "../model.ts"
import { Sheet } from "./sheet.tsx"

interface SecurityProps {
  readonly talk: Talk | undefined
  readonly model: Model
}

/** What protects this conversation, in plain words, and the code that both sides can compare. */
export function SecuritySheet({ talk, model }: SecurityProps): VNode {
  const name = model.face.value.name
  return (
    <Sheet model={model} title="How this chat is protected" testId="security-sheet">
      <div class="sheet-text">
        <p>
          Your messages are locked in your browser and unlocked only by {name}. The service in
          between carries them without being able to open them.
        </p>
        <h3>Security code</h3>
        {talk === undefined ? (
          <p class="soft">Appears once you have sent the first message.</p>
        ) : (
          <>
            <ol class="code" aria-label="Security code" data-testid="security-code">
              {talk.securityCode.split(" ").map((word) => (
                <li key={word}>{word}</li>
              ))}
            </ol>
            <p class="soft">
              Ask {name} for their six words, for example by phone. If they are the same, nobody is
              in between.
            </p>
          </>
        )}
        <h3>The service cannot see</h3>
        <ul class="can-not">
          <li>what you and {name} write</li>
          <li>your name or anything else you tell</li>
          <li>which page of the site you are on, or where you came from</li>
        </ul>
        <h3>The service can see</h3>
        <ul class="can">
          <li>when a message is sent and roughly how long it is</li>
          <li>your internet address, and which site you are on</li>
        </ul>
        <h3>How your browser knows {name}</h3>
        <p>
          This site carries the fingerprint of {name}'s keys in its own page. Your browser accepts
          only keys that were signed under it, so the service cannot put others in their place.
        </p>
        <p class="pin" data-testid="pin">
          {model.workspace}
        </p>
        <p class="soft">
          The site itself, this device and its extensions are not kept out: they can see what you
          see.
        </p>
      </div>
    </Sheet>
  )
}
