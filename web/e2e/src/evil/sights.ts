import assert from "node:assert/strict"
import type { Scope } from "../driver/scope.ts"
import type { Widget } from "../pages/widget.ts"
import type { LyingService } from "./lying-service.ts"

/** What a visitor reads when the keys are refused, as a part of it that each reason has for itself. */
export const REFUSAL = {
  foreign: "The keys that the service showed are not the ones this site chose.",
  older: "The service showed older keys than this browser has already seen.",
  late: "The proof of who would read your messages is out of date.",
} as const

/** Opens the panel and waits until it says that the keys are refused. */
export async function seesRefusal(
  widget: Widget,
  code: string,
  why: keyof typeof REFUSAL,
): Promise<void> {
  await widget.page.click({ testId: "launcher" })
  await seesStop(widget.frame, code, why)
}

/** Waits until the open panel says that the keys are refused, and that is all it offers. */
export async function seesStop(
  frame: Scope,
  code: string,
  why: keyof typeof REFUSAL,
): Promise<void> {
  await frame.see({ css: "[data-testid=key-refused]" })
  assert.equal(await frame.attribute({ testId: "key-refused" }, "data-code"), code)
  const words = await frame.text({ testId: "key-refused" })
  assert.match(words, /Stopped for your safety/)
  assert.ok(words.includes(REFUSAL[why]), words)
  assert.match(words, /Nothing was sent\./)
  for (const testId of ["start", "composer", "greeting", "message"])
    assert.equal(await frame.count({ testId }), 0, testId)
}

/** No conversation was opened and no message sent since the service began to lie. */
export function nothingSent(service: LyingService): void {
  assert.deepEqual(service.content, [])
}
