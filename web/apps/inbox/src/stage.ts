import { type DeviceLink, StatementError } from "@aside/protocol"
import { type Signal, signal } from "@preact/signals"
import type { LiveDesk } from "./desk/live-desk.ts"
import type { DeviceRecord } from "./local/records.ts"

/** Why nothing may go on: the keys are not the workspace's, or they are not of this time. */
export type StopReason = "keys" | "clock"

/** The reason behind a failure to accept the service's statements. */
export function stopReason(error: unknown): StopReason {
  const code = error instanceof StatementError ? error.code : undefined
  return code === "expired" || code === "not-yet-valid" ? "clock" : "keys"
}

/** What the whole page shows. */
export type Stage =
  | { readonly at: "starting" }
  | { readonly at: "sign-up" }
  | {
      readonly at: "sign-in"
      readonly device?: DeviceRecord
      readonly link?: DeviceLink
      readonly problem: string
    }
  | { readonly at: "welcome"; readonly desk: LiveDesk; readonly step: "look" | "site" }
  | { readonly at: "desk"; readonly desk: LiveDesk }
  | { readonly at: "keys-stop"; readonly reason: StopReason }

/** The page's stage; one module changes it at a time. */
export const stage: Signal<Stage> = signal({ at: "starting" })
