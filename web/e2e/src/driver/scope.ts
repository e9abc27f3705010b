import { readFile } from "node:fs/promises"
import { createRequire } from "node:module"
import { Key, type WebElement } from "selenium-webdriver"
import { describe, type Locator } from "./locator.ts"
import type { Place, Session } from "./session.ts"
import { DEFAULT_TIMEOUT_MS, waitFor } from "./wait.ts"

/** One accessibility rule that a document breaks. */
export interface Violation {
  readonly rule: string
  readonly help: string
  readonly impact: string
  /** CSS paths of the offending elements. */
  readonly targets: readonly string[]
}

/** One document: a page or a frame in it. Everything that touches an element waits for it first. */
export class Scope {
  protected readonly session: Session
  protected readonly place: Place

  constructor(session: Session, place: Place) {
    this.session = session
    this.place = place
  }

  /** The document inside an iframe of this one. Looked up anew on each use, so reloads do no harm. */
  frame(locator: Locator): Scope {
    return new Scope(this.session, { ...this.place, frames: [...this.place.frames, locator] })
  }

  /** Runs `fn` in the document and returns its (awaited) JSON value. `fn` must not close over anything. */
  evaluate<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.session.at(this.place, () => this.session.call(fn, ...args))
  }

  /** Waits until `fn`, run in the document, gives something truthy. */
  waitFor<A extends unknown[], R>(description: string, fn: (...args: A) => R, ...args: A) {
    return waitFor(() => this.evaluate(fn, ...args), description)
  }

  /** How many visible elements match right now; 0 while the frame does not exist. */
  async count(locator: Locator): Promise<number> {
    try {
      return await this.session.at(
        this.place,
        async () => (await this.session.find(locator, true)).length,
      )
    } catch (cause) {
      if (cause instanceof Error && cause.name === "NoSuchFrameError") return 0
      throw cause
    }
  }

  /** Waits until at least one visible element matches. */
  async see(locator: Locator, timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<void> {
    await waitFor(() => this.count(locator), `${describe(locator)} to be visible`, timeoutMs)
  }

  /** Waits until no visible element matches. */
  async vanish(locator: Locator, timeoutMs: number = DEFAULT_TIMEOUT_MS): Promise<void> {
    const gone = async () => (await this.count(locator)) === 0
    await waitFor(gone, `${describe(locator)} to be gone`, timeoutMs)
  }

  /** The rendered text of the first match. */
  text(locator: Locator): Promise<string> {
    return this.withElement(locator, (element) => element.getText())
  }

  /** The rendered texts of all visible matches, in document order, as of now. */
  texts(locator: Locator): Promise<string[]> {
    return this.session.at(this.place, async () => {
      const elements = await this.session.find(locator, true)
      return Promise.all(elements.map((element) => element.getText()))
    })
  }

  /** The current value of a form field. */
  value(locator: Locator): Promise<string> {
    return this.withElement(locator, async (element) => (await element.getProperty("value")) ?? "")
  }

  attribute(locator: Locator, name: string): Promise<string | null> {
    return this.withElement(locator, (element) => element.getDomAttribute(name))
  }

  click(locator: Locator): Promise<void> {
    return this.withElement(locator, (element) => element.click())
  }

  /** Types into a field after what it already holds. WebKitGTK's driver drops characters above U+FFFF. */
  type(locator: Locator, text: string): Promise<void> {
    return this.withElement(locator, async (element) => {
      // In a sandboxed frame WebKitGTK gives the focus only to a click.
      await element.click()
      await element.sendKeys(text)
    })
  }

  /** Replaces what a field holds. */
  fill(locator: Locator, text: string): Promise<void> {
    return this.withElement(locator, async (element) => {
      await element.click()
      await element.clear()
      await element.sendKeys(text)
    })
  }

  /** Presses a key or a chord such as `Enter`, `Control+k`, `Shift+Tab` where the focus is. */
  press(chord: string): Promise<void> {
    const keys = chord.split("+").map(keyCode)
    const last = keys.pop() ?? ""
    return this.session.at(this.place, async (driver) => {
      const actions = driver.actions()
      for (const key of keys) actions.keyDown(key)
      actions.keyDown(last).keyUp(last)
      for (const key of keys.reverse()) actions.keyUp(key)
      await actions.perform()
    })
  }

  /** What axe-core finds wrong in this document (not in frames below it). */
  async axe(): Promise<Violation[]> {
    const source = await axeSource()
    return this.session.at(this.place, async (driver) => {
      // One script for both: the library's globals stay in this one call's scope where the engine isolates it.
      const answer = await driver.executeScript(
        `${source}\n;return (${runAxe.toString()})(axe ?? window.axe)`,
      )
      return answer as Violation[]
    })
  }

  private async withElement<T>(
    locator: Locator,
    action: (element: WebElement) => Promise<T>,
  ): Promise<T> {
    const attempt = () =>
      this.session.at(this.place, async () => {
        const [element] = await this.session.find(locator, true)
        return element === undefined ? undefined : { result: await action(element) }
      })
    const done = await waitFor(attempt, `${describe(locator)} to be there and usable`)
    return done.result
  }
}

function keyCode(name: string): string {
  const named = (Key as unknown as Record<string, unknown>)[
    name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()
  ]
  return typeof named === "string" && name.length > 1 ? named : name
}

let axeText: Promise<string> | undefined

function axeSource(): Promise<string> {
  axeText ??= readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
  return axeText
}

interface AxeResults {
  violations: { id: string; help: string; impact: string | null; nodes: { target: unknown[] }[] }[]
}

/** Runs inside the page. */
async function runAxe(axe: {
  run(context: Document, options: object): Promise<AxeResults>
}): Promise<Violation[]> {
  const results = await axe.run(document, { iframes: false, resultTypes: ["violations"] })
  return results.violations.map((violation) => ({
    rule: violation.id,
    help: violation.help,
    impact: violation.impact ?? "unknown",
    targets: violation.nodes.map((node) => String(node.target)),
  }))
}
