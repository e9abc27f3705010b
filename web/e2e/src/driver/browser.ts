import { rmSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Capabilities, logging, WebDriver } from "selenium-webdriver"
import { Executor, HttpClient } from "selenium-webdriver/http/index.js"
import { atExit } from "./at-exit.ts"
import { launchChromium } from "./chromium.ts"
import type { BrowserOptions, EngineName, Launch, Launched } from "./engine.ts"
import { launchFirefox } from "./firefox.ts"
import { Page } from "./page.ts"
import { Session } from "./session.ts"
import { launchWebkit } from "./webkit.ts"

const LAUNCHERS: Record<EngineName, Launch> = {
  chromium: launchChromium,
  firefox: launchFirefox,
  webkit: launchWebkit,
}

/** One browser with a fresh profile of its own. Several may run side by side. */
export class Browser {
  readonly engine: EngineName
  /** The tab that is open from the start. */
  readonly page: Page
  private readonly session: Session
  private readonly launched: Launched
  private readonly profileDir: string
  private readonly firstWindow: string
  private closing: Promise<void> | undefined
  private readonly handedOut: string[] = []

  private constructor(
    engine: EngineName,
    session: Session,
    window: string,
    launched: Launched,
    profileDir: string,
  ) {
    this.engine = engine
    this.session = session
    this.launched = launched
    this.profileDir = profileDir
    this.firstWindow = window
    this.page = new Page(session, window)
  }

  /** Starts a driver process and a browser in a new profile. Close it with {@link close}. */
  static async open(engine: EngineName, options: BrowserOptions = {}): Promise<Browser> {
    const profileDir = await mkdtemp(join(tmpdir(), `aside-e2e-${engine}-`))
    atExit(() => rmSync(profileDir, { recursive: true, force: true }))
    const launched = await LAUNCHERS[engine](profileDir, options)
    try {
      const driver = await connect(launched)
      return new Browser(
        engine,
        new Session(driver),
        await driver.getWindowHandle(),
        launched,
        profileDir,
      )
    } catch (cause) {
      await launched.process.stop()
      await rm(profileDir, { recursive: true, force: true })
      const said = launched.process.lines.slice(-20).join("\n")
      throw new Error(`${engine} did not open:\n${said}`, { cause })
    }
  }

  /** Opens another tab of the same profile. */
  newTab(): Promise<Page> {
    return this.session.alone(async () => {
      const { driver } = this.session
      await driver.switchTo().newWindow("tab")
      return new Page(this.session, await driver.getWindowHandle())
    })
  }

  /** Closes every tab but {@link page}, such as one that a page has opened. */
  closeOtherTabs(): Promise<void> {
    return this.session.alone(async () => {
      const { driver } = this.session
      for (const window of await driver.getAllWindowHandles()) {
        if (window === this.firstWindow) continue
        await driver.switchTo().window(window)
        await driver.close()
      }
      await driver.switchTo().window(this.firstWindow)
    })
  }

  /** Lines that scripts or the engine itself reported as errors so far, in the engine's own words. Always empty in WebKitGTK. */
  async consoleErrors(): Promise<string[]> {
    const { consoleErrors } = this.launched
    if (consoleErrors !== undefined) return consoleErrors()
    const fresh = await this.session.alone(() =>
      this.session.driver.manage().logs().get(logging.Type.BROWSER),
    )
    const severe = fresh.filter((entry) => entry.level.value >= logging.Level.SEVERE.value)
    // The driver forgets what it has handed out.
    this.handedOut.push(...severe.map((entry) => entry.message))
    return [...this.handedOut]
  }

  /** Ends browser and driver and removes the profile. Once is enough; again does no harm. */
  close(): Promise<void> {
    this.closing ??= this.end()
    return this.closing
  }

  private async end(): Promise<void> {
    try {
      await this.session.alone(() => this.session.driver.quit())
    } finally {
      await this.launched.process.stop()
      await rm(this.profileDir, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}

async function connect(launched: Launched): Promise<WebDriver> {
  const client = new HttpClient(launched.url)
  const executor = new Executor(client)
  const driver = WebDriver.createSession(executor, new Capabilities(launched.capabilities))
  await driver.getSession()
  return driver
}
