import { type Bytes, equalBytes } from "./bytes.ts"
import { signedPart } from "./codec.ts"
import { checkKemPublicKey } from "./encap.ts"
import { StatementError, type StatementFailure } from "./errors.ts"
import { CLOCK_LEEWAY, DAY, LINKS_MAX, RECOVERY_DELAY } from "./limits.ts"
import { APPEARANCE_LABEL, type Appearance, parseAppearance } from "./objects/appearance.ts"
import { EPOCH_LABEL, type Epoch, epochHash, parseEpoch } from "./objects/epoch.ts"
import { type Genesis, parseGenesis, workspaceId } from "./objects/genesis.ts"
import { parseRootLink, type RootLink, rootLinkHash, rootLinkPart } from "./objects/root-link.ts"
import {
  findMember,
  isAdmin,
  parseRoster,
  ROSTER_LABEL,
  type Roster,
  rosterHash,
} from "./objects/roster.ts"
import { verify } from "./sign.ts"
import { checkHeld, type Held } from "./succession.ts"

/** The statements that the service answers with, as bytes. */
export type Bundle = {
  readonly genesis?: Bytes | undefined
  readonly links: readonly Bytes[]
  readonly roster?: Bytes | undefined
  readonly epoch?: Bytes | undefined
  readonly appearance?: Bytes | undefined
}

/** Highest numbers of statements that this party has seen; `epoch` null means none. */
export type Floors = {
  readonly links: number
  readonly roster: number
  readonly epoch: number | null
  readonly appearance: number
}

/** Floors of a party that has seen nothing. */
export const NO_FLOORS: Floors = { links: 0, roster: 0, epoch: null, appearance: 0 }

/** Statements that hang from the pinned workspace id, and the floors to store before use. */
export type Accepted = {
  readonly wid: Bytes
  readonly rootPk: Bytes
  readonly roster: Roster
  readonly rosterHash: Bytes
  readonly epoch: Epoch
  readonly epochHash: Bytes
  readonly appearance: Appearance | null
  readonly floors: Floors
  /** The accepted bytes, to be stored and held against the next bundle. */
  readonly bundle: Bundle
}

type Signed<T> = { readonly bytes: Bytes; readonly value: T }

type Parsed = {
  readonly genesis: Signed<Genesis>
  readonly links: readonly Signed<RootLink>[]
  readonly roster: Signed<Roster>
  readonly epoch: Signed<Epoch>
  readonly appearance: Signed<Appearance> | undefined
}

/**
 * Accepts a bundle for the pinned `wid` (`spec/protocol.md §4.7`). `now` is in Unix milliseconds.
 * Throws {@link StatementError}; whoever catches it keeps what it had and sends nothing.
 */
export async function accept(
  wid: Bytes,
  bundle: Bundle,
  floors: Floors,
  now: number,
  held: Held = {},
): Promise<Accepted> {
  const parsed = await parseBundle(bundle)
  const { roster, epoch, appearance } = parsed
  require(equalBytes(await workspaceId(parsed.genesis.bytes), wid), "wrong-workspace")
  const rootPks = await checkLinks(wid, parsed, floors, now)
  const rosterDigest = await checkRoster(wid, roster, rootPks, floors, now)
  await checkEpoch(wid, epoch, roster.value, rosterDigest, floors, now)
  await checkAppearance(wid, appearance, roster.value, floors)
  await checkHeld(held, bundle, floors.links)
  return {
    wid,
    rootPk: rootPks[rootPks.length - 1] ?? parsed.genesis.value.rootPk,
    roster: roster.value,
    rosterHash: rosterDigest,
    epoch: epoch.value,
    epochHash: await epochHash(epoch.bytes),
    appearance: appearance?.value ?? null,
    floors: {
      links: Math.max(floors.links, rootPks.length - 1),
      roster: Math.max(floors.roster, roster.value.n),
      epoch: Math.max(floors.epoch ?? 0, epoch.value.eid),
      appearance: Math.max(floors.appearance, appearance?.value.n ?? 0),
    },
    bundle,
  }
}

function require(condition: boolean, code: StatementFailure): void {
  if (!condition) throw new StatementError(code)
}

async function parseBundle(bundle: Bundle): Promise<Parsed> {
  require(bundle.links.length <= LINKS_MAX, "malformed")
  const genesis = await parsed(bundle.genesis, parseGenesis)
  const links = bundle.links.map((bytes) => ({ bytes, value: parseRootLink(bytes) }))
  const roster = await parsed(bundle.roster, parseRoster)
  const epoch = await parsed(bundle.epoch, parseEpoch)
  const appearance = await parsed(bundle.appearance, parseAppearance)
  if (!genesis || !roster || !epoch) throw new StatementError("incomplete")
  return { genesis, links, roster, epoch, appearance }
}

