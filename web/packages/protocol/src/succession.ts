import { type Bytes, equalBytes } from "./bytes.ts"
import { StatementError } from "./errors.ts"
import { appearanceHash, parseAppearance } from "./objects/appearance.ts"
import { epochHash, parseEpoch } from "./objects/epoch.ts"
import { parseRoster, rosterHash } from "./objects/roster.ts"

/** Kinds of statements of which a party holds the newest one. */
export type HeldKind = "roster" | "epoch" | "appearance"

/** Statements of the last acceptance, as bytes, with which new ones must agree. */
export type Held = { readonly [K in HeldKind]?: Bytes | undefined } & {
  readonly links?: readonly Bytes[] | undefined
}

type Numbered = { readonly n: number; readonly prev: Bytes; readonly minEpoch?: number }

/**
 * New statements must be the held ones or continue them, else `broken-chain` (§4.7). Of the held
 * links, the first `linksSeen` have counted; a later one may still be replaced.
 */
export async function checkHeld(held: Held, next: Held, linksSeen: number): Promise<void> {
  const counted = (held.links ?? []).slice(0, linksSeen)
  const isOther = (link: Bytes, i: number) => !equalBytes(link, next.links?.[i] ?? new Uint8Array())
  if (counted.some(isOther)) throw new StatementError("broken-chain")
  for (const kind of ["roster", "epoch", "appearance"] as const) {
    const earlier = held[kind]
    const later = next[kind]
    if (earlier && later) await checkSuccession(kind, earlier, later)
  }
}

/**
 * Refuses, as `broken-chain`, other bytes for the same number, a next number whose `prev` is not
 * the held statement, and a later roster with a lower `minEpoch`.
 */
export async function checkSuccession(kind: HeldKind, earlier: Bytes, later: Bytes): Promise<void> {
  const old = await numbered(kind, earlier)
  const next = await numbered(kind, later)
  const isTwin = next.n === old.n && !equalBytes(earlier, later)
  const isNext = next.n === old.n + 1
  const isUnchained = isNext && !equalBytes(next.prev, await digest(kind, earlier))
  const hasFallen = next.n > old.n && (next.minEpoch ?? 0) < (old.minEpoch ?? 0)
  if (isTwin || isUnchained || hasFallen) throw new StatementError("broken-chain")
}

async function numbered(kind: HeldKind, bytes: Bytes): Promise<Numbered> {
  if (kind === "roster") return parseRoster(bytes)
  if (kind === "appearance") return parseAppearance(bytes)
  const { eid, prev } = parseEpoch(bytes)
  return { n: eid, prev }
}

function digest(kind: HeldKind, bytes: Bytes): Promise<Bytes> {
  if (kind === "roster") return rosterHash(bytes)
  return kind === "epoch" ? epochHash(bytes) : appearanceHash(bytes)
}
