import { type AgentView, applyRekey, openHello } from "../../src/agent-session.ts"
import { decodeBody } from "../../src/bodies.ts"
import { type Bytes, hex } from "../../src/bytes.ts"
import { epochSeed } from "../../src/epochs.ts"
import { importExpandKey } from "../../src/hash.ts"
import { openEnvelope, RosterNeededError } from "../../src/messages.ts"
import { epochHash, parseEpoch } from "../../src/objects/epoch.ts"
import { parseRoster, rosterHash } from "../../src/objects/roster.ts"
import { RosterBook } from "../../src/roster-book.ts"
import { Session } from "../../src/session.ts"
import type { Fields } from "../fields.ts"
import { unhex } from "../vector-files.ts"
import { plain, type Run, readBack, Verdict } from "./suite.ts"

const NOW = 1_800_000_000_000

async function readRosters(input: Fields): Promise<RosterBook> {
  const rosters = new RosterBook()
  for (const bytes of input.texts("rosters").map(unhex)) {
    rosters.add(await parseRoster(bytes), await rosterHash(bytes))
  }
  return rosters
}

async function readView(input: Fields): Promise<AgentView> {
  const rosters = await readRosters(input)
  const epochs = new Map<string, { eid: number; rosterN: number; seed: Bytes }>()
  for (const fields of input.objects("epochs")) {
    const bytes = fields.bytes("epoch")
    const { wid, eid, rosterN } = parseEpoch(bytes)
    const seed = await epochSeed(fields.bytes("es"), wid, eid)
    epochs.set(hex(await epochHash(bytes)), { eid, rosterN, seed })
  }
  return {
    wid: input.bytes("wid"),
    epoch: (hash) => epochs.get(hex(hash)),
    rosterNumber: (hash) => rosters.rosterNumber(hash),
  }
}

/** Describes the newest generation; keys are compared with those that are expected. */
async function describe(session: Session, expected: Fields): Promise<unknown> {
  const { g, root } = session.newest
  const v2w = await session.sealKey(g, "to-workspace")
  const w2v = await session.sealKey(g, "to-visitor")
  return {
    g,
    sid: hex(session.sid),
    root_g: await readBack(root, expected.bytes("root_g"), "SHA-256"),
    k_v2w: await readBack(v2w, expected.bytes("k_v2w"), "SHA-512"),
    k_w2v: await readBack(w2v, expected.bytes("k_w2v"), "SHA-512"),
  }
}

/** Suites whose outputs are keys that cannot be read out: they take what is expected as well. */
export const keyed: Record<string, (input: Fields, expected: () => Fields) => Promise<unknown>> = {
  async hello(input, expected) {
    const view = await readView(input)
    return describe(await openHello(input.bytes("hello"), view, NOW), expected())
  },

  async rekey(input, expected) {
    const view = await readView(input)
    const rekey = input.bytes("rekey")
    const before = input.texts("before").map(unhex)
    const session = await openHello(input.bytes("hello"), view, NOW)
    for (const earlier of before) await applyRekey(session, earlier, view, NOW)
    const verdict = await applyRekey(session, rekey, view, NOW)
    if (verdict !== "accepted") throw new Verdict(verdict)
    return describe(session, expected())
  },
}

export const sessions: Record<string, Run> = {
  async "envelope-open"(input) {
    const members = await readRosters(input)
    const [wid, sid, vPk] = [input.bytes("wid"), input.bytes("sid"), input.bytes("v_pk")]
    const [root, nothing] = [await importExpandKey(input.bytes("root_g")), new Uint8Array()]
    const generation = { rosterHash: nothing, epochHash: nothing, created: NOW, rekey: null }
    const session = new Session({ wid, sid, vPk, hello: nothing }, [{ g: 0, root, ...generation }])
    const opening = openEnvelope(session, input.bytes("envelope"), members)
    const { inner, hash } = await opening.catch((error: unknown) => {
      throw error instanceof RosterNeededError ? new Verdict("needs-roster") : error
    })
    const sender_kind = inner.senderKind === "visitor" ? 0 : 1
    return { ...(plain(inner) as object), sender_kind, hash: hex(hash) }
  },

  async body(input) {
    const type = input.number("type") === 0 ? "message" : "signal"
    const { kind, ...value } = decodeBody(input.number("body_type"), input.bytes("body"), type)
    if (kind === "unknown") throw new Verdict("unknown")
    return { kind, value: plain(value) }
  },
}
