import { beforeAll, describe, expect, test } from "vitest"
import { accept, type Bundle, type Floors, NO_FLOORS } from "../src/accept.ts"
import { type Bytes, randomBytes } from "../src/bytes.ts"
import { kemPublicKey } from "../src/encap.ts"
import type { StatementFailure } from "../src/errors.ts"
import { kemHash, memberId } from "../src/ids.ts"
import { CLOCK_LEEWAY, DAY, RECOVERY_DELAY } from "../src/limits.ts"
import { type AppearanceFields, signAppearance } from "../src/objects/appearance.ts"
import { type EpochFields, epochHash, signEpoch } from "../src/objects/epoch.ts"
import { encodeGenesis, workspaceId } from "../src/objects/genesis.ts"
import { type RootLinkFields, rootLinkHash, signRootLink } from "../src/objects/root-link.ts"
import { type RosterFields, rosterHash, signRoster } from "../src/objects/roster.ts"
import { type SigningPair, signingPair } from "../src/signing-pair.ts"
import type { Held } from "../src/succession.ts"
import { NOW } from "./support.ts"

type Statements = {
  readonly wid: Bytes
  readonly genesis: Bytes
  readonly root: SigningPair
  readonly recovery: SigningPair
  readonly owner: SigningPair
  readonly agent: SigningPair
  readonly roster: RosterFields
  readonly epoch: EpochFields
  readonly appearance: AppearanceFields
}

let own: Statements

beforeAll(async () => {
  own = await makeStatements()
})

async function makeStatements(): Promise<Statements> {
  const pair = () => signingPair(randomBytes(32))
  const [root, recovery, owner, agent] = [await pair(), await pair(), await pair(), await pair()]
  const digest = await kemHash(await kemPublicKey(randomBytes(32)))
  const keys = { rootPk: root.pk, recSigPk: recovery.pk, recKemHash: digest }
  const genesis = encodeGenesis({ ...keys, created: NOW, nonce: randomBytes(16) })
  const wid = await workspaceId(genesis)
  const member = async (role: "owner" | "agent", { pk }: SigningPair) => {
    return { mid: await memberId(wid, pk, digest), role, sigPk: pk, kemHash: digest }
  }
  const members = [await member("owner", owner), await member("agent", agent)]
  const signer = members[0]?.mid ?? new Uint8Array()
  members.sort((a, b) => (Buffer.compare(a.mid, b.mid) < 0 ? -1 : 1))
  const roster: RosterFields = {
    ...{ wid, n: 1, prev: wid, created: NOW, rootN: 0, minEpoch: 0, members },
    ...{ issuers: [], retentionDays: 0, epochMaxDays: 30 },
  }
  const signed = await rosterHash(await signRoster(roster, root.sign))
  const epoch: EpochFields = {
    ...{ wid, eid: 0, prev: wid, rosterN: 1, rosterHash: signed },
    epPk: await kemPublicKey(randomBytes(32)),
    ...{ created: NOW, notAfter: NOW + 40 * DAY, signer },
  }
  const appearance: AppearanceFields = {
    ...{ wid, n: 1, prev: wid, created: NOW, name: "Acme", accent: new Uint8Array(3) },
    ...{ texts: [], origins: [], extensions: [], signer },
  }
  return { wid, genesis, root, recovery, owner, agent, roster, epoch, appearance }
}

type Changes = {
  readonly roster?: Partial<RosterFields>
  readonly epoch?: Partial<EpochFields>
  readonly appearance?: Partial<AppearanceFields>
  readonly links?: readonly Bytes[]
  readonly root?: SigningPair
  readonly owner?: SigningPair
}

/** A consistent bundle with changed fields, signed all the same. */
async function bundleOf(changes: Changes = {}): Promise<Required<Bundle> & { roster: Bytes }> {
  const root = (changes.root ?? own.root).sign
  const owner = (changes.owner ?? own.owner).sign
  const roster = await signRoster({ ...own.roster, ...changes.roster }, root)
  const named = { rosterN: changes.roster?.n ?? 1, rosterHash: await rosterHash(roster) }
  return {
    genesis: own.genesis,
    links: changes.links ?? [],
    roster,
    epoch: await signEpoch({ ...own.epoch, ...named, ...changes.epoch }, owner),
    appearance: await signAppearance({ ...own.appearance, ...changes.appearance }, owner),
  }
}

