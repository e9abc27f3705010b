import { type ReadonlySignal, signal } from "@preact/signals"

/** The two lists of conversations. */
export type Folder = "open" | "closed"

/** The pages of the settings. */
export type SettingsPage = "workspace" | "look" | "site" | "devices" | "keys"

/** What the desk shows. It stands in the fragment, which never reaches the service. */
export type Route =
  | {
      readonly at: "folder"
      readonly folder: Folder
      readonly conversation?: string
      readonly details: boolean
    }
  | { readonly at: "settings"; readonly page: SettingsPage }

const PAGES: readonly SettingsPage[] = ["workspace", "look", "site", "devices", "keys"]

/** Reads a fragment; whatever is not a route is the list of open conversations. */
export function parseRoute(fragment: string): Route {
  const [head, second, third] = fragment.replace(/^#\/?/u, "").split("/")
  if (head === "settings") {
    return { at: "settings", page: PAGES.find((page) => page === second) ?? "workspace" }
  }
  const folder: Folder = head === "closed" ? "closed" : "open"
  const details = third === "details"
  const known = second !== undefined && /^cv_[a-z2-7]{26}$/u.test(second)
  return known
    ? { at: "folder", folder, conversation: second, details }
    : { at: "folder", folder, details: false }
}

/** The fragment of a route. */
export function fragmentOf(route: Route): string {
  if (route.at === "settings") return `#/settings/${route.page}`
  const conversation = route.conversation === undefined ? "" : `/${route.conversation}`
  return `#/${route.folder}${conversation}${conversation !== "" && route.details ? "/details" : ""}`
}

const current = signal<Route>({ at: "folder", folder: "open", details: false })

/** Where the agent is. */
export const route: ReadonlySignal<Route> = current

/** Goes somewhere; `replace` leaves no step for the back button. */
export function go(next: Route, how: "push" | "replace" = "push"): void {
  const fragment = fragmentOf(next)
  if (how === "push") history.pushState(null, "", fragment)
  else history.replaceState(null, "", fragment)
  current.value = next
}

/** Follows the address bar from now on. */
export function followAddressBar(): void {
  const read = (): void => {
    current.value = parseRoute(location.hash)
  }
  addEventListener("popstate", read)
  addEventListener("hashchange", read)
  read()
}
