import type { DeviceLink } from "@aside/protocol"
import { type Signal, signal } from "@preact/signals"
import type { LiveDesk } from "./desk/live-desk.ts"
import type { DeviceRecord } from "./local/records.ts"

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
  | { readonly at: "keys-stop" }
  | { readonly at: "broken" }

/** The page's stage; one module changes it at a time. */
export const stage: Signal<Stage> = signal({ at: "starting" })
