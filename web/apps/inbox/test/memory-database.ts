import type { Database } from "../src/local/database.ts"

type Key = string | number
type Store = Map<Key, unknown>

/** The part of the device's database that the tested code uses, in memory. */
export function memoryDatabase(): Database {
  const stores = new Map<string, Store>()
  const storeOf = (name: string): Store => {
    const store = stores.get(name) ?? new Map<Key, unknown>()
    stores.set(name, store)
    return store
  }
  const handle = (name: string) => ({
    get: async (key: Key) => storeOf(name).get(key),
    put: async (value: unknown, key: Key = (value as { rev: number }).rev) =>
      void storeOf(name).set(key, value),
  })
  const database = {
    get: async (name: string, key: Key) => handle(name).get(key),
    put: async (name: string, value: unknown, key: Key) => handle(name).put(value, key),
    transaction: (names: string | readonly string[]) => ({
      store: handle([names].flat()[0] ?? ""),
      objectStore: handle,
      done: Promise.resolve(),
    }),
  }
  return database as unknown as Database
}
