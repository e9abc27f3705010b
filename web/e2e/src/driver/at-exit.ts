const CLEANUPS = new Set<() => void>()
let armed = false

/**
 * Runs `cleanup` when this process ends, also by Ctrl-C or a polite kill.
 *
 * Returns a function that takes it back, for when the work was done in good time.
 */
export function atExit(cleanup: () => void): () => void {
  if (!armed) arm()
  armed = true
  CLEANUPS.add(cleanup)
  return () => CLEANUPS.delete(cleanup)
}

function arm(): void {
  process.once("exit", () => {
    for (const cleanup of CLEANUPS) cleanup()
  })
  // A signal by itself would end the process without the event above.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => process.exit(1))
  }
}
