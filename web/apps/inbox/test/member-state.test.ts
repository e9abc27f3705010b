import type { Statements } from "@aside/api"
import {
  accept,
  type CreatedWorkspace,
  encodeBase64url,
  importAgentKeys,
  makeEpoch,
  NO_FLOORS,
  storeAgentKeys,
} from "@aside/protocol"
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { MemberState } from "../src/desk/member-state.ts"
import type { Database } from "../src/local/database.ts"
import type { MemberRecord } from "../src/local/records.ts"
import { memoryDatabase } from "./memory-database.ts"
import { makeWorkspace, NOW } from "./world.ts"

let workspace: CreatedWorkspace
let older: Statements
let newer: Statements
let answer: unknown
let database: Database

async function wireOf(epochs: Uint8Array[]): Promise<Statements> {
  const { bundle } = workspace
  return {
    genesis: encodeBase64url(bundle.genesis),
    links: [],
    rosters: [encodeBase64url(bundle.roster)],
    epochs: epochs.map((epoch) => encodeBase64url(epoch)),
    appearance: encodeBase64url(bundle.appearance),
    wraps: [],
    members: [],
  }
}

/** A signed-in member as the device keeps it. */
async function stored(): Promise<MemberRecord> {
  const { wid, mid, sigPk, kemHash, content, epoch, bundle, floors } = workspace
  const seeds = { sigSeed: content.sigSeed.slice(), kemSeed: content.kemSeed.slice() }
  const { genesis, roster, appearance } = bundle
  return {
    ...{ email: "mara@hemwood.example", name: "Mara", device: "d", workspace: "as1", floors },
    keys: await storeAgentKeys({ wid, mid, sigPk, kemHash, ...seeds, epochs: [epoch] }),
    recKemPk: content.recKemPk,
    statements: { genesis, links: [], rosters: [roster], epochs: [bundle.epoch], appearance },
    acceptedAt: NOW,
  }
}

beforeAll(async () => {
  workspace = await makeWorkspace()
  const { wid, mid, sigPk, kemHash, kemPk, content, bundle, epoch } = workspace
  const accepted = await accept(wid, bundle, NO_FLOORS, NOW)
  const { sigSeed, kemSeed, recKemPk } = content
  const keys = { wid, mid, sigPk, kemHash, sigSeed, kemSeed, epochs: [epoch] }
  const { roster, rosterHash, epochHash: prev } = accepted
  const next = { wid, eid: 1, prev, roster, rosterHash, kemPks: [kemPk], recKemPk, now: NOW }
  const made = await makeEpoch(next, await importAgentKeys(keys))
  older = await wireOf([bundle.epoch])
  newer = await wireOf([bundle.epoch, made.epoch])
})

beforeEach(async () => {
  database = memoryDatabase()
  await database.put("member", await stored(), "member")
  vi.stubGlobal("fetch", async () => Response.json(answer))
})

afterEach(() => {
  vi.unstubAllGlobals()
})

test("older statements in one tab do not lower what another tab has stored", async () => {
  const [one, other] = [
    await MemberState.load(database, await stored()),
    await MemberState.load(database, await stored()),
  ]
  answer = newer
  await one.refresh(NOW)
  answer = older
  await expect(other.refresh(NOW)).rejects.toMatchObject({ code: "rollback" })
  expect((await database.get("member", "member"))?.floors.epoch).toBe(1)
})

test("a tab that goes on after a sign-out elsewhere does not bring the member back", async () => {
  const tab = await MemberState.load(database, await stored())
  await database.put("member", undefined as never, "member")
  answer = newer
  await tab.refresh(NOW)
  expect(await database.get("member", "member")).toBeUndefined()
})

test("statements that were accepted are kept when the service offers them no more", async () => {
  const member = await MemberState.load(database, await stored())
  const { epochHash } = await accept(workspace.wid, workspace.bundle, NO_FLOORS, NOW)
  answer = { ...newer, epochs: newer.epochs.slice(1) }
  await member.refresh(NOW)
  expect(member.view.value.epoch.number).toBe(1)
  expect(member.isRetired(epochHash)).toBe(false)
})

test.each([{}, null, [], { genesis: 1 }, { epochs: "x" }])(
  "an answer that holds no statements is refused: %j",
  async (nonsense) => {
    const member = await MemberState.load(database, await stored())
    answer = nonsense
    await expect(member.refresh(NOW)).rejects.toMatchObject({ code: "malformed" })
  },
)
