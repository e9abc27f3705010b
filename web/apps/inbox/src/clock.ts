import { type ReadonlySignal, signal } from "@preact/signals"

const TICK_MS = 30_000
const ticking = signal(Date.now())

/** The time now, Unix milliseconds, renewed often enough for "5 min". */
export const now: ReadonlySignal<number> = ticking

/** Keeps {@link now} going. */
export function startClock(): void {
  setInterval(() => {
    ticking.value = Date.now()
  }, TICK_MS)
}
