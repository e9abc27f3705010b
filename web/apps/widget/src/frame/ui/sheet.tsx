import { IconClose } from "@aside/ui"
import type { ComponentChildren, VNode } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import type { Model } from "../model.ts"

interface SheetProps {
  readonly model: Model
  readonly title: string
  readonly testId: string
  readonly children: ComponentChildren
}

/** A dialog that rises over the conversation; what lies under it is inert meanwhile. */
export function Sheet({ model, title, testId, children }: SheetProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null)
  useLayoutEffect(() => {
    const before = document.activeElement
    heading.current?.focus()
    return () => {
      // What was under the sheet is inert until the next render.
      queueMicrotask(() => before instanceof HTMLElement && before.focus())
    }
  }, [])
  const close = (): void => {
    model.sheet.value = "none"
  }
  return (
    <div class="sheet-room">
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: Escape and the button do the same */}
      <div class="sheet-shade" onClick={close} />
      <div
        class="sheet"
        role="dialog"
        aria-modal="true"
        aria-labelledby="sheet-title"
        data-testid={testId}
      >
        <header class="sheet-bar">
          <h2 id="sheet-title" tabIndex={-1} ref={heading}>
            {title}
          </h2>
          <button
            type="button"
            class="icon-button"
            aria-label="Close this sheet"
            data-testid="sheet-close"
            onClick={close}
          >
            <IconClose />
          </button>
        </header>
        {children}
      </div>
    </div>
  )
}
