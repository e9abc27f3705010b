import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import type { Look } from "../account/look.ts"
import { useDesk } from "../desk/desk.ts"
import { LookForm } from "../entry/look-form.tsx"
import { sayFailure } from "../plain-words.ts"

/** Colour and words of the widget. */
export function LookPage(): VNode {
  const desk = useDesk()
  const busy = useSignal(false)
  const problem = useSignal("")
  const saved = useSignal(false)
  const { name, look } = desk.workspace.value
  const save = async (chosen: Look): Promise<void> => {
    busy.value = true
    problem.value = ""
    saved.value = false
    try {
      await desk.setLook(chosen)
      saved.value = true
    } catch (error) {
      problem.value = sayFailure(error)
    } finally {
      busy.value = false
    }
  }
  return (
    <>
      <LookForm
        workspace={name}
        initial={look}
        busy={busy.value}
        problem={problem.value}
        action="Save"
        onSave={(chosen) => void save(chosen)}
      />
      <p role="status" class="soft small">
        {saved.value && "Saved. Visitors see it within a minute."}
      </p>
    </>
  )
}
