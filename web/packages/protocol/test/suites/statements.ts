import { accept, type Floors } from "../../src/accept.ts"
import { type Bytes, equalBytes, hex } from "../../src/bytes.ts"
import { kemPublicKey } from "../../src/encap.ts"
import { openWrap, teamKey } from "../../src/epochs.ts"
import { kemHash } from "../../src/ids.ts"
import { appearanceHash, parseAppearance } from "../../src/objects/appearance.ts"
import { encodeEnvelope, envelopeHash, parseEnvelope } from "../../src/objects/envelope.ts"
import { epochHash, parseEpoch } from "../../src/objects/epoch.ts"
import { encodeGenesis, parseGenesis, workspaceId } from "../../src/objects/genesis.ts"
import { parseRootLink, rootLinkHash } from "../../src/objects/root-link.ts"
import { parseRoster, rosterHash } from "../../src/objects/roster.ts"
import { RosterBook } from "../../src/roster-book.ts"
import { checkSuccession, type HeldKind } from "../../src/succession.ts"
import { decodeMemberId } from "../../src/text-forms.ts"
import type { Fields } from "../fields.ts"
import { plain, type Run } from "./suite.ts"

const ROLES = ["owner", "admin", "agent", "bot"]

export function readFloors(fields: Fields): Floors {
  return {
    links: fields.number("links"),
    roster: fields.number("roster"),
    epoch: fields.has("epoch") ? fields.number("epoch") : null,
    appearance: fields.number("appearance"),
  }
}

function optional(input: Fields, name: string): Bytes | undefined {
  return input.has(name) ? input.bytes(name) : undefined
}

function parsed(value: object, digest: Bytes): object {
  return { ...(plain(value) as object), hash: hex(digest) }
}

export const statements: Record<string, Run> = {
  async genesis(input) {
    const bytes = input.bytes("bytes")
    const genesis = parseGenesis(bytes)
    if (!equalBytes(encodeGenesis(genesis), bytes)) throw new Error("encodes differently")
    return { ...(plain(genesis) as object), wid: hex(await workspaceId(bytes)) }
  },

  async "root-link"(input) {
    const bytes = input.bytes("bytes")
    const { by, ...link } = parseRootLink(bytes)
    return { ...parsed(link, await rootLinkHash(bytes)), by: by === "root" ? 1 : 2 }
  },

  async roster(input) {
    const bytes = input.bytes("bytes")
    const roster = await parseRoster(bytes)
    const members = roster.members.map((member) => ({
      ...member,
      role: ROLES.indexOf(member.role) + 1,
    }))
    return parsed({ ...roster, members }, await rosterHash(bytes))
  },

  async "epoch-cert"(input) {
    const bytes = input.bytes("bytes")
    return parsed(parseEpoch(bytes), await epochHash(bytes))
  },

  async appearance(input) {
    const bytes = input.bytes("bytes")
    return parsed(parseAppearance(bytes), await appearanceHash(bytes))
  },

  async envelope(input) {
    const bytes = input.bytes("bytes")
    const envelope = parseEnvelope(bytes)
    if (!equalBytes(encodeEnvelope(envelope), bytes)) throw new Error("encodes differently")
    const dir = envelope.dir === "to-workspace" ? 0 : 1
    const type = envelope.type === "message" ? 0 : 1
    return parsed({ ...envelope, dir, type }, await envelopeHash(bytes))
  },

  async "epoch-wrap"(input) {
    const [wrap, epochBytes] = [input.bytes("wrap"), input.bytes("epoch")]
    const [rosterBytes, kemSeed] = [input.bytes("roster"), input.bytes("kem_sk")]
    const mid = input.has("mid") ? readMid(input.text("mid")) : null
    const rosters = new RosterBook()
    rosters.add(await parseRoster(rosterBytes), await rosterHash(rosterBytes))
    const epoch = parseEpoch(epochBytes)
    const opener = { mid, kemSeed, kemHash: await kemHash(await kemPublicKey(kemSeed)) }
    const hash = await epochHash(epochBytes)
    const { es, seed } = await openWrap(wrap, epoch, hash, opener, rosters)
    const team = await teamKey(es, epoch.wid, epoch.eid)
    return { es: hex(es), ep_sk: hex(seed), team_k: hex(team) }
  },

  async accept(input) {
    const bundle = {
      genesis: optional(input, "genesis"),
      links: input
        .texts("links")
        .map((text) => Buffer.from(text, "hex"))
        .map(copy),
      roster: optional(input, "roster"),
      epoch: optional(input, "epoch"),
      appearance: optional(input, "appearance"),
    }
    const floors = readFloors(input.object("floors"))
    const accepted = await accept(input.bytes("wid"), bundle, floors, input.number("now"))
    const { rootPk, rosterHash: roster, epochHash: epoch } = accepted
    const { appearance } = bundle
    return {
      ...{ root_pk: hex(rootPk), roster_hash: hex(roster), epoch_hash: hex(epoch) },
      appearance_hash: appearance ? hex(await appearanceHash(appearance)) : null,
      floors: accepted.floors,
    }
  },

  async succession(input) {
    const kind = input.text("kind") as HeldKind
    await checkSuccession(kind, input.bytes("earlier"), input.bytes("later"))
    return {}
  },
}

function copy(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes)
}

/** A mid as text or as hex. */
function readMid(text: string): Bytes {
  return text.startsWith("mb_") ? decodeMemberId(text) : copy(Buffer.from(text, "hex"))
}
