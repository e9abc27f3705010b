import type { Locator } from "../driver/locator.ts"
import type { Page } from "../driver/page.ts"
import { waitFor } from "../driver/wait.ts"
import { readWords } from "./security-code.ts"

/** Who signs up. */
export interface Person {
  readonly workspace: string
  readonly name: string
  readonly email: string
  readonly password: string
}

/** What a person has on paper after signing up. */
export interface Account extends Person {
  readonly secretKey: string
  /** The tag for the site, as the inbox shows it. */
  readonly snippet: string
  readonly workspaceId: string
}

let people = 0

/** Somebody nobody has met before. */
export function newPerson(workspace = "Harbour Tea"): Person {
  people += 1
  const email = `robin.${process.pid}.${people}@harbour.example`
  return { workspace, name: "Robin", email, password: "nine quiet otters swim" }
}

/** What sealing adds to a draft. */
const GCM_TAG_BYTES = 16

/** Keys are stretched here; two busy cores take their time. */
const KEYS_TIMEOUT_MS = 40_000

const id = (testId: string): Locator => ({ testId })

/** The pages of the settings. */
export type SettingsPage = "workspace" | "look" | "site" | "devices" | "keys"

/** The agents' app in one tab. */
export class Inbox {
  readonly page: Page
  readonly origin: string

  constructor(page: Page, origin: string) {
    this.page = page
    this.origin = origin
  }

  /** Opens the inbox, wherever it starts by itself. */
  static async open(page: Page, origin: string): Promise<Inbox> {
    await page.goto(`${origin}/`)
    return new Inbox(page, origin)
  }

  /** From the form to the recovery kit. Returns the Secret Key as the kit shows it. */
  async fillSignUp(person: Person): Promise<string> {
    const { page } = this
    await page.fill(id("workspace-name"), person.workspace)
    await page.fill(id("your-name"), person.name)
    await page.fill(id("email"), person.email)
    await page.fill(id("password"), person.password)
    await page.click(id("sign-up"))
    await page.see(id("secret-key"), KEYS_TIMEOUT_MS)
    const groups = await page.texts({ css: "[data-testid=secret-key] > span" })
    return groups.join("-")
  }

  /** Types the last group of the kit back. */
  async confirmKit(secretKey: string): Promise<void> {
    await this.page.fill(id("kit-last-group"), secretKey.split("-").at(-1) ?? "")
    await this.page.click(id("kit-continue"))
    await this.page.see(id("look-continue"))
  }

  /** Leaves the look as it is; resolves with the snippet. */
  async passLook(): Promise<string> {
    await this.page.click(id("look-continue"))
    await this.page.see(id("snippet"))
    return this.page.text(id("snippet"))
  }

  /** Has the site looked at, and waits until it has reported itself. */
  async checkSite(url: string): Promise<void> {
    await this.page.type(id("site-url"), url)
    await this.page.click(id("check-site"))
    await this.page.see({ css: "[data-testid=check-state][data-state=seen]" })
  }

  /** From nothing to the open inbox. */
  async signUp(person: Person): Promise<Account> {
    const secretKey = await this.fillSignUp(person)
    await this.confirmKit(secretKey)
    const snippet = await this.passLook()
    await this.page.click(id("finish"))
    await this.page.see(id("desk"))
    return accountOf(person, secretKey, snippet)
  }

  /** Signs in on a device that knows nothing yet. */
  async signIn({ email, password, secretKey }: Account): Promise<void> {
    const { page } = this
    if ((await page.count(id("secret-key-input"))) === 0) await page.click(id("go-sign-in"))
    await page.fill(id("email"), email)
    await page.fill(id("password"), password)
    await page.fill(id("secret-key-input"), secretKey)
    await page.click(id("sign-in"))
    await page.see(id("desk"), KEYS_TIMEOUT_MS)
  }

  /** Goes to the list of open conversations, with none of them open. */
  async goHome(): Promise<void> {
    await this.page.click(id("nav-open"))
    await this.page.vanish(id("thread"))
  }

  /** Opens the conversation in the list whose newest line is this. */
  async openSaying(line: string): Promise<void> {
    await this.page.click({ text: line })
    await this.page.see(id("thread"))
  }

  /** The newest lines of the conversations in the list, top to bottom. */
  rows(): Promise<string[]> {
    return this.page.texts(id("row-line"))
  }

  /** Opens the newest conversation of the folder that is shown. */
  async openNewest(): Promise<void> {
    await this.page.click(id("conversation-row"))
    await this.page.see(id("thread"))
  }

  async say(text: string): Promise<void> {
    await this.page.type(id("composer"), text)
    await this.page.press("Enter")
  }

  /** Waits until the open thread shows this text. */
  async hears(text: string): Promise<void> {
    await waitFor(async () => (await this.texts()).includes(text), `“${text}” in the inbox`)
  }

  /** The messages of the open thread, oldest first. */
  texts(): Promise<string[]> {
    return this.page.texts(id("message-text"))
  }

  /** Waits until the newest reply has come this far. */
  async delivery(state: "sending" | "sent" | "delivered" | "seen" | "failed"): Promise<void> {
    await this.page.see({ css: `[data-testid=delivery][data-state=${state}]` })
  }

  /** Waits until this draft lies on the agent's disk, where its length is all that can be seen. */
  async drafted(text: string): Promise<void> {
    const length = new TextEncoder().encode(text).length + GCM_TAG_BYTES
    await this.page.waitFor("the draft on the disk", hasDraft, length)
  }

  /** The six words of the open conversation. */
  async securityCode(): Promise<string[]> {
    if ((await this.page.count(id("details"))) === 0) await this.page.click(id("toggle-details"))
    const words = await readWords(this.page)
    // In a narrow window the details lie over the thread.
    await this.page.click(id("close-details"))
    await this.page.vanish(id("details"))
    return words
  }

  async settings(page: SettingsPage): Promise<void> {
    await this.page.click(id("nav-settings"))
    await this.page.click(id(`settings-${page}`))
  }
}

/** Signs somebody up in a browser that knows nothing yet. */
export async function signUp(
  page: Page,
  origin: string,
  person: Person = newPerson(),
): Promise<{ inbox: Inbox; account: Account }> {
  const inbox = await Inbox.open(page, origin)
  return { inbox, account: await inbox.signUp(person) }
}

/** What the recovery kit and the snippet leave a person with. */
export function accountOf(person: Person, secretKey: string, snippet: string): Account {
  const workspaceId = /data-workspace="([^"]+)"/.exec(snippet)?.[1] ?? ""
  return { ...person, secretKey, snippet, workspaceId }
}

/** Runs inside the page: whether a draft of this sealed length is stored. */
async function hasDraft(sealedLength: number): Promise<boolean> {
  const opening = indexedDB.open("aside-inbox")
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const reading = database.transaction("drafts").objectStore("drafts").getAll()
  const drafts = await new Promise<{ sealed: ArrayBuffer }[]>((resolve) => {
    reading.onsuccess = () => resolve(reading.result)
  })
  database.close()
  return drafts.some(({ sealed }) => sealed.byteLength === sealedLength)
}
