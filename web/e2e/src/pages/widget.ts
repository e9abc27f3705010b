import type { Locator } from "../driver/locator.ts"
import type { Page } from "../driver/page.ts"
import type { Scope } from "../driver/scope.ts"
import { waitFor } from "../driver/wait.ts"
import { readWords } from "./security-code.ts"

/** How far an own message has come, as the widget marks it. */
export type SendState = "sending" | "queued" | "sent" | "delivered" | "seen" | "failed"

const id = (testId: string): Locator => ({ testId })

/** The chat on a page of the site. */
export class Widget {
  /** The page of the site, with launcher and panel. */
  readonly page: Page
  /** The document in the inner frame, with everything that is private. */
  readonly frame: Scope

  constructor(page: Page) {
    this.page = page
    this.frame = page.frame(id("frame")).frame({ css: "iframe" })
  }

  /** Goes to a page of the site. */
  static async visit(page: Page, url: string): Promise<Widget> {
    await page.goto(url)
    return new Widget(page)
  }

  /** Opens the panel and waits until the workspace's keys are checked. */
  async open(): Promise<void> {
    await this.page.click(id("launcher"))
    await this.frame.see({ css: "[data-testid=start]:not(:disabled), [data-testid=composer]" })
  }

  /** Goes to a conversation that is still to be made. */
  async startNew(): Promise<void> {
    await this.frame.click(id("start"))
    await this.frame.see(id("composer"))
  }

  /** Opens the newest conversation from the home view. */
  async openNewest(): Promise<void> {
    await this.frame.click(id("recent-talk"))
    await this.frame.see(id("talk"))
  }

  async say(text: string): Promise<void> {
    await this.frame.type(id("composer"), text)
    await this.frame.press("Enter")
  }

  /** The count on the launcher; undefined if there is none. */
  async badge(): Promise<string | undefined> {
    return (await this.page.texts(id("badge")))[0]
  }

  /** Waits until a draft lies on the visitor's disk. */
  async drafted(): Promise<void> {
    await this.page.waitFor("a draft on the disk", recordsOf, "d")
  }

  /** Waits until the log shows this text from the other side, or from `side`. */
  async hears(text: string, side: "mine" | "theirs" = "theirs"): Promise<void> {
    const shown = async () => (await this.texts(side)).includes(text)
    await waitFor(shown, `“${text}” in the widget`)
  }

  /** The messages of the open conversation, oldest first. */
  texts(side?: "mine" | "theirs"): Promise<string[]> {
    const which = side === undefined ? "" : `[data-side=${side}]`
    return this.frame.texts({ css: `[data-testid=message]${which} .bubble` })
  }

  /** Waits until the newest own message has come this far. */
  async state(state: SendState, timeoutMs?: number): Promise<void> {
    await waitFor(
      async () => (await this.states()).at(-1) === state,
      `the newest own message to be ${state}`,
      timeoutMs,
    )
  }

  /** How far each own message has come, oldest first. */
  states(): Promise<string[]> {
    return this.frame.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>("[data-testid=message][data-side=mine]")].map(
        (line) => line.getAttribute("data-state") ?? "",
      ),
    )
  }

  /** The six words of the open conversation. */
  async securityCode(): Promise<string[]> {
    await this.frame.click(id("lock-line"))
    const words = await readWords(this.frame)
    await this.frame.click(id("sheet-close"))
    await this.frame.vanish(id("security-sheet"))
    return words
  }
}

/** Runs inside the page: how many records of one kind the widget keeps on the disk. */
async function recordsOf(kind: string): Promise<number> {
  const [found] = await indexedDB.databases()
  if (found?.name === undefined) return 0
  const opening = indexedDB.open(found.name)
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const counting = database
    .transaction("record")
    .objectStore("record")
    .count(IDBKeyRange.bound([kind], [kind, []]))
  const count = await new Promise<number>((resolve) => {
    counting.onsuccess = () => resolve(counting.result)
  })
  database.close()
  return count
}
