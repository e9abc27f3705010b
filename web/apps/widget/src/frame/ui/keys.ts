import type { Actions, Model } from "../model.ts"

const FOCUSABLE = "button:not(:disabled), textarea, a[href], [tabindex='0']"

/** Escape closes the sheet, then the panel; Tab goes round within what is shown. */
export function handleKeys(model: Model, actions: Actions): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault()
      if (model.sheet.value === "none") actions.close()
      else model.sheet.value = "none"
    }
    if (event.key === "Tab") goRound(event)
  })
}

function goRound(event: KeyboardEvent): void {
  const stops = [...document.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.closest("[inert]") === null && element.tabIndex >= 0,
  )
  const leaving = event.shiftKey ? stops[0] : stops.at(-1)
  const entering = event.shiftKey ? stops.at(-1) : stops[0]
  const isLost = document.activeElement === document.body
  if (document.activeElement !== leaving && !isLost) return
  event.preventDefault()
  entering?.focus()
}

/** Puts the focus where the visitor would begin. Never into a field on touch screens: the keyboard would open. */
export function focusStart(): void {
  const hasMouse = matchMedia("(hover: hover)").matches
  const start = hasMouse
    ? "textarea, .start, .unreachable button, h1[tabindex]"
    : ".start, .icon-button"
  // What was just asked for is drawn in the next turn.
  setTimeout(() => document.querySelector<HTMLElement>(start)?.focus())
}
