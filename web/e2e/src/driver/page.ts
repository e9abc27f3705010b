import { mkdir, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { Scope } from "./scope.ts"
import type { Session } from "./session.ts"
import { waitFor } from "./wait.ts"

export interface Viewport {
  readonly width: number
  readonly height: number
}

export const PHONE: Viewport = { width: 390, height: 844 }
export const DESKTOP: Viewport = { width: 1280, height: 800 }

/** One tab. */
export class Page extends Scope {
  constructor(session: Session, window: string) {
    super(session, { window, frames: [] })
  }

  goto(url: string): Promise<void> {
    return this.session.at(this.place, (driver) => driver.get(url))
  }

  reload(): Promise<void> {
    return this.session.at(this.place, (driver) => driver.navigate().refresh())
  }

  url(): Promise<string> {
    return this.session.at(this.place, (driver) => driver.getCurrentUrl())
  }

  title(): Promise<string> {
    return this.session.at(this.place, (driver) => driver.getTitle())
  }

  /** Closes the tab. The browser needs one other tab to live on. */
  close(): Promise<void> {
    return this.session.at(this.place, (driver) => driver.close())
  }

  /** Writes what is on screen as a PNG, making the folder if need be. */
  async screenshot(file: string): Promise<void> {
    const png = await this.session.at(this.place, (driver) => driver.takeScreenshot())
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, png, "base64")
  }

  /** Makes the page's own area exactly this big, in CSS pixels. */
  async setViewport(wanted: Viewport): Promise<void> {
    const fits = async () => {
      const inner = await this.innerSize()
      if (inner.width === wanted.width && inner.height === wanted.height) return true
      await this.growBy(wanted.width - inner.width, wanted.height - inner.height)
      return false
    }
    await waitFor(fits, `a viewport of ${wanted.width}×${wanted.height}`)
  }

  innerSize(): Promise<Viewport> {
    return this.evaluate(() => ({ width: window.innerWidth, height: window.innerHeight }))
  }

  private growBy(width: number, height: number): Promise<void> {
    return this.session.at(this.place, async (driver) => {
      const window = driver.manage().window()
      const outer = await window.getRect()
      await window.setRect({ ...outer, width: outer.width + width, height: outer.height + height })
    })
  }
}
