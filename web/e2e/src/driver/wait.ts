import { setTimeout as pause } from "node:timers/promises"

/** Long enough for a cold engine on two busy cores; a condition that holds returns at once. */
export const DEFAULT_TIMEOUT_MS = 15_000
const POLL_MS = 40

type Truthy<T> = Exclude<T, false | null | undefined | 0 | "">

/**
 * Polls `condition` until it gives something truthy, and returns that.
 *
 * A condition that throws counts as "not yet"; its last error becomes the cause of the timeout.
 *
 * @throws Error naming `description` when `timeoutMs` have passed.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  description: string,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<Truthy<T>> {
  const deadline = performance.now() + timeoutMs
  let cause: unknown
  do {
    try {
      const value = await condition()
      if (value) return value as Truthy<T>
      cause = undefined
    } catch (error) {
      cause = error
    }
    await pause(POLL_MS)
  } while (performance.now() < deadline)
  throw new Error(`waited ${timeoutMs} ms in vain for ${description}`, { cause })
}
