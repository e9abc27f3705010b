import { after } from "node:test"
import { Browser } from "../driver/browser.ts"
import type { EngineName } from "../driver/engine.ts"
import { eachEngine } from "../each-engine.ts"
import { plainPage } from "../pages/host.ts"
import { Inbox } from "../pages/inbox.ts"
import { Widget } from "../pages/widget.ts"
import { type Stack, startStackBehind } from "../stack/stack.ts"
import { LyingService } from "./lying-service.ts"
import { Owner } from "./owner.ts"

/** An inbox with its owner signed in. */
export interface Desk {
  readonly inbox: Inbox
  readonly owner: Owner
}

/** What an attack plays in: the lying service, which does not lie yet, and a browser. */
export class Scene {
  readonly service: LyingService
  readonly browser: Browser
  readonly #stack: Stack<LyingService>
  #pages = 0
  #desk: Desk | undefined

  constructor(stack: Stack<LyingService>, browser: Browser) {
    this.#stack = stack
    this.service = stack.front
    this.browser = browser
  }

  /** A new workspace of an honest owner. */
  owner(): Promise<Owner> {
    return Owner.signUp(this.service)
  }

  /** Lets the visitor come to a new page of the site, which holds this snippet. */
  visit(snippet: string): Promise<Widget> {
    this.#pages += 1
    const path = `/${this.browser.engine}/${this.#pages}`
    this.#stack.site.put(path, plainPage({ snippet }))
    return Widget.visit(this.browser.page, `${this.#stack.site.origin}${path}`)
  }

  /** A signed-in inbox of one owner, the same for all attacks that leave it in order. */
  async desk(): Promise<Desk> {
    this.#desk ??= await this.signIn(await this.owner())
    return this.#desk
  }

  /** Signs an owner in on a device that knows nothing. */
  async signIn(owner: Owner): Promise<Desk> {
    const inbox = await this.openInbox()
    await inbox.signIn(owner.account)
    return { inbox, owner }
  }

  /** The inbox as somebody finds it who opens it for the first time. */
  async openInbox(): Promise<Inbox> {
    await this.forgetInbox()
    return Inbox.open(this.browser.page, this.service.origin)
  }

  /** Forgets everything that the inbox has kept in this browser. */
  async forgetInbox(): Promise<void> {
    await this.browser.page.goto(`${this.service.origin}/healthz`)
    await this.browser.page.evaluate(async () => {
      for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name)
    })
  }
}

let stack: Promise<Stack<LyingService>> | undefined
const scenes = new Map<EngineName, Promise<Scene>>()

async function openScene(engine: EngineName): Promise<Scene> {
  stack ??= startStackBehind(() => LyingService.open())
  return new Scene(await stack, await Browser.open(engine))
}

after(async () => {
  for (const scene of scenes.values()) await (await scene).browser.close()
  await (await stack)?.close()
})

/**
 * Declares one attack for each engine. All attacks of a file share one service and one browser an
 * engine, which is quick and what an attacker would find; each begins with its own workspace.
 */
export function attack(sentence: string, body: (scene: Scene) => Promise<void>): void {
  eachEngine(sentence, async (engine) => {
    const opened = scenes.get(engine) ?? openScene(engine)
    scenes.set(engine, opened)
    const scene = await opened
    scene.service.repent()
    await body(scene)
  })
}
