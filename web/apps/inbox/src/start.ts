import { type DeviceLink, decodeDeviceLink, StatementError } from "@aside/protocol"
import { type DeskEnd, LiveDesk } from "./desk/live-desk.ts"
import { MemberState } from "./desk/member-state.ts"
import { clearMember, type Database } from "./local/database.ts"
import { stage, stopReason } from "./stage.ts"

/** Takes a device link out of the address bar before any request is made (spec/protocol.md §7.3). */
export function takeDeviceLink(): DeviceLink | "damaged" | undefined {
  const fragment = location.hash
  if (!fragment.startsWith("#device/")) return undefined
  history.replaceState(null, "", location.pathname)
  try {
    return decodeDeviceLink(fragment)
  } catch {
    return "damaged"
  }
}

/** A link that is pasted into a page that runs already leaves the address bar at once, too. */
export function watchDeviceLinks(database: Database): void {
  addEventListener("hashchange", () => {
    const link = takeDeviceLink()
    if (link !== undefined && isSignedOut()) void showLink(database, link)
  })
}

function isSignedOut(): boolean {
  return stage.value.at === "sign-in" || stage.value.at === "sign-up"
}

async function showLink(database: Database, link: DeviceLink | "damaged"): Promise<void> {
  if (link !== "damaged") stage.value = { at: "sign-in", link, problem: "" }
  else {
    const problem =
      "The link is damaged. Show it again on the other device, or type your Secret Key."
    await showSignIn(database, problem)
  }
}

async function onEnd(database: Database, end: DeskEnd): Promise<void> {
  if (end === "signed-out") await showSignIn(database, "You are signed out on this device.")
  else stage.value = { at: "keys-stop", reason: end }
}

/** Shows the sign-in, with what this device knows. */
export async function showSignIn(database: Database, problem = ""): Promise<void> {
  const device = await database.get("device", "device")
  stage.value = { at: "sign-in", problem, ...(device !== undefined && { device }) }
}

/** Opens the desk of the stored member, shows it, and only then asks the network. */
export async function openDesk(database: Database): Promise<LiveDesk | undefined> {
  const record = await database.get("member", "member")
  if (record === undefined) return undefined
  try {
    const member = await MemberState.load(database, record)
    const desk = new LiveDesk(database, member, (end) => void onEnd(database, end))
    await desk.restore()
    return desk
  } catch (error) {
    if (error instanceof StatementError)
      stage.value = { at: "keys-stop", reason: stopReason(error) }
    else {
      await clearMember(database)
      await showSignIn(
        database,
        "What this device had stored is damaged. Sign in again to fetch it.",
      )
    }
    return undefined
  }
}

/** Decides what to show first. */
export async function start(database: Database): Promise<void> {
  const link = takeDeviceLink()
  const desk = link === undefined ? await openDesk(database) : undefined
  if (desk !== undefined) {
    stage.value = { at: "desk", desk }
    await desk.connect()
    return
  }
  if (stage.value.at !== "starting") return
  if (link !== undefined) await showLink(database, link)
  else if ((await database.get("device", "device")) !== undefined) await showSignIn(database)
  else stage.value = { at: "sign-up" }
}
