import { error, type WebDriver, type WebElement } from "selenium-webdriver"
import { describe, findInDocument, type Locator } from "./locator.ts"

/** tsx names inner functions through a global that the page does not have. */
const PRELUDE = "const __name = (f) => f;"

/** Which document a command is for: a window, then the frames to walk down into. */
export interface Place {
  readonly window: string
  readonly frames: readonly Locator[]
}

/**
 * One WebDriver session.
 *
 * A session has one current window and one current frame, so commands queue up here and each one
 * first goes to its own place. Two pages of one browser can be used at once without disturbing
 * each other.
 */
export class Session {
  readonly driver: WebDriver
  private queue: Promise<unknown> = Promise.resolve()

  constructor(driver: WebDriver) {
    this.driver = driver
  }

  /** Runs `action` with the given document selected, and nothing else in between. */
  at<T>(place: Place, action: (driver: WebDriver) => Promise<T>): Promise<T> {
    return this.alone(async () => {
      await this.driver.switchTo().window(place.window)
      await this.driver.switchTo().defaultContent()
      for (const frame of place.frames) await this.enter(frame)
      return action(this.driver)
    })
  }

  /** Runs `action` with no other command in between. */
  alone<T>(action: () => Promise<T>): Promise<T> {
    const turn = this.queue.then(action, action)
    this.queue = turn.catch(() => {})
    return turn
  }

  /** Must run inside {@link at}. */
  find(locator: Locator, visibleOnly: boolean): Promise<WebElement[]> {
    return this.call(findInDocument, locator, visibleOnly) as Promise<unknown> as Promise<
      WebElement[]
    >
  }

  /** Must run inside {@link at}. Sends `fn` as source; it sees nothing of the test's scope. */
  async call<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    const source = `${PRELUDE} return (${fn.toString()}).apply(null, arguments)`
    return (await this.driver.executeScript(source, ...args)) as Awaited<R>
  }

  private async enter(frame: Locator): Promise<void> {
    const [element] = await this.find(frame, false)
    if (element === undefined) throw new error.NoSuchFrameError(`no frame ${describe(frame)}`)
    await this.driver.switchTo().frame(element)
  }
}
