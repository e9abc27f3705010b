import { Button } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import type { SignUpInput } from "../account/sign-up.ts"
import { EntryFrame } from "./entry-frame.tsx"
import { Field } from "./field.tsx"
import { PASSWORD_MIN, type Strength, strengthOf } from "./password-strength.ts"

/** Longest name in UTF-8 bytes (spec/protocol.md §1.3 `NAME_MAX`). */
const NAME_BYTES_MAX = 64

/** What is wrong with what was typed; empty strings where nothing is. */
export type SignUpProblems = Readonly<Record<keyof SignUpInput, string>>

function nameProblem(name: string, what: string): string {
  if (name.trim() === "") return `Enter ${what}.`
  const long = new TextEncoder().encode(name.trim()).length > NAME_BYTES_MAX
  return long ? "That is too long. Use a shorter form." : ""
}

/** Checks a sign-up before any key is made. */
export function signUpProblems(input: SignUpInput): SignUpProblems {
  const emailFits = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(input.email.trim())
  const short = [...input.password].length < PASSWORD_MIN
  return {
    workspace: nameProblem(input.workspace, "the name your visitors know you by"),
    name: nameProblem(input.name, "your name"),
    email: emailFits ? "" : "Enter an email address such as you@example.com.",
    password: short ? `Use at least ${PASSWORD_MIN} characters.` : "",
  }
}

function Meter({ strength }: { strength: Strength }): VNode {
  return (
    <span class="meter" data-level={strength.level} data-testid="password-strength">
      <span class="meter-bars" aria-hidden="true">
        {[1, 2, 3, 4].map((bar) => (
          <span key={bar} class={bar <= strength.level ? "meter-bar meter-bar-on" : "meter-bar"} />
        ))}
      </span>
      <span role="status">{strength.word}</span>
    </span>
  )
}

export interface SignUpFormProps {
  readonly initial: SignUpInput
  /** What the service said about the last attempt. */
  readonly emailProblem?: string | undefined
  readonly onSubmit: (input: SignUpInput) => void
  readonly onSignIn: () => void
}

/** First step: who you are. */
export function SignUpForm({ initial, emailProblem, onSubmit, onSignIn }: SignUpFormProps): VNode {
  const workspace = useSignal(initial.workspace)
  const name = useSignal(initial.name)
  const email = useSignal(initial.email)
  const password = useSignal(initial.password)
  const tried = useSignal(false)
  const input = {
    workspace: workspace.value,
    name: name.value,
    email: email.value,
    password: password.value,
  }
  const found = signUpProblems(input)
  const shown = tried.value ? found : { workspace: "", name: "", email: "", password: "" }
  const takenProblem = email.value === initial.email ? emailProblem : undefined
  const submit = (event: Event): void => {
    event.preventDefault()
    tried.value = true
    if (Object.values(found).every((problem) => problem === "")) onSubmit(input)
  }
  return (
    <EntryFrame
      step={1}
      title="Create your workspace"
      lead="Chat with the visitors of your site. Only you and they can read it."
    >
      <form class="form" onSubmit={submit} noValidate>
        <Field
          id="workspace-name"
          label="Workspace name"
          value={workspace}
          problem={shown.workspace}
          hint="Visitors see this in the chat."
          autoComplete="organization"
          testId="workspace-name"
        />
        <Field
          id="your-name"
          label="Your name"
          value={name}
          problem={shown.name}
          autoComplete="name"
          testId="your-name"
        />
        <Field
          id="email"
          label="Email"
          type="email"
          value={email}
          problem={shown.email || takenProblem}
          autoComplete="username"
          testId="email"
        />
        <Field
          id="password"
          label="Password"
          type="password"
          value={password}
          problem={shown.password}
          autoComplete="new-password"
          hint={
            password.value === "" ? (
              `At least ${PASSWORD_MIN} characters. Nobody can reset it for you.`
            ) : (
              <Meter
                strength={strengthOf(password.value, [
                  name.value,
                  workspace.value,
                  email.value.split("@")[0] ?? "",
                ])}
              />
            )
          }
          testId="password"
        />
        <Button look="primary" type="submit" data-testid="sign-up">
          Create workspace
        </Button>
      </form>
      <p class="entry-foot soft small">
        Already have one?{" "}
        <button type="button" class="text-button" onClick={onSignIn} data-testid="go-sign-in">
          Sign in
        </button>
      </p>
    </EntryFrame>
  )
}