type Circumstances = { floors?: Partial<Floors>; now?: number; held?: Held; wid?: Bytes }

function acceptance(bundle: Bundle, more: Circumstances = {}): ReturnType<typeof accept> {
  const floors = { ...NO_FLOORS, ...more.floors }
  return accept(more.wid ?? own.wid, bundle, floors, more.now ?? NOW, more.held)
}

async function refusal(
  code: StatementFailure,
  bundle: Bundle | Promise<Bundle>,
  more: Circumstances = {},
): Promise<void> {
  await expect(acceptance(await bundle, more)).rejects.toMatchObject({ code })
}

async function link(fields: Partial<RootLinkFields>, old: SigningPair, next: SigningPair) {
  const full: RootLinkFields = {
    ...{ wid: own.wid, n: 1, prev: own.wid, created: NOW - 8 * DAY, by: "root" },
    ...{ newRootPk: next.pk, notBefore: NOW - DAY },
    ...fields,
  }
  return signRootLink(full, { old: old.sign, new: next.sign })
}

test("a consistent bundle is accepted and raises the floors", async () => {
  const accepted = await acceptance(await bundleOf())
  expect(accepted.rootPk).toEqual(own.root.pk)
  expect(accepted.floors).toEqual({ links: 0, roster: 1, epoch: 0, appearance: 1 })
  const { appearance, ...rest } = await bundleOf()
  expect((await acceptance(rest)).appearance).toBeNull()
})

describe("a substituted workspace is refused", () => {
  test("with another genesis", async () => {
    const other = await makeStatements()
    const bundle = await bundleOf()
    await refusal("wrong-workspace", { ...bundle, genesis: other.genesis })
    await refusal("wrong-workspace", bundle, { wid: other.wid })
  })

  test("with a roster, an epoch or an appearance of another one", async () => {
    const { wid } = await makeStatements()
    const member = own.roster.members[0]
    if (!member) throw new Error("no member")
    const mid = await memberId(wid, member.sigPk, member.kemHash)
    const members = [{ ...member, mid, role: "owner" as const }]
    await refusal("wrong-workspace", bundleOf({ roster: { wid, members } }))
    await refusal("wrong-workspace", bundleOf({ epoch: { wid } }))
    await refusal("wrong-workspace", bundleOf({ appearance: { wid } }))
  })

  test("without genesis, roster or epoch", async () => {
    const bundle = await bundleOf()
    for (const name of ["genesis", "roster", "epoch"]) {
      await refusal("incomplete", { ...bundle, [name]: undefined })
    }
  })

  test("with bytes that do not parse, before anything is missed", async () => {
    const bundle = await bundleOf()
    const bad = new Uint8Array(3)
    for (const name of ["genesis", "roster", "epoch", "appearance"]) {
      await refusal("malformed", { ...bundle, [name]: bad })
    }
    await refusal("malformed", { genesis: undefined, links: [bad] })
    await refusal("malformed", { ...bundle, links: Array.from({ length: 65 }, () => bad) })
  })
})

describe("a roster is refused", () => {
  test("if another key signed it", async () => {
    await refusal("bad-signature", bundleOf({ root: own.owner }))
  })

  test("if it is older than one that was seen", async () => {
    await refusal("rollback", bundleOf(), { floors: { roster: 2 } })
  })

  test("if it names a root link that is not there", async () => {
    await refusal("broken-chain", bundleOf({ roster: { rootN: 1 } }))
  })

  test("if it comes from further ahead than clocks may differ", async () => {
    await refusal("not-yet-valid", bundleOf({ roster: { created: NOW + CLOCK_LEEWAY + 1 } }))
    await acceptance(await bundleOf({ roster: { created: NOW + CLOCK_LEEWAY } }))
  })

  test("if a member's id is not that of its keys, or nobody owns it", async () => {
    const [first, second] = own.roster.members
    if (!first || !second) throw new Error("two members expected")
    const swapped = [{ ...first, sigPk: second.sigPk }, second]
    await refusal("malformed", bundleOf({ roster: { members: swapped } }))
    const ownerless = own.roster.members.map((each) => ({ ...each, role: "admin" as const }))
    await refusal("malformed", bundleOf({ roster: { members: ownerless } }))
    await refusal("malformed", bundleOf({ roster: { members: [second, first] } }))
  })
})

