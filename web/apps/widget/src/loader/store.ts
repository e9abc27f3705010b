import type { Entry } from "../shared/records.ts"

const TABLE = "record"

/** The records of one workspace in this browser. */
export interface Store {
  /** All records whose key starts with the prefix, in key order. */
  read(prefix: readonly (string | number)[]): Promise<Entry[]>
  /** Writes all or nothing. With `fresh`, false if one of the keys exists. */
  put(entries: readonly Entry[], fresh: boolean): Promise<boolean>
  /** Removes everything, the database too. */
  wipe(): void
}

/**
 * Opens the records of a workspace. Undefined if storage is blocked, or without `create` if there are none: looking
 * leaves no trace.
 */
export async function openStore(workspace: string, create: boolean): Promise<Store | undefined> {
  const name = `aside:${workspace}`
  const db = await openDatabase(name, create).catch(() => undefined)
  if (!db) return
  // Another tab wipes: let it.
  db.onversionchange = () => db.close()
  const open = (mode: IDBTransactionMode) => {
    const transaction = db.transaction(TABLE, mode, { durability: "strict" })
    const done = new Promise<boolean>((resolve, reject) => {
      transaction.oncomplete = () => resolve(true)
      transaction.onabort = () =>
        transaction.error?.name === "ConstraintError" ? resolve(false) : reject(transaction.error)
    })
    return { table: transaction.objectStore(TABLE), done }
  }
  return {
    async read(prefix) {
      const { table, done } = open("readonly")
      // An array sorts after every number and string: the end of the prefix.
      const range = IDBKeyRange.bound(prefix, [...prefix, []])
      const keys = table.getAllKeys(range)
      const values = table.getAll(range)
      await done
      return keys.result.map((key, index) => [key, values.result[index]] as unknown as Entry)
    },
    put(entries, fresh) {
      const { table, done } = open("readwrite")
      for (const [key, value] of entries as unknown as [IDBValidKey, unknown][]) {
        if (value === undefined) table.delete(key)
        else table[fresh ? "add" : "put"](value, key)
      }
      return done
    },
    wipe() {
      db.close()
      indexedDB.deleteDatabase(name)
    },
  }
}

function openDatabase(name: string, create: boolean): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1)
    request.onupgradeneeded = () => {
      if (create) request.result.createObjectStore(TABLE)
      // Aborting the upgrade leaves no database behind.
      else request.transaction?.abort()
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = reject
  })
}
