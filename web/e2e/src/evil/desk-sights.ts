import assert from "node:assert/strict"
import { waitFor } from "../driver/wait.ts"
import type { Inbox } from "../pages/inbox.ts"
import { PlainVisitor } from "./plain-visitor.ts"
import type { Desk, Scene } from "./scene.ts"

/** A visitor's conversation as it stands open in the inbox. */
export interface OpenTalk extends Desk {
  readonly visitor: PlainVisitor
}

/** Lets a visitor write and the owner open the conversation. */
export async function openTalk(scene: Scene, desk: Desk, text: string): Promise<OpenTalk> {
  const visitor = await PlainVisitor.open(scene.service, desk.owner, text)
  await desk.inbox.page.click({
    css: `[data-testid=conversation-row][data-conversation=${visitor.id}]`,
  })
  await desk.inbox.hears(text)
  return { ...desk, visitor }
}

/** What an inbox says about something that cannot be shown. */
export const NOTICE = {
  unreadable: "A message could not be read.",
  gap: "A message is missing here.",
  fork: "Two different messages claim the same place.",
} as const

/** Everything that the open thread shows, in order: texts in full, notices by the name of their kind. */
export function thread({ page }: Inbox): Promise<string[]> {
  return page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>("[data-testid=message-text],[data-testid=notice]"),
    ].map((line) => line.getAttribute("data-notice") ?? line.innerText),
  )
}

/** Waits until the open thread shows exactly this. */
export async function threadIs(inbox: Inbox, wanted: readonly string[]): Promise<void> {
  const isThat = async () => JSON.stringify(await thread(inbox)) === JSON.stringify(wanted)
  await waitFor(isThat, `the thread to be ${wanted.join(" | ")}`).catch(async (cause: unknown) => {
    assert.deepEqual(await thread(inbox), wanted, `${cause}`)
  })
}

/** A notice of this kind is on screen in words for a person. */
export async function seesNotice({ page }: Inbox, kind: keyof typeof NOTICE): Promise<void> {
  const words = await page.text({ css: `[data-testid=notice][data-notice=${kind}]` })
  assert.ok(words.includes(NOTICE[kind]), words)
}

/** Waits until the inbox says that the keys are wrong, and shows nothing else. */
export async function seesKeysStop({ page }: Inbox, timeoutMs?: number): Promise<void> {
  await page.see({ testId: "keys-stop" }, timeoutMs)
  const words = await page.text({ testId: "keys-stop" })
  assert.match(words, /keys do not match/)
  assert.match(words, /Nothing was sent\./)
  for (const testId of ["desk", "composer", "message-text", "conversation-row"])
    assert.equal(await page.count({ testId }), 0, testId)
}
