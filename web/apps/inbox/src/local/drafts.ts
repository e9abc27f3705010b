import { randomBytes } from "@aside/protocol"
import type { Database } from "./database.ts"

const utf8 = new TextEncoder()

async function draftKey(database: Database): Promise<CryptoKey> {
  const known = await database.get("draftKey", "key")
  if (known !== undefined) return known
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ])
  // Another tab may have been faster; its key stays.
  await database.add("draftKey", made, "key").catch(() => undefined)
  return (await database.get("draftKey", "key")) ?? made
}

/** The newest text of each conversation that is not on the disk yet. */
const waiting = new Map<string, string>()
let writing: Promise<void> | undefined

/**
 * Keeps what somebody is writing, sealed; an empty text forgets it. What is written is always the newest text: an
 * earlier one never comes after it.
 */
export function saveDraft(database: Database, conversation: string, text: string): Promise<void> {
  waiting.set(conversation, text)
  writing ??= writeWaiting(database)
  return writing
}

async function writeWaiting(database: Database): Promise<void> {
  try {
    // What comes meanwhile is added at the end and written too.
    for (const [conversation, text] of waiting) {
      waiting.delete(conversation)
      if (text === "") await database.delete("drafts", conversation)
      else await writeSealed(database, conversation, text)
    }
  } finally {
    writing = undefined
  }
}

async function writeSealed(database: Database, conversation: string, text: string): Promise<void> {
  const iv = randomBytes(12)
  const key = await draftKey(database)
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8.encode(text))
  await database.put("drafts", { iv, sealed }, conversation)
}

/** Every draft by conversation; one that does not open is skipped. */
export async function loadDrafts(database: Database): Promise<Map<string, string>> {
  const drafts = new Map<string, string>()
  const key = await draftKey(database)
  for (const conversation of await database.getAllKeys("drafts")) {
    const record = await database.get("drafts", conversation)
    if (record === undefined) continue
    const opened = crypto.subtle.decrypt({ name: "AES-GCM", iv: record.iv }, key, record.sealed)
    const bytes = await opened.catch(() => undefined)
    if (bytes !== undefined) drafts.set(conversation, new TextDecoder().decode(bytes))
  }
  return drafts
}
