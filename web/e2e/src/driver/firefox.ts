import { existsSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { BrowserOptions, Launched } from "./engine.ts"
import { startDriver } from "./process.ts"

/** Where the set-up script builds geckodriver; otherwise the one on the PATH is taken. */
const BUILT = fileURLToPath(new URL("../../../../target/tools/bin/geckodriver", import.meta.url))

/** Otherwise the window stops at 500 pixels, wider than a phone. */
const NARROW_WINDOW = ":root { min-width: 0 !important; min-height: 0 !important; }\n"

/** Values of `layout.css.prefers-color-scheme.content-override`. */
const DARK = 0
const LIGHT = 1

/** Firefox through geckodriver, headless. */
export async function launchFirefox(
  profileDir: string,
  options: BrowserOptions,
): Promise<Launched> {
  const profile = join(profileDir, "profile")
  await mkdir(join(profile, "chrome"), { recursive: true })
  await writeFile(join(profile, "chrome", "userChrome.css"), NARROW_WINDOW)
  const command = existsSync(BUILT) ? BUILT : "geckodriver"
  const { url, process } = await startDriver(command, (port) => ["--port", String(port)])
  return {
    url,
    process,
    consoleErrors: async () => process.lines.filter(isConsoleError),
    capabilities: {
      browserName: "firefox",
      acceptInsecureCerts: options.acceptInsecureCerts ?? false,
      "moz:firefoxOptions": {
        binary: "/usr/bin/firefox-esr",
        args: ["-headless", "-profile", profile],
        prefs: preferences(options),
      },
    },
  }
}

function preferences(options: BrowserOptions): Record<string, unknown> {
  return {
    "toolkit.legacyUserProfileCustomizations.stylesheets": true,
    "layout.css.prefers-color-scheme.content-override":
      options.colorScheme === "dark" ? DARK : LIGHT,
    "ui.prefersReducedMotion": options.motion === "reduce" ? 1 : 0,
    "devtools.console.stdout.content": true,
    "devtools.console.stdout.chrome": false,
  }
}

/** Firefox prints its own troubles too; those name its own addresses. */
function isConsoleError(line: string): boolean {
  if (!/^(JavaScript error:|console\.error:)/.test(line)) return false
  return !/resource:\/|chrome:\/|RSLoader/.test(line)
}
