import { fileURLToPath } from "node:url"
import { Browser } from "./driver/browser.ts"
import type { BrowserOptions, EngineName } from "./driver/engine.ts"
import { type Stack, startStack } from "./stack/stack.ts"

/** Pictures of what was on screen when a test failed; ignored by git. */
const FAILURES = fileURLToPath(new URL("../failures/", import.meta.url))

/** What one test plays in. */
export interface Scene<S> {
  readonly stack: S
  /** A browser with a profile of its own, closed when the test ends. */
  open(options?: BrowserOptions): Promise<Browser>
}

/**
 * Plays `body` with a service and browsers of its own and takes all of it away again.
 *
 * When it fails, the open pages are photographed and what the browsers complained about is told.
 */
export function play(engine: EngineName, body: (scene: Scene<Stack>) => Promise<void>) {
  return playOn(engine, startStack, body)
}

/** Like {@link play}, on another stack. */
export async function playOn<S extends { close(): Promise<void> }>(
  engine: EngineName,
  start: () => Promise<S>,
  body: (scene: Scene<S>) => Promise<void>,
): Promise<void> {
  const stack = await start()
  const browsers: Browser[] = []
  const open = async (options?: BrowserOptions): Promise<Browser> => {
    const browser = await Browser.open(engine, options)
    browsers.push(browser)
    return browser
  }
  try {
    await body({ stack, open })
  } catch (cause) {
    throw new Error(await witness(browsers), { cause })
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()))
    await stack.close()
  }
}

/** Photographs the pages and tells what the browsers complained about, for the message of a failure. */
export async function witness(browsers: readonly Browser[]): Promise<string> {
  const told = await Promise.all(
    browsers.map(async (browser, index) => {
      const file = `${FAILURES}${process.pid}-${Math.round(performance.now())}-${index}.png`
      await browser.page.screenshot(file)
      return [file, ...(await browser.consoleErrors())].join("\n")
    }),
  ).catch((error: unknown) => [`no pictures: ${error}`])
  return `failed with these on screen:\n${told.join("\n")}`
}
