import type { Entry, RecordKey } from "../../shared/records.ts"
import type { Link } from "./link.ts"

/** The records on the visitor's disk, or in memory where the browser keeps nothing. */
export interface Records {
  /** All records whose key starts with the prefix. */
  read(...prefix: (string | number)[]): Promise<Entry[]>
  /**
   * Writes all or nothing. With `fresh`, false if one of the keys exists.
   * @throws Error if the disk is full or gone.
   */
  write(entries: readonly Entry[], fresh?: boolean): Promise<boolean>
}

/** Records that the loader keeps in IndexedDB. */
export function diskRecords(link: Link): Records {
  return {
    async read(...prefix) {
      return ((await link.ask({ ask: "read", prefix })) as Entry[] | null) ?? []
    },
    async write(entries, fresh = false) {
      const written = await link.ask({ ask: "put", entries, fresh })
      if (typeof written !== "boolean") throw new Error("the browser could not store this")
      return written
    },
  }
}

/** Records that end with the page. */
export function memoryRecords(): Records {
  const records = new Map<string, Entry>()
  const name = (key: RecordKey): string => JSON.stringify(key)
  const starts = (key: RecordKey, prefix: readonly unknown[]): boolean =>
    prefix.every((part, index) => key[index] === part)
  return {
    async read(...prefix) {
      return [...records.values()].filter(([key]) => starts(key, prefix))
    },
    async write(entries, fresh = false) {
      if (fresh && entries.some(([key]) => records.has(name(key)))) return false
      for (const entry of entries) {
        if (entry[1] === undefined) records.delete(name(entry[0]))
        else records.set(name(entry[0]), entry)
      }
      return true
    },
  }
}
