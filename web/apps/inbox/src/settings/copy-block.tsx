import { Button, IconCheck, IconCopy } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"

/** Text in a box, with a button that copies it. */
export function CopyBlock({
  label,
  text,
  testId,
}: {
  label: string
  text: string
  testId: string
}): VNode {
  const copied = useSignal<"no" | "yes" | "failed">("no")
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      copied.value = "yes"
    } catch {
      copied.value = "failed"
    }
  }
  return (
    <div class="copy-block">
      <div class="copy-head">
        <span class="label">{label}</span>
        <Button onClick={() => void copy()} data-testid={`${testId}-copy`}>
          {copied.value === "yes" ? <IconCheck /> : <IconCopy />}
          {copied.value === "yes" ? "Copied" : "Copy"}
        </Button>
      </div>
      <pre class="code-block" data-testid={testId}>
        {text}
      </pre>
      <span role="status" class="soft small">
        {copied.value === "failed" &&
          "The browser did not allow that. Select the text and copy it."}
      </span>
    </div>
  )
}
