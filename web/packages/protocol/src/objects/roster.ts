import { type Bytes, concat, equalBytes, u8, u16, u32, u64 } from "../bytes.ts"
import {
  encodeList,
  encodeObject,
  fixed,
  OBJECT_TYPE,
  openObject,
  type Reader,
  requireAscending,
  requireValid,
} from "../codec.ts"
import { malformed } from "../errors.ts"
import { hash } from "../hash.ts"
import { memberId } from "../ids.ts"
import { EPOCH_DAYS_MAX, ISSUERS_MAX, MEMBERS_MAX } from "../limits.ts"
import { type SigningKey, sign } from "../sign.ts"

/** What a member may do. */
export type Role = "owner" | "admin" | "agent" | "bot"

/** One entry of a roster. `mid` is the hash of the keys (`spec/protocol.md §3`). */
export type Member = {
  readonly mid: Bytes
  readonly role: Role
  readonly sigPk: Bytes
  readonly kemHash: Bytes
}

/** A key of the business's own backend that may assert who a visitor is. */
export type Issuer = { readonly kid: Bytes; readonly pk: Bytes }

/** The signed list of members, without its signature (`spec/protocol.md §4.3`). */
export type RosterFields = {
  readonly wid: Bytes
  /** Counts from 1. */
  readonly n: number
  readonly prev: Bytes
  /** Unix milliseconds. */
  readonly created: number
  /** Number of root links before it. */
  readonly rootN: number
  readonly minEpoch: number
  /** Ascending by mid. */
  readonly members: readonly Member[]
  /** Ascending by kid. */
  readonly issuers: readonly Issuer[]
  /** 0 means for ever. */
  readonly retentionDays: number
  readonly epochMaxDays: number
}

/** A parsed roster. */
export type Roster = RosterFields & { readonly signature: Bytes }

/** Signature label of a roster; also that of its hash. */
export const ROSTER_LABEL = "roster"

const ROLES: readonly Role[] = ["owner", "admin", "agent", "bot"]
const MEMBER_SIZE = 16 + 1 + 32 + 32
const ISSUER_SIZE = 8 + 32

/** Encodes and signs a roster with the root key in force after `rootN` links. */
export async function signRoster(roster: RosterFields, root: SigningKey): Promise<Bytes> {
  const part = encodeObject(
    OBJECT_TYPE.roster,
    fixed(roster.wid, 32),
    u32(roster.n),
    fixed(roster.prev, 32),
    u64(roster.created),
    u32(roster.rootN),
    u32(roster.minEpoch),
    encodeList(2, MEMBERS_MAX, roster.members.map(encodeMember)),
    encodeList(1, ISSUERS_MAX, roster.issuers.map(encodeIssuer)),
    u16(roster.retentionDays),
    u16(roster.epochMaxDays),
  )
  return concat(part, await sign(root, ROSTER_LABEL, part))
}

/** Parses a roster and checks every rule that it shows by itself, else `malformed` (§4.3). */
export async function parseRoster(bytes: Uint8Array): Promise<Roster> {
  const reader = openObject(bytes, OBJECT_TYPE.roster)
  const roster: Roster = {
    wid: reader.take(32),
    n: reader.u32(),
    prev: reader.take(32),
    created: reader.u64(),
    rootN: reader.u32(),
    minEpoch: reader.u32(),
    members: reader.list(2, MEMBERS_MAX, MEMBER_SIZE, readMember),
    issuers: reader.list(1, ISSUERS_MAX, ISSUER_SIZE, readIssuer),
    retentionDays: reader.u16(),
    epochMaxDays: reader.u16(),
    signature: reader.take(64),
  }
  reader.end()
  requireValid(roster.n >= 1)
  requireValid(roster.epochMaxDays >= 1 && roster.epochMaxDays <= EPOCH_DAYS_MAX)
  requireValid(roster.members.some((member) => member.role === "owner"))
  requireAscending(roster.members.map((member) => member.mid))
  requireAscending(roster.issuers.map((issuer) => issuer.kid))
  await Promise.all(roster.members.map((member) => checkMid(roster.wid, member)))
  return roster
}

/** The hash of a whole roster. */
export function rosterHash(bytes: Uint8Array): Promise<Bytes> {
  return hash(ROSTER_LABEL, bytes)
}

/** The member with this mid, if the roster has it. */
export function findMember(roster: RosterFields, mid: Uint8Array): Member | undefined {
  return roster.members.find((member) => equalBytes(member.mid, mid))
}

/** True if `mid` is an owner or admin of the roster and may sign epochs, wraps and appearances. */
export function isAdmin(roster: RosterFields, mid: Uint8Array): boolean {
  const role = findMember(roster, mid)?.role
  return role === "owner" || role === "admin"
}

function encodeMember(member: Member): Bytes {
  const role = u8(ROLES.indexOf(member.role) + 1)
  return concat(fixed(member.mid, 16), role, fixed(member.sigPk, 32), fixed(member.kemHash, 32))
}

function readMember(reader: Reader): Member {
  const mid = reader.take(16)
  const role = ROLES[reader.u8() - 1]
  if (role === undefined) throw malformed()
  return { mid, role, sigPk: reader.take(32), kemHash: reader.take(32) }
}

function encodeIssuer(issuer: Issuer): Bytes {
  return concat(fixed(issuer.kid, 8), fixed(issuer.pk, 32))
}

function readIssuer(reader: Reader): Issuer {
  return { kid: reader.take(8), pk: reader.take(32) }
}

async function checkMid(wid: Bytes, member: Member): Promise<void> {
  const mid = await memberId(wid, member.sigPk, member.kemHash)
  requireValid(equalBytes(mid, member.mid))
}
