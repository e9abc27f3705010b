import type { Signal } from "@preact/signals"
import type { ComponentChildren, VNode } from "preact"

export interface FieldProps {
  readonly id: string
  readonly label: string
  readonly value: Signal<string>
  readonly testId: string
  readonly hint?: ComponentChildren
  readonly problem?: string | undefined
  readonly type?: "text" | "email" | "password" | "url"
  readonly autoComplete?:
    | "off"
    | "email"
    | "username"
    | "name"
    | "organization"
    | "url"
    | "new-password"
    | "current-password"
  readonly placeholder?: string
  readonly readOnly?: boolean
  /** For keys: fixed width, no correction, no capital letters by itself. */
  readonly look?: "plain" | "key" | "short-key"
}

const LOOKS = { plain: "input", key: "input mono", "short-key": "input input-short mono" } as const

function Below({ id, hint, problem }: Pick<FieldProps, "id" | "hint" | "problem">): VNode | null {
  if (problem) {
    return (
      <span class="problem" id={`${id}-below`} role="alert">
        {problem}
      </span>
    )
  }
  if (hint === undefined) return null
  return (
    <span class="hint" id={`${id}-below`}>
      {hint}
    </span>
  )
}

/** A labelled input with a hint and what is wrong with it. */
export function Field(props: FieldProps): VNode {
  const { id, label, value, hint, problem, look = "plain" } = props
  const described = problem || hint !== undefined
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class={LOOKS[look]}
        // The types allow each kind of input only by itself; all of these take the same attributes.
        type={(props.type ?? "text") as "text"}
        autoComplete={props.autoComplete ?? "off"}
        placeholder={props.placeholder ?? ""}
        readOnly={props.readOnly ?? false}
        spellcheck={look === "plain"}
        autocapitalize={look === "plain" ? "sentences" : "characters"}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value
        }}
        aria-invalid={Boolean(problem)}
        aria-describedby={described ? `${id}-below` : undefined}
        data-testid={props.testId}
      />
      <Below id={id} hint={hint} problem={problem} />
    </div>
  )
}
