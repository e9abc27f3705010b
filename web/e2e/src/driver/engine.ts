import type { OwnProcess } from "./process.ts"

export const ENGINES = ["chromium", "firefox", "webkit"] as const
export type EngineName = (typeof ENGINES)[number]

export interface BrowserOptions {
  /** What `prefers-color-scheme` answers. Default `light`. */
  readonly colorScheme?: "light" | "dark"
  /** What `prefers-reduced-motion` answers. Default `no-preference`. */
  readonly motion?: "no-preference" | "reduce"
  /** Take certificates that nobody vouches for. Default false. */
  readonly acceptInsecureCerts?: boolean
}

/** A driver that runs, and what to ask it for. */
export interface Launched {
  readonly url: string
  readonly process: OwnProcess
  readonly capabilities: Record<string, unknown>
  /** Errors the browser printed; absent where the driver has a command for them. */
  readonly consoleErrors?: () => Promise<string[]>
}

/** Starts the driver of one engine for one fresh profile, kept in `profileDir`. */
export type Launch = (profileDir: string, options: BrowserOptions) => Promise<Launched>