describe("an epoch is refused", () => {
  test("if an agent who is no admin signed it, or somebody unknown", async () => {
    const agent = own.roster.members.find(({ role }) => role === "agent")?.mid ?? new Uint8Array()
    await refusal("not-authorised", bundleOf({ epoch: { signer: agent }, owner: own.agent }))
    await refusal("not-authorised", bundleOf({ epoch: { signer: new Uint8Array(16) } }))
  })

  test("if its signature is another's", async () => {
    await refusal("bad-signature", bundleOf({ owner: own.agent }))
  })

  test("if it names another roster of the same number, or a later one", async () => {
    await refusal("broken-chain", bundleOf({ epoch: { rosterHash: new Uint8Array(32) } }))
    await refusal("broken-chain", bundleOf({ epoch: { rosterN: 2 } }))
  })

  test("if it is below the floor or below what the roster asks for", async () => {
    await refusal("rollback", bundleOf(), { floors: { epoch: 1 } })
    await refusal("rollback", bundleOf({ roster: { minEpoch: 1 } }))
  })

  test("if it has run out, by its own word or by the roster's", async () => {
    const now = NOW + 30 * DAY + CLOCK_LEEWAY
    await acceptance(await bundleOf(), { now })
    await refusal("expired", bundleOf(), { now: now + 1 })
    const short = { epoch: { notAfter: NOW + DAY } }
    await refusal("expired", bundleOf(short), { now: NOW + DAY + CLOCK_LEEWAY + 1 })
  })

  test("if it is not valid yet", async () => {
    const created = NOW + CLOCK_LEEWAY + 1
    await refusal("not-yet-valid", bundleOf({ epoch: { created } }))
  })

  test("if its key has an exchange part of small order", async () => {
    const epPk = new Uint8Array(own.epoch.epPk)
    epPk.fill(0, 1_184)
    await refusal("malformed", bundleOf({ epoch: { epPk } }))
  })
})

describe("an appearance is refused", () => {
  test("if it is missing although one was seen, or older than that", async () => {
    const { appearance, ...rest } = await bundleOf()
    await refusal("rollback", rest, { floors: { appearance: 1 } })
    await refusal("rollback", { ...rest, appearance }, { floors: { appearance: 2 } })
  })

  test("if it is signed by nobody who may", async () => {
    await refusal("not-authorised", bundleOf({ appearance: { signer: new Uint8Array(16) } }))
  })
})

describe("a root link", () => {
  test("by the old root hands over to the new one", async () => {
    const next = await signingPair(randomBytes(32))
    const links = [await link({}, own.root, next)]
    const bundle = await bundleOf({ links, root: next, roster: { rootN: 1 } })
    const accepted = await acceptance(bundle)
    expect(accepted.rootPk).toEqual(next.pk)
    expect(accepted.floors.links).toBe(1)
    await refusal("rollback", bundleOf(), { floors: accepted.floors })
    await refusal("rollback", bundleOf({ links }))
  })

  test("by the recovery key counts after seven days and not before", async () => {
    const next = await signingPair(randomBytes(32))
    const created = NOW - RECOVERY_DELAY
    const links = [await link({ by: "recovery", created, notBefore: NOW }, own.recovery, next)]
    const changed = await bundleOf({ links, root: next, roster: { rootN: 1 } })
    await acceptance(changed)
    await refusal("broken-chain", changed, { now: NOW - 1 })
    await acceptance(await bundleOf({ links }), { now: NOW - 1 })
    const hasty = await link({ by: "recovery", created, notBefore: NOW - 1 }, own.recovery, next)
    await refusal("not-authorised", bundleOf({ links: [hasty] }))
  })

  test("by anybody else, out of line or unsigned by the new key is refused", async () => {
    const next = await signingPair(randomBytes(32))
    const refused = async (code: StatementFailure, bad: Bytes) =>
      refusal(code, await bundleOf({ links: [bad], root: next, roster: { rootN: 1 } }))
    await refused("bad-signature", await link({}, own.owner, next))
    await refused("bad-signature", await link({ newRootPk: own.owner.pk }, own.root, next))
    await refused("broken-chain", await link({ n: 2 }, own.root, next))
    await refused("broken-chain", await link({ prev: new Uint8Array(32) }, own.root, next))
    await refused("wrong-workspace", await link({ wid: new Uint8Array(32) }, own.root, next))
  })

  test("after another one continues from it", async () => {
    const [a, b] = [await signingPair(randomBytes(32)), await signingPair(randomBytes(32))]
    const first = await link({}, own.root, a)
    const second = await link({ n: 2, prev: await rootLinkHash(first) }, a, b)
    const good = await bundleOf({ links: [first, second], root: b, roster: { rootN: 2 } })
    expect((await acceptance(good)).rootPk).toEqual(b.pk)
    await refusal("broken-chain", { ...good, links: [second] })
  })
})

