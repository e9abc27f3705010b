import { signal } from "@preact/signals"
import { expect, test, vi } from "vitest"
import { Conversation } from "../src/desk/conversation.ts"
import type { ConversationCore } from "../src/desk/conversation-core.ts"
import { SignalsOut } from "../src/desk/signals-out.ts"

test.each([
  { isRetired: false, sealed: 1 },
  { isRetired: true, sealed: 0 },
])("typing is told under keys in force only: %j", ({ isRetired, sealed }) => {
  vi.useFakeTimers()
  const sealSignal = vi.fn(async () => Promise.reject(new Error("not sent in this test")))
  const core = { view: new Conversation("cv_a"), canSend: true, isRetired, sealSignal }
  new SignalsOut().typing(core as unknown as ConversationCore, 1e6)
  expect(sealSignal).toHaveBeenCalledTimes(sealed)
  vi.useRealTimers()
})

test("a receipt is told once, and again to a visitor who has just connected", () => {
  vi.useFakeTimers()
  const sealSignal = vi.fn(async () => Promise.reject(new Error("not sent in this test")))
  const view = { id: "cv_a", visitorCount: signal(1) }
  const core = { view, canSend: true, isRetired: false, sealSignal } as unknown as ConversationCore
  const signals = new SignalsOut()
  for (const told of [1, 1]) {
    signals.delivered(core)
    vi.runAllTimers()
    expect(sealSignal).toHaveBeenCalledTimes(told)
  }
  signals.repeat(core)
  vi.runAllTimers()
  expect(sealSignal).toHaveBeenCalledTimes(2)
  vi.useRealTimers()
})