async function parsed<T>(
  bytes: Bytes | undefined,
  parse: (bytes: Bytes) => T | Promise<T>,
): Promise<Signed<T> | undefined> {
  return bytes === undefined ? undefined : { bytes, value: await parse(bytes) }
}

/** Checks every link; returns the root keys after 0, 1, … links that count now. */
async function checkLinks(
  wid: Bytes,
  { genesis, links }: Parsed,
  floors: Floors,
  now: number,
): Promise<Bytes[]> {
  const rootPks = [genesis.value.rootPk]
  let prev = wid
  for (const [i, { bytes, value: link }] of links.entries()) {
    require(equalBytes(link.wid, wid), "wrong-workspace")
    require(link.n === i + 1 && equalBytes(link.prev, prev), "broken-chain")
    const part = rootLinkPart(bytes)
    const oldPk = link.by === "root" ? (rootPks[i] ?? genesis.value.rootPk) : genesis.value.recSigPk
    await verify(oldPk, link.sigOld, "root-link", part)
    await verify(link.newRootPk, link.sigNew, "root-link", part)
    const isLate = link.by === "root" || link.notBefore >= link.created + RECOVERY_DELAY
    require(isLate, "not-authorised")
    rootPks.push(link.newRootPk)
    prev = await rootLinkHash(bytes)
  }
  const early = links.findIndex(({ value }) => now < value.notBefore)
  const kept = early < 0 ? links.length : early
  require(kept >= floors.links, "rollback")
  return rootPks.slice(0, kept + 1)
}

async function checkRoster(
  wid: Bytes,
  { bytes, value: roster }: Signed<Roster>,
  rootPks: readonly Bytes[],
  floors: Floors,
  now: number,
): Promise<Bytes> {
  require(equalBytes(roster.wid, wid), "wrong-workspace")
  const rootPk = rootPks[roster.rootN]
  if (!rootPk) throw new StatementError("broken-chain")
  await verify(rootPk, roster.signature, ROSTER_LABEL, signedPart(bytes))
  require(roster.n >= floors.roster, "rollback")
  require(roster.rootN === rootPks.length - 1, "rollback")
  require(roster.created <= now + CLOCK_LEEWAY, "not-yet-valid")
  return rosterHash(bytes)
}

async function checkEpoch(
  wid: Bytes,
  { bytes, value: epoch }: Signed<Epoch>,
  roster: Roster,
  rosterDigest: Bytes,
  floors: Floors,
  now: number,
): Promise<void> {
  require(equalBytes(epoch.wid, wid), "wrong-workspace")
  const isOfThis = epoch.rosterN === roster.n && equalBytes(epoch.rosterHash, rosterDigest)
  require(epoch.rosterN < roster.n || isOfThis, "broken-chain")
  await checkSigner(roster, epoch.signer, epoch.signature, EPOCH_LABEL, bytes)
  require(epoch.eid >= roster.minEpoch && epoch.eid >= (floors.epoch ?? 0), "rollback")
  require(epoch.created <= now + CLOCK_LEEWAY, "not-yet-valid")
  require(!hasExpired(epoch, roster, now), "expired")
  checkKemPublicKey(epoch.epPk)
}

/** Whether an epoch has run out under its roster (§4.7 step 4). `now` is in Unix milliseconds. */
export function hasExpired(epoch: Epoch, roster: Roster, now: number): boolean {
  const oldest = epoch.created + roster.epochMaxDays * DAY
  return now > Math.min(epoch.notAfter, oldest) + CLOCK_LEEWAY
}

async function checkAppearance(
  wid: Bytes,
  appearance: Signed<Appearance> | undefined,
  roster: Roster,
  floors: Floors,
): Promise<void> {
  if (!appearance) return require(floors.appearance === 0, "rollback")
  const { bytes, value } = appearance
  require(equalBytes(value.wid, wid), "wrong-workspace")
  await checkSigner(roster, value.signer, value.signature, APPEARANCE_LABEL, bytes)
  require(value.n >= floors.appearance, "rollback")
}

async function checkSigner(
  roster: Roster,
  signer: Bytes,
  signature: Bytes,
  label: string,
  bytes: Bytes,
): Promise<void> {
  const member = findMember(roster, signer)
  if (!member || !isAdmin(roster, signer)) throw new StatementError("not-authorised")
  await verify(member.sigPk, signature, label, signedPart(bytes))
}
