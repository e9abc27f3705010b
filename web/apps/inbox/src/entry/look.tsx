import { Button } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import type { Look } from "../account/look.ts"
import { accentWithContrast, textOn } from "./accent.ts"
import { EntryFrame } from "./entry-frame.tsx"
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

export interface LookStepProps {
  readonly workspace: string
  readonly initial: Look
  readonly busy: boolean
  readonly problem: string
  readonly onSave: (look: Look) => void
}

/** Third step: colour and greeting, with a picture of what visitors get. */
export function LookStep({ workspace, initial, busy, problem, onSave }: LookStepProps): VNode {
  const accent = useSignal(initial.accent)
  const greeting = useSignal(initial.greeting)
  const replyHint = useSignal(initial.replyHint)
  const look = {
    accent: accentWithContrast(accent.value),
    greeting: greeting.value.trim(),
    replyHint: replyHint.value.trim(),
  }
  const submit = (event: Event): void => {
    event.preventDefault()
    onSave(look)
  }
  return (
    <EntryFrame
      step={3}
      wide
      title="Make it yours"
      lead="What visitors see. You can change it later."
    >
      <div class="look">
        <form class="form" onSubmit={submit}>
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
            <input
              type="color"
              class="swatch-own"
              aria-label="Another colour"
              title="Another colour"
              value={accent.value}
              onInput={(event) => {
                accent.value = event.currentTarget.value
              }}
              data-testid="accent"
            />
          </fieldset>
          <div class="field">
            <label for="greeting">Greeting</label>
            <textarea
              id="greeting"
              class="input"
              maxLength={GREETING_MAX}
              value={greeting.value}
              onInput={(event) => {
                greeting.value = event.currentTarget.value
              }}
              data-testid="greeting"
            />
          </div>
          <div class="field">
            <label for="reply-hint">When you usually answer</label>
            <input
              id="reply-hint"
              class="input"
              maxLength={GREETING_MAX}
              value={replyHint.value}
              onInput={(event) => {
                replyHint.value = event.currentTarget.value
              }}
            />
          </div>
          {problem !== "" && (
            <p class="callout callout-danger" role="alert">
              {problem}
            </p>
          )}
          <Button look="primary" type="submit" busy={busy} data-testid="look-continue">
            Continue
          </Button>
        </form>
        <WidgetPreview workspace={workspace} {...look} />
      </div>
    </EntryFrame>
  )
}
