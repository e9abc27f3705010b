import { type Bytes, hex } from "../../src/bytes.ts"
import type { Fields } from "../fields.ts"

/** Runs one case: reads every input first, then returns what has to equal `output`, or throws. */
export type Run = (input: Fields) => Promise<unknown>

/** What a case expects instead of an output that is not an error of the package. */
export class Verdict extends Error {
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** A value as vectors write it: bytes as hex, names in snake case, signatures left out. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return hex(value)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== "object" || value === null) return value
  const fields = Object.entries(value).filter(([name]) => !/^(signature|sigOld|sigNew)$/.test(name))
  return Object.fromEntries(fields.map(([name, field]) => [snakeCase(name), plain(field)]))
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

/** The raw key if `key` signs like it, else what it signs: keys that cannot be read out. */
export async function readBack(
  key: CryptoKey,
  raw: Bytes,
  digest: "SHA-256" | "SHA-512",
): Promise<string> {
  const algorithm = { name: "HMAC", hash: digest }
  const expected = await crypto.subtle.importKey("raw", raw, algorithm, false, ["sign"])
  const probe = new Uint8Array(8)
  const ours = hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, probe)))
  const theirs = hex(new Uint8Array(await crypto.subtle.sign("HMAC", expected, probe)))
  return ours === theirs ? hex(raw) : ours
}
