import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import type { Look } from "../account/look.ts"
import { DeskProvider } from "../desk/desk.ts"
import type { LiveDesk } from "../desk/live-desk.ts"
import { sayFailure } from "../plain-words.ts"
import { stage } from "../stage.ts"
import { EntryFrame } from "./entry-frame.tsx"
import { LookForm } from "./look-form.tsx"
import { WelcomeSite } from "./welcome-site.tsx"

/** The steps between a new workspace and its inbox. */
export function Welcome({ desk, step }: { desk: LiveDesk; step: "look" | "site" }): VNode {
  const busy = useSignal(false)
  const problem = useSignal("")
  const save = async (look: Look): Promise<void> => {
    busy.value = true
    problem.value = ""
    try {
      await desk.setLook(look)
      stage.value = { at: "welcome", desk, step: "site" }
    } catch (error) {
      problem.value = sayFailure(error)
    } finally {
      busy.value = false
    }
  }
  if (step === "look") {
    const { name, look } = desk.workspace.value
    return (
      <EntryFrame
        step={3}
        wide
        title="Make it yours"
        lead="What visitors see. You can change it later."
      >
        <LookForm
          workspace={name}
          initial={look}
          busy={busy.value}
          problem={problem.value}
          action="Continue"
          onSave={(chosen) => void save(chosen)}
        />
      </EntryFrame>
    )
  }
  return (
    <DeskProvider value={desk}>
      <WelcomeSite
        onDone={() => {
          stage.value = { at: "desk", desk }
        }}
      />
    </DeskProvider>
  )
}
