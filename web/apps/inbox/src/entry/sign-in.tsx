import { Button, IconLock } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { EntryFrame } from "./entry-frame.tsx"
import { Field } from "./field.tsx"

/** What somebody typed to sign in. */
export interface SignInInput {
  readonly email: string
  readonly password: string
  /** Empty on a device that already holds it. */
  readonly secretKey: string
}

export interface SignInProps {
  readonly email: string
  /** Where the Secret Key comes from: typed, or already here. */
  readonly secretKey: "typed" | "on-this-device" | "from-link"
  readonly problem: string
  readonly onSubmit: (input: SignInInput) => void
  readonly onSignUp: () => void
  /** Offered on a device that knows an account. */
  readonly onForget: () => void
}

const LEADS: Record<SignInProps["secretKey"], string> = {
  typed: "You need your Secret Key once on every new device. It stands in your recovery kit.",
  "on-this-device": "This device knows your Secret Key. Your password is enough.",
  "from-link": "Your Secret Key came with the link. Enter your password to finish.",
}

/** Signing in, on a known device with the password alone. */
export function SignIn(props: SignInProps): VNode {
  const email = useSignal(props.email)
  const password = useSignal("")
  const secretKey = useSignal("")
  const typed = props.secretKey === "typed"
  const complete = email.value !== "" && password.value !== "" && (!typed || secretKey.value !== "")
  const submit = (event: Event): void => {
    event.preventDefault()
    if (complete)
      props.onSubmit({ email: email.value, password: password.value, secretKey: secretKey.value })
  }
  return (
    <EntryFrame title="Sign in" lead={LEADS[props.secretKey]}>
      <form class="form" onSubmit={submit} noValidate>
        <Field
          id="email"
          label="Email"
          type="email"
          value={email}
          autoComplete="username"
          readOnly={!typed}
          testId="email"
        />
        <Field
          id="password"
          label="Password"
          type="password"
          value={password}
          autoComplete="current-password"
          testId="password"
        />
        {typed && (
          <Field
            id="secret-key"
            label="Secret Key"
            value={secretKey}
            hint="Fourteen groups of four. Spaces and hyphens do not matter."
            autoComplete="off"
            look="key"
            testId="secret-key-input"
          />
        )}
        {props.problem !== "" && (
          <p class="callout callout-danger" role="alert" data-testid="sign-in-problem">
            {props.problem}
          </p>
        )}
        <Button look="primary" type="submit" disabled={!complete} data-testid="sign-in">
          Sign in
        </Button>
      </form>
      <p class="lock-line soft small">
        <IconLock />
        <span>Your password stays in this browser.</span>
      </p>
      <p class="entry-foot soft small">
        {typed ? "New here? " : "Not you? "}
        <button
          type="button"
          class="text-button"
          onClick={typed ? props.onSignUp : props.onForget}
          data-testid={typed ? "go-sign-up" : "use-other-account"}
        >
          {typed ? "Create a workspace" : "Use another account"}
        </button>
      </p>
    </EntryFrame>
  )
}
