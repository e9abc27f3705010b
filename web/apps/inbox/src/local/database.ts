import { type DBSchema, type IDBPDatabase, openDB } from "idb"
import type {
  DeviceRecord,
  DraftRecord,
  MemberRecord,
  OutboxRecord,
  ReachedRecord,
  SessionRecord,
  StoredChange,
} from "./records.ts"

interface Schema extends DBSchema {
  device: { key: "device"; value: DeviceRecord }
  member: { key: "member"; value: MemberRecord }
  changes: { key: number; value: StoredChange }
  sessions: { key: string; value: SessionRecord }
  outbox: { key: string; value: OutboxRecord }
  drafts: { key: string; value: DraftRecord }
  draftKey: { key: "key"; value: CryptoKey }
  readCounts: { key: string; value: number }
  reached: { key: string; value: ReachedRecord }
  feed: { key: "next"; value: number }
}

/** The device's own data: sealed items, and keys that cannot be read out. */
export type Database = IDBPDatabase<Schema>

const STORES = [
  "device",
  "member",
  "sessions",
  "drafts",
  "draftKey",
  "readCounts",
  "reached",
  "feed",
] as const

/** Opens the database; another tab with a newer version closes this one. */
export function openDatabase(): Promise<Database> {
  return openDB<Schema>("aside-inbox", 1, {
    upgrade(database) {
      for (const name of STORES) database.createObjectStore(name)
      database.createObjectStore("changes", { keyPath: "rev" })
      database.createObjectStore("outbox", { keyPath: "messageId" })
    },
    blocking(_current, _blocked, event) {
      ;(event.target as IDBDatabase).close()
    },
  })
}

const OF_MEMBER = ["member", "changes", "sessions", "readCounts", "reached", "feed"] as const
const EVERYTHING = [...OF_MEMBER, "device", "outbox", "drafts", "draftKey"] as const

/** Forgets who is signed in and what was read. What was typed and not sent stays for the next sign-in. */
export async function clearMember(database: Database): Promise<void> {
  const transaction = database.transaction(OF_MEMBER, "readwrite")
  await Promise.all([
    ...OF_MEMBER.map((name) => transaction.objectStore(name).clear()),
    transaction.done,
  ])
}

/** Forgets everything, also the Secret Key. */
export async function clearEverything(database: Database): Promise<void> {
  const transaction = database.transaction(EVERYTHING, "readwrite")
  await Promise.all([
    ...EVERYTHING.map((name) => transaction.objectStore(name).clear()),
    transaction.done,
  ])
}
