import { equalBytes } from "@aside/protocol"
import type { Database } from "./database.ts"
import type { StoredChange } from "./records.ts"

const NOTHING = new Uint8Array()

function isSame(a: StoredChange, b: StoredChange): boolean {
  const samePlace = a.conversation === b.conversation && a.seq === b.seq
  const sameItem = equalBytes(a.item ?? NOTHING, b.item ?? NOTHING)
  return samePlace && a.kind === b.kind && a.status === b.status && sameItem
}

/**
 * Stores a page of the feed and where to go on. A rev keeps the change it was first given: the
 * service cannot take back what has been read here. Returns the changes that stand.
 */
export async function storeChanges(
  database: Database,
  page: readonly StoredChange[],
  next: number,
): Promise<StoredChange[]> {
  const transaction = database.transaction(["changes", "feed"], "readwrite")
  const store = transaction.objectStore("changes")
  const standing: StoredChange[] = []
  for (const change of page) {
    const first = await store.get(change.rev)
    if (first !== undefined && !isSame(first, change)) continue
    if (first === undefined) await store.put(change)
    standing.push(change)
  }
  await transaction.objectStore("feed").put(next, "next")
  await transaction.done
  return standing
}
