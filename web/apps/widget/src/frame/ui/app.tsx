import type { VNode } from "preact"
import type { Actions, Model } from "../model.ts"
import { Home } from "./home.tsx"
import { Stop } from "./stop.tsx"
import { TalkView } from "./talk.tsx"

/** What every screen gets. */
export interface ScreenProps {
  readonly model: Model
  readonly actions: Actions
}

/** The whole panel. Refused keys replace everything else. */
export function App({ model, actions }: ScreenProps): VNode {
  const trust = model.trust.value
  const view = model.view.value
  if (trust.state === "refused") return <Stop code={trust.code} actions={actions} />
  if (view.at === "talk") {
    return <TalkView key={view.id} id={view.id} model={model} actions={actions} />
  }
  return <Home model={model} actions={actions} />
}
