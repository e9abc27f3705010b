import { after } from "node:test"
import { Browser } from "./driver/browser.ts"
import type { BrowserOptions, EngineName } from "./driver/engine.ts"
import { eachEngine } from "./each-engine.ts"
import { plainPage } from "./pages/host.ts"
import { type Account, type Inbox, signUp } from "./pages/inbox.ts"
import { Widget } from "./pages/widget.ts"
import { type Scene, witness } from "./scene.ts"
import { type Stack, startStack } from "./stack/stack.ts"

/** A service, a workspace in it, and its agent's inbox: shared by the tests of one file. */
export interface Office extends Scene<Stack> {
  readonly account: Account
  /** The agent's inbox, at the list of open conversations. */
  readonly inbox: Inbox
  readonly agent: Browser
  /** The address of the page that holds the snippet. */
  readonly url: string
}

interface Furniture extends Omit<Office, "open"> {}

let furniture: Promise<Furniture> | undefined

async function furnish(engine: EngineName): Promise<Furniture> {
  const [stack, agent] = await Promise.all([startStack(), Browser.open(engine)])
  const { inbox, account } = await signUp(agent.page, stack.origin)
  stack.site.put("/", plainPage(account))
  return { stack, agent, inbox, account, url: `${stack.site.origin}/` }
}

after(async () => {
  const opened = await furniture?.catch(() => undefined)
  await opened?.agent.close()
  await opened?.stack.close()
})

/** Declares a test in the office, in Chromium: what it is about is the same in every engine. */
export function inOffice(sentence: string, body: (office: Office) => Promise<void>): void {
  eachEngine(sentence, (engine) => spend(engine, body), ["chromium"])
}

async function spend(engine: EngineName, body: (office: Office) => Promise<void>): Promise<void> {
  furniture ??= furnish(engine)
  const opened = await furniture
  const browsers: Browser[] = []
  const open = async (options?: BrowserOptions): Promise<Browser> => {
    const browser = await Browser.open(engine, options)
    browsers.push(browser)
    return browser
  }
  await opened.inbox.goHome()
  try {
    await body({ ...opened, open })
  } catch (cause) {
    throw new Error(await witness([opened.agent, ...browsers]), { cause })
  } finally {
    await Promise.all(browsers.map((browser) => browser.close()))
  }
}

/** A visitor who has just sent this as the first message, from a browser of their own. */
export async function visitorSaying(
  { open, url }: Pick<Office, "open" | "url">,
  text: string,
): Promise<{ visitor: Browser; widget: Widget }> {
  const visitor = await open()
  const widget = await Widget.visit(visitor.page, url)
  await widget.open()
  await widget.startNew()
  await widget.say(text)
  return { visitor, widget }
}

/** {@link visitorSaying}, with the conversation open in the inbox. */
export async function talkAbout(
  office: Office,
  text: string,
): Promise<{ visitor: Browser; widget: Widget }> {
  const met = await visitorSaying(office, text)
  await office.inbox.openSaying(text)
  await office.inbox.hears(text)
  return met
}
