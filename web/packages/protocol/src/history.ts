import type { Accepted } from "./accept.ts"
import { type Bytes, equalBytes } from "./bytes.ts"
import { type Epoch, epochHash, parseEpoch } from "./objects/epoch.ts"
import { parseRoster, type Roster, rosterHash } from "./objects/roster.ts"

/** A statement with the hash that others name it by. */
export type Hashed<T> = { readonly value: T; readonly hash: Bytes; readonly bytes: Bytes }

/** Older statements that the newest accepted ones commit to, newest first, these included. */
export type History = {
  readonly rosters: readonly Hashed<Roster>[]
  readonly epochs: readonly Hashed<Epoch>[]
}

/**
 * Follows `prev` from the accepted roster and epoch back through what the service offers
 * (`spec/protocol.md §4`). What is not on the chains is left out; nothing is refused.
 */
export async function acceptHistory(
  accepted: Accepted,
  offered: { readonly rosters: readonly Bytes[]; readonly epochs: readonly Bytes[] },
): Promise<History> {
  const { roster, epoch, bundle } = accepted
  const rosters = await hashAll(offered.rosters, rosterHash)
  const epochs = await hashAll(offered.epochs, epochHash)
  const newestRoster = {
    value: roster,
    hash: accepted.rosterHash,
    bytes: bundle.roster ?? new Uint8Array(),
  }
  const newestEpoch = {
    value: epoch,
    hash: accepted.epochHash,
    bytes: bundle.epoch ?? new Uint8Array(),
  }
  return {
    rosters: await follow(newestRoster, rosters, parseRoster),
    epochs: await follow(newestEpoch, epochs, parseEpoch),
  }
}

type Digest = { readonly hash: Bytes; readonly bytes: Bytes }

function hashAll(
  all: readonly Bytes[],
  digest: (bytes: Bytes) => Promise<Bytes>,
): Promise<Digest[]> {
  return Promise.all(all.map(async (bytes) => ({ bytes, hash: await digest(bytes) })))
}

async function follow<T extends { readonly prev: Bytes }>(
  newest: Hashed<T>,
  offered: readonly Digest[],
  parse: (bytes: Bytes) => T | Promise<T>,
): Promise<Hashed<T>[]> {
  const chain = [newest]
  for (;;) {
    const prev = chain.at(-1)?.value.prev
    const next = offered.find(({ hash }) => prev && equalBytes(hash, prev))
    const value = next && (await parsed(parse, next.bytes))
    if (!next || !value) return chain
    chain.push({ ...next, value })
  }
}

async function parsed<T>(
  parse: (bytes: Bytes) => T | Promise<T>,
  bytes: Bytes,
): Promise<T | undefined> {
  try {
    return await parse(bytes)
  } catch {
    return undefined
  }
}
