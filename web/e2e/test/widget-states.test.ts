import assert from "node:assert/strict"
import { inOffice } from "../src/index.ts"
import { type Exhibit, look } from "../src/states/gallery.ts"
import { openWidgetStage, WIDGET_STATES } from "../src/states/widget-states.ts"

inOffice("no state of the widget breaks an accessibility rule", async (office) => {
  const stage = await openWidgetStage(office)
  const { page, frame } = stage.widget
  const wear: Exhibit["wear"] = (theme) =>
    page.evaluate(
      (worn) =>
        (window as unknown as { Aside(...call: unknown[]): Promise<void> }).Aside("update", {
          theme: worn,
        }),
      theme,
    )
  const found: string[] = []
  for (const { name, reach } of WIDGET_STATES) {
    await reach(stage)
    const documents = stage.hasFrame ? [page, frame] : [page]
    found.push(...(await look("widget", name, { page, documents, wear })))
  }
  assert.deepEqual(found, [])
})
