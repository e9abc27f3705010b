import type { BrowserOptions, Launched } from "./engine.ts"
import { startDriver } from "./process.ts"

/** Chromium through chromedriver, headless. */
export async function launchChromium(
  profileDir: string,
  options: BrowserOptions,
): Promise<Launched> {
  const args = [
    "--headless=new",
    // Chromium refuses to run as root inside its own sandbox.
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-component-update",
    `--user-data-dir=${profileDir}`,
    "--window-size=1280,900",
  ]
  if (options.colorScheme === "dark") args.push("--force-dark-mode")
  if (options.motion === "reduce") args.push("--force-prefers-reduced-motion")
  const { url, process } = await startDriver("chromedriver", (port) => [`--port=${port}`])
  return {
    url,
    process,
    capabilities: {
      browserName: "chrome",
      acceptInsecureCerts: options.acceptInsecureCerts ?? false,
      "goog:chromeOptions": { binary: "/usr/bin/chromium", args },
      "goog:loggingPrefs": { browser: "ALL" },
    },
  }
}