describe("what is held", () => {
  test("is not replaced by other bytes of the same number", async () => {
    const held = await bundleOf()
    await acceptance(held, { held })
    await refusal("broken-chain", bundleOf({ roster: { retentionDays: 9 } }), { held })
    await refusal("broken-chain", bundleOf({ epoch: { notAfter: NOW + DAY } }), { held })
    await refusal("broken-chain", bundleOf({ appearance: { name: "Evil" } }), { held })
  })

  test("is named by what comes next", async () => {
    const held = await bundleOf()
    const prev = await rosterHash(held.roster)
    const epoch = { eid: 1, prev: await epochHash(held.epoch ?? new Uint8Array()) }
    await acceptance(await bundleOf({ roster: { n: 2, prev }, epoch }), { held })
    await refusal("broken-chain", bundleOf({ roster: { n: 2 }, epoch }), { held })
    await refusal("broken-chain", bundleOf({ roster: { n: 2, prev }, epoch: { eid: 1 } }), { held })
    await refusal("broken-chain", bundleOf({ appearance: { n: 2, prev: new Uint8Array(32) } }), {
      held,
    })
  })

  test("keeps a thief of the old root key from changing the root once more", async () => {
    const [next, thief] = [await signingPair(randomBytes(32)), await signingPair(randomBytes(32))]
    const held = await bundleOf({
      ...{ links: [await link({}, own.root, next)], root: next, roster: { rootN: 1 } },
    })
    const { floors } = await acceptance(held)
    const links = [await link({}, own.root, thief)]
    const roster = { n: 3, rootN: 1 }
    const stolen = await bundleOf({ links, root: thief, roster, epoch: { eid: 2 } })
    await acceptance(stolen, { floors })
    await refusal("broken-chain", stolen, { floors, held })
  })

  test("may have a recovery link that has not counted yet replaced by the root", async () => {
    const [next, thief] = [await signingPair(randomBytes(32)), await signingPair(randomBytes(32))]
    const later = { by: "recovery", created: NOW, notBefore: NOW + RECOVERY_DELAY } as const
    const held = await bundleOf({ links: [await link(later, own.recovery, thief)] })
    const { floors } = await acceptance(held)
    const links = [await link({}, own.root, next)]
    const prev = await rosterHash(held.roster)
    const epoch = { eid: 1, prev: await epochHash(held.epoch ?? new Uint8Array()) }
    const saved = await bundleOf({ links, root: next, roster: { n: 2, prev, rootN: 1 }, epoch })
    await acceptance(saved, { floors, held })
  })

  test("does not let the lowest epoch fall", async () => {
    const held = await bundleOf({ roster: { minEpoch: 3 }, epoch: { eid: 3 } })
    await acceptance(await bundleOf({ roster: { n: 5, minEpoch: 3 }, epoch: { eid: 9 } }), { held })
    await refusal("broken-chain", bundleOf({ roster: { n: 5, minEpoch: 2 }, epoch: { eid: 9 } }), {
      held,
    })
  })
})
