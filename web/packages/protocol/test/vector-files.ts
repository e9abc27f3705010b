import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Bytes } from "../src/bytes.ts"

/** `vectors/` at the root of the repository. */
const VECTORS = fileURLToPath(new URL("../../../../vectors", import.meta.url))

/** Names of the entries of a folder below `vectors/`, sorted; none if it is not there. */
export function list(folder: string, kind: "folders" | "json"): string[] {
  const path = join(VECTORS, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => (kind === "folders" ? entry.isDirectory() : entry.name.endsWith(".json")))
    .map((entry) => entry.name)
    .sort()
}

/** A parsed JSON file below `vectors/`. */
export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(VECTORS, path), "utf8"))
}

/** Bytes of a hexadecimal string. */
export function unhex(text: string): Bytes {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new TypeError(`not hexadecimal: ${text.slice(0, 40)}`)
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16))
}
