import type { VNode } from "preact"
import { SignInFlow } from "./entry/sign-in-flow.tsx"
import { SignUpFlow } from "./entry/sign-up-flow.tsx"
import { FullStop, KeysStop } from "./entry/stop.tsx"
import { Welcome } from "./entry/welcome.tsx"
import type { Database } from "./local/database.ts"
import { DeskView } from "./panes/desk-view.tsx"
import { stage } from "./stage.ts"

/** The stored data cannot be opened at all. */
export function BrokenStop(): VNode {
  return (
    <FullStop title="This browser does not let Aside keep anything" testId="broken-stop">
      <p class="soft">
        Aside keeps your keys and messages in this browser. Leave private browsing or allow storage
        for this site, then reload.
      </p>
    </FullStop>
  )
}

/** The whole application. */
export function App({ database }: { database: Database }): VNode | null {
  const at = stage.value
  switch (at.at) {
    case "starting":
      return null
    case "sign-up":
      return <SignUpFlow database={database} />
    case "sign-in":
      return (
        <SignInFlow
          key={`${at.problem} ${at.link !== undefined}`}
          database={database}
          device={at.device}
          link={at.link}
          problem={at.problem}
        />
      )
    case "welcome":
      return <Welcome desk={at.desk} step={at.step} />
    case "desk":
      return <DeskView desk={at.desk} />
    case "keys-stop":
      return <KeysStop reason={at.reason} />
  }
}
