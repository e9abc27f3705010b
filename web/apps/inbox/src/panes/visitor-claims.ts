/** Host and path of a page a visitor claims to be on; the text itself if it is no address. */
export function shortPage(page: string | undefined): string {
  if (page === undefined || page === "") return "Not told"
  if (!URL.canParse(page)) return page.slice(0, 80)
  const url = new URL(page)
  return url.pathname === "/" ? url.host : url.host + url.pathname
}

const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(?:A|iOS)?\//u, "Edge"],
  [/OPR\//u, "Opera"],
  [/(?:Firefox|FxiOS)\//u, "Firefox"],
  [/(?:Chrome|CriOS)\//u, "Chrome"],
  [/Safari\//u, "Safari"],
]

const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone|iPad/u, "iOS"],
  [/Android/u, "Android"],
  [/Windows/u, "Windows"],
  [/Mac OS X/u, "macOS"],
  [/CrOS/u, "ChromeOS"],
  [/Linux/u, "Linux"],
]

function nameIn(list: readonly [RegExp, string][], agent: string): string | undefined {
  return list.find(([pattern]) => pattern.test(agent))?.[1]
}

/** "Firefox on Linux" for a user agent string; also the name of this device. */
export function browserName(agent: string | undefined): string {
  if (agent === undefined || agent === "") return "Not told"
  const browser = nameIn(BROWSERS, agent) ?? "A browser"
  const system = nameIn(SYSTEMS, agent)
  return system === undefined ? browser : `${browser} on ${system}`
}
