import { ApiError } from "@aside/api"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import {
  openWorkspace,
  type PreparedWorkspace,
  prepareWorkspace,
  type SignUpInput,
} from "../account/sign-up.ts"
import type { Database } from "../local/database.ts"
import { sayFailure } from "../plain-words.ts"
import { stage } from "../stage.ts"
import { openDesk, showSignIn } from "../start.ts"
import { KitStep } from "./kit.tsx"
import { SignUpForm } from "./sign-up-form.tsx"
import { Working } from "./working.tsx"

const EMPTY: SignUpInput = { workspace: "", name: "", email: "", password: "" }

const STAGES = ["Making your workspace's keys", "Stretching your password", "Sealing your account"]

/** From the form to a workspace that exists. Nothing is sent before the recovery kit is saved. */
export function SignUpFlow({ database }: { database: Database }): VNode {
  const input = useSignal(EMPTY)
  const making = useSignal(false)
  const busy = useSignal(false)
  const prepared = useSignal<PreparedWorkspace | undefined>(undefined)
  const problem = useSignal("")
  const emailProblem = useSignal("")
  const make = async (typed: SignUpInput): Promise<void> => {
    input.value = typed
    problem.value = ""
    making.value = true
    try {
      prepared.value = await prepareWorkspace(typed, Date.now())
    } catch {
      emailProblem.value =
        "Your browser could not make the keys. It may be too old; update it and try again."
    }
    making.value = false
  }
  const publish = async (workspace: PreparedWorkspace): Promise<void> => {
    busy.value = true
    try {
      await openWorkspace(database, workspace, Date.now())
      const desk = await openDesk(database)
      if (desk === undefined) return
      stage.value = { at: "welcome", desk, step: "look" }
      await desk.connect()
    } catch (error) {
      if (error instanceof ApiError && error.code === "email_taken") {
        emailProblem.value = `${sayFailure(error)} The recovery kit you saved is not in use; throw it away.`
        prepared.value = undefined
      } else problem.value = sayFailure(error)
    } finally {
      busy.value = false
    }
  }
  const ready = prepared.value
  if (making.value) return <Working title="Making your keys" step={1} stages={STAGES} current={1} />
  if (ready !== undefined) {
    return (
      <KitStep
        kit={ready.kit}
        busy={busy.value}
        problem={problem.value}
        onConfirmed={() => void publish(ready)}
      />
    )
  }
  return (
    <SignUpForm
      initial={input.value}
      emailProblem={emailProblem.value}
      onSubmit={(typed) => void make(typed)}
      onSignIn={() => void showSignIn(database)}
    />
  )
}
