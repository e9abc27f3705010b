/** First wait after a failure, in milliseconds. */
export const BACKOFF_FIRST_MS = 500
/** Longest wait between two attempts, in milliseconds. */
export const BACKOFF_MAX_MS = 30_000

/**
 * How long to wait before attempt `attempt` (from 0), in milliseconds: doubles up to a limit, and any part of the
 * upper half is chance, so that the clients of a restarted service do not come back in one moment.
 */
export function backoffMs(attempt: number, random: () => number): number {
  const full = Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 16), BACKOFF_MAX_MS)
  return full / 2 + (full / 2) * random()
}

/** Resolves after `ms`, or at once when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const finish = (): void => {
      clearTimeout(timer)
      signal.removeEventListener("abort", finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener("abort", finish)
  })
}
