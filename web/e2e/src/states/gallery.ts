import { fileURLToPath } from "node:url"
import { DESKTOP, type Page, PHONE } from "../driver/page.ts"
import type { Scope } from "../driver/scope.ts"

/** Pictures of every state, for people to look at; ignored by git. */
const SCREENSHOTS = fileURLToPath(new URL("../../screenshots/", import.meta.url))

const VIEWPORTS = { desktop: DESKTOP, phone: PHONE } as const
const THEMES = ["light", "dark"] as const
export type Theme = (typeof THEMES)[number]

/** A state, and the way to it from the one before. */
export interface State<S> {
  readonly name: string
  readonly reach: (stage: S) => Promise<void>
}

/** What is looked at: a page and the documents in it. */
export interface Exhibit {
  readonly page: Page
  readonly documents: readonly Scope[]
  wear(theme: Theme): Promise<void>
}

/**
 * Looks at what is on screen in every size and theme: a picture of each, and what axe finds wrong.
 *
 * Returns one line for each broken rule.
 */
export async function look(app: string, state: string, exhibit: Exhibit): Promise<string[]> {
  const found: string[] = []
  for (const [size, viewport] of Object.entries(VIEWPORTS)) {
    await exhibit.page.setViewport(viewport)
    for (const theme of THEMES) {
      await exhibit.wear(theme)
      await stillness(exhibit)
      await exhibit.page.screenshot(`${SCREENSHOTS}${app}/${state}-${size}-${theme}.png`)
      for (const document of exhibit.documents)
        for (const { rule, targets } of await document.axe())
          found.push(`${app}, ${state}, ${size}, ${theme}: ${rule} at ${targets.join(" and ")}`)
    }
  }
  await exhibit.page.setViewport(DESKTOP)
  await exhibit.wear("light")
  return found
}

/** Colours in the middle of a transition are nobody's choice. */
async function stillness({ documents }: Exhibit): Promise<void> {
  for (const document of documents)
    await document.waitFor("everything to stand still", () =>
      window.document
        .getAnimations()
        .every((each) => each.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY),
    )
}
