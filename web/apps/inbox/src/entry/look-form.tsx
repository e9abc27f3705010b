import { Button } from "@aside/ui"
import { type Signal, useSignal } from "@preact/signals"
import type { VNode } from "preact"
import type { Look } from "../account/look.ts"
import { accentWithContrast, textOn } from "./accent.ts"
import { Field } from "./field.tsx"
import { WidgetPreview } from "./widget-preview.tsx"

const SWATCHES: readonly [string, string][] = [
  ["#14655a", "Pine"],
  ["#2b59c3", "Blue"],
  ["#6a3fb5", "Violet"],
  ["#b0305c", "Raspberry"],
  ["#9a5200", "Amber"],
  ["#2f3437", "Graphite"],
]

/** Longest greeting in characters; well inside `TEXT_MAX` bytes. */
const GREETING_MAX = 200

function Swatch(props: {
  color: string
  name: string
  chosen: boolean
  onChoose: () => void
}): VNode {
  return (
    <label class="swatch" title={props.name}>
      <input
        type="radio"
        name="accent"
        checked={props.chosen}
        onChange={props.onChoose}
        aria-label={props.name}
      />
      <span
        class="swatch-disc"
        style={{ backgroundColor: props.color, color: textOn(props.color) }}
      />
    </label>
  )
}

export interface LookFormProps {
  readonly workspace: string
  readonly initial: Look
  readonly busy: boolean
  readonly problem: string
  /** What the button says. */
  readonly action: string
  readonly onSave: (look: Look) => void
}

interface LookFields {
  readonly accent: Signal<string>
  readonly greeting: Signal<string>
  readonly replyHint: Signal<string>
}

function Accent({ accent }: Pick<LookFields, "accent">): VNode {
  return (
    <fieldset class="field swatches">
      <legend class="label">Colour</legend>
      {SWATCHES.map(([color, name]) => (
        <Swatch
          key={color}
          color={color}
          name={name}
          chosen={accent.value === color}
          onChoose={() => {
            accent.value = color
          }}
        />
      ))}
      <label class="swatch-own">
        <span>Other</span>
        <input
          type="color"
          value={accent.value}
          onInput={(event) => {
            accent.value = event.currentTarget.value
          }}
          data-testid="accent"
        />
      </label>
    </fieldset>
  )
}

function Texts({ greeting, replyHint }: Pick<LookFields, "greeting" | "replyHint">): VNode {
  return (
    <>
      <div class="field">
        <label for="greeting">Greeting</label>
        <textarea
          id="greeting"
          class="input"
          dir="auto"
          maxLength={GREETING_MAX}
          value={greeting.value}
          onInput={(event) => {
            greeting.value = event.currentTarget.value
          }}
          data-testid="greeting"
        />
      </div>
      <Field
        id="reply-hint"
        label="When you usually answer"
        value={replyHint}
        testId="reply-hint"
      />
    </>
  )
}

/** Colour and greeting, with a picture of what visitors get. */
export function LookForm({
  workspace,
  initial,
  busy,
  problem,
  action,
  onSave,
}: LookFormProps): VNode {
  const fields = {
    accent: useSignal(initial.accent),
    greeting: useSignal(initial.greeting),
    replyHint: useSignal(initial.replyHint),
  }
  const look = {
    accent: accentWithContrast(fields.accent.value),
    greeting: fields.greeting.value.trim(),
    replyHint: fields.replyHint.value.trim().slice(0, GREETING_MAX),
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    onSave(look)
  }
  return (
    <div class="look">
      <form class="form" onSubmit={submit}>
        <Accent accent={fields.accent} />
        <Texts {...fields} />
        {problem !== "" && (
          <p class="callout callout-danger" role="alert">
            {problem}
          </p>
        )}
        <Button look="primary" type="submit" busy={busy} data-testid="look-continue">
          {action}
        </Button>
      </form>
      <WidgetPreview workspace={workspace} {...look} />
    </div>
  )
}
