import { existsSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { virtualDisplay } from "./display.ts"
import type { BrowserOptions, Launched } from "./engine.ts"
import { startDriver } from "./process.ts"

const MINI_BROWSERS = ["x86_64-linux-gnu", "aarch64-linux-gnu"].map(
  (machine) => `/usr/lib/${machine}/webkit2gtk-4.1/MiniBrowser`,
)

/** The tool bar and the automation notice would keep the window from becoming as narrow as a phone. */
const NARROW_BARS =
  "window, window * { min-width: 0; min-height: 0; padding: 0; margin: 0; font-size: 1px; }\n"

/** WebKitGTK's MiniBrowser through WebKitWebDriver, in a virtual display. */
export async function launchWebkit(profileDir: string, options: BrowserOptions): Promise<Launched> {
  await writeGtkSettings(profileDir, options)
  const { url, process } = await startDriver("WebKitWebDriver", (port) => [`--port=${port}`], {
    DISPLAY: await virtualDisplay(),
    GDK_BACKEND: "x11",
    XDG_CONFIG_HOME: join(profileDir, "config"),
    XDG_CACHE_HOME: join(profileDir, "cache"),
    XDG_DATA_HOME: join(profileDir, "data"),
    LIBGL_ALWAYS_SOFTWARE: "1",
  })
  const args = ["--automation"]
  if (options.colorScheme === "dark") args.push("--dark-mode")
  return {
    url,
    process,
    // In automation mode MiniBrowser prints nothing, and the driver has no command for it.
    consoleErrors: async () => [],
    capabilities: {
      browserName: "MiniBrowser",
      acceptInsecureCerts: options.acceptInsecureCerts ?? false,
      "webkitgtk:browserOptions": { binary: installedBrowser(), args },
    },
  }
}

function installedBrowser(): string {
  const browser = MINI_BROWSERS.find((path) => existsSync(path))
  if (browser === undefined) throw new Error("cannot find MiniBrowser: install libwebkit2gtk-4.1-0")
  return browser
}

async function writeGtkSettings(profileDir: string, options: BrowserOptions): Promise<void> {
  const folder = join(profileDir, "config", "gtk-3.0")
  await mkdir(folder, { recursive: true })
  const animations = options.motion === "reduce" ? 0 : 1
  await writeFile(join(folder, "settings.ini"), `[Settings]\ngtk-enable-animations=${animations}\n`)
  await writeFile(join(folder, "gtk.css"), NARROW_BARS)
}
