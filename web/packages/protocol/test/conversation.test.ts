import { beforeAll, describe, expect, test } from "vitest"
import { accept } from "../src/accept.ts"
import { agentIdentity, agentView, loadAgentKeys, storeAgentKeys } from "../src/agent-keys.ts"
import {
  applyRekey,
  openHello,
  resumeAgentSession,
  storeAgentSession,
} from "../src/agent-session.ts"
import { decodeBody } from "../src/bodies.ts"
import { makeEpoch, openWrap } from "../src/epochs.ts"
import { acceptHistory } from "../src/history.ts"
import { LaneTracker, laneMessage } from "../src/lanes.ts"
import { GENERATION_AGE_MAX } from "../src/limits.ts"
import { openEnvelope, RosterNeededError } from "../src/messages.ts"
import { epochHash, parseEpoch } from "../src/objects/epoch.ts"
import { securityCode } from "../src/security-code.ts"
import { Sender, type SenderIdentity } from "../src/sender.ts"
import type { Session } from "../src/session.ts"
import { VisitorSession } from "../src/visitor-session.ts"
import { makeWorld, NOW, type World } from "./support.ts"

const MOMENT = { rosterN: 1, now: NOW }
let world: World

beforeAll(async () => {
  world = await makeWorld()
})

function senderOf(visitor: VisitorSession, tracker = new LaneTracker()): Sender {
  const identity: SenderIdentity = { kind: "visitor", id: visitor.senderId, sign: visitor.sign }
  return new Sender(visitor.session, identity, tracker)
}

async function pair(): Promise<{ visitor: VisitorSession; agent: Session }> {
  const visitor = await VisitorSession.create(world.accepted, NOW)
  return { visitor, agent: await openHello(visitor.session.hello, world.view, NOW) }
}

/** Another epoch signed by the owner, accepted by the visitor. */
async function rotate() {
  const { made, accepted, keys } = world
  const { roster, rosterHash } = accepted
  const plan = { wid: made.wid, eid: 1, prev: accepted.epochHash, roster, rosterHash }
  const wanted = { kemPks: [made.kemPk], recKemPk: made.content.recKemPk, now: NOW + 1 }
  const next = await makeEpoch({ ...plan, ...wanted }, keys)
  const bundle = { ...made.bundle, epoch: next.epoch }
  return { next, accepted: await accept(made.wid, bundle, accepted.floors, NOW, made.bundle) }
}

describe("a conversation", () => {
  test("carries a message each way, and both sides see the same security code", async () => {
    const { visitor, agent } = await pair()
    const trackers = { visitor: new LaneTracker(), agent: new LaneTracker() }
    const asked = await senderOf(visitor, trackers.visitor).message(
      { kind: "text", text: "Do you ship to Norway?", context: { page: "/shop" } },
      MOMENT,
      1,
    )
    const atAgent = await openEnvelope(agent, asked.bytes, world.rosters)
    expect(decodeBody(atAgent.inner.bodyType, atAgent.inner.body)).toMatchObject({
      text: "Do you ship to Norway?",
      context: { page: "/shop" },
    })
    expect(trackers.agent.judge(laneMessage(atAgent, 1)).verdict).toBe("accepted")

    const agentSender = new Sender(agent, agentIdentity(world.keys), trackers.agent)
    const answer = await agentSender.message({ kind: "text", text: "Yes", name: "Ada" }, MOMENT, 2)
    const atVisitor = await openEnvelope(visitor.session, answer.bytes, world.rosters)
    const message = laneMessage(atVisitor, 2)
    expect(trackers.visitor.judge(message)).toEqual({ verdict: "accepted", alarm: false })
    expect(trackers.visitor.order().map(({ position }) => position)).toEqual([1, 2])
    expect(trackers.visitor.missing()).toEqual([])
    const own = laneMessage(atAgent, 1)
    expect(trackers.visitor.delivery(own)).toBe("delivered")

    expect(await securityCode(visitor.session)).toBe(await securityCode(agent))
    expect((await securityCode(agent)).split(" ")).toHaveLength(6)
  })

  test("shows a message as seen only after a seen receipt names it", async () => {
    const { visitor, agent } = await pair()
    const tracker = new LaneTracker()
    const asked = await senderOf(visitor, tracker).message({ kind: "text", text: "?" }, MOMENT, 1)
    const opened = laneMessage(await openEnvelope(agent, asked.bytes, world.rosters), 1)
    const agentTracker = new LaneTracker()
    agentTracker.judge(opened)
    const sender = new Sender(agent, agentIdentity(world.keys), agentTracker)
    expect(tracker.delivery(opened)).toBe("sent")
    const receipt = await sender.signal({ kind: "receipt", state: "seen" }, MOMENT)
    const { inner, envelope } = await openEnvelope(visitor.session, receipt.bytes, world.rosters)
    expect(envelope.type).toBe("signal")
    expect(tracker.acceptsSignal(inner, NOW)).toBe(true)
    expect(tracker.acceptsSignal(inner, NOW)).toBe(false)
    tracker.noteSignal(inner.heads, envelope.dir, true)
    expect(tracker.delivery(opened)).toBe("seen")
  })

  test("resumes from what was stored, on both sides", async () => {
    const { visitor, agent } = await pair()
    const resumed = await VisitorSession.resume(structuredClone(visitor.stored()))
    const sealed = await senderOf(resumed).message({ kind: "text", text: "back" }, MOMENT, 1)
    const agentAgain = await resumeAgentSession(structuredClone(storeAgentSession(agent)))
    const opened = await openEnvelope(agentAgain, sealed.bytes, world.rosters)
    expect(decodeBody(opened.inner.bodyType, opened.inner.body)).toMatchObject({ text: "back" })
  })

  test("keeps nothing extractable for the visitor", async () => {
    const { visitor } = await pair()
    const stored = visitor.stored()
    const keys = [stored.restKey, ...stored.generations.map(({ root }) => root), visitor.sign]
    expect(keys.every((key) => !key.extractable)).toBe(true)
  })

  test("goes on under a new generation after a new epoch, and reads the old one", async () => {
    const { visitor, agent } = await pair()
    const before = await senderOf(visitor).message({ kind: "text", text: "old" }, MOMENT, 1)
    const { next, accepted } = await rotate()
    expect(visitor.needsRekey(world.accepted, NOW)).toBe(false)
    expect(visitor.needsRekey(world.accepted, NOW + GENERATION_AGE_MAX)).toBe(true)
    expect(visitor.needsRekey(accepted, NOW)).toBe(true)
    const rekey = await visitor.rekey(accepted, NOW)
    const keys = { ...world.keys, epochs: [...world.keys.epochs, next.secret] }
    const view = agentView(keys, world.rosters)
    await expect(applyRekey(agent, rekey, world.view, NOW)).rejects.toThrow("cannot be opened")
    expect(await applyRekey(agent, rekey, view, NOW)).toBe("accepted")
    expect(await applyRekey(agent, rekey, view, NOW)).toBe("replay")
    const after = await senderOf(visitor).message({ kind: "text", text: "new" }, MOMENT, 2)
    expect((await openEnvelope(agent, after.bytes, world.rosters)).envelope.g).toBe(1)
    expect((await openEnvelope(agent, before.bytes, world.rosters)).envelope.g).toBe(0)
  })

  test("tells a second Rekey for the same generation as a fork", async () => {
    const { visitor, agent } = await pair()
    const twin = await VisitorSession.resume(visitor.stored())
    await applyRekey(agent, await visitor.rekey(world.accepted, NOW), world.view, NOW)
    const other = await twin.rekey(world.accepted, NOW)
    expect(await applyRekey(agent, other, world.view, NOW)).toBe("fork")
  })
})

describe("a lying service", () => {
  test("cannot reflect an envelope into the other direction", async () => {
    const { visitor, agent } = await pair()
    const { bytes } = await senderOf(visitor).message({ kind: "text", text: "x" }, MOMENT, 1)
    const reflected = new Uint8Array(bytes)
    reflected[7 + 32 + 2] = 1
    await expect(openEnvelope(agent, reflected, world.rosters)).rejects.toThrow("cannot be opened")
  })

  test("cannot move an envelope into another session", async () => {
    const [one, two] = [await pair(), await pair()]
    const { bytes } = await senderOf(one.visitor).message({ kind: "text", text: "x" }, MOMENT, 1)
    await expect(openEnvelope(two.agent, bytes, world.rosters)).rejects.toThrow("cannot be opened")
    const moved = new Uint8Array(bytes)
    moved.set(two.agent.sid, 7)
    await expect(openEnvelope(two.agent, moved, world.rosters)).rejects.toThrow("cannot be opened")
  })

  test("cannot make a message from a key that is not on the roster", async () => {
    const { visitor, agent } = await pair()
    const stranger = { kind: "member", id: new Uint8Array(16), sign: visitor.sign } as const
    const forged = await new Sender(agent, stranger, new LaneTracker()).message(
      { kind: "text", text: "pay here" },
      MOMENT,
      1,
    )
    const opening = openEnvelope(visitor.session, forged.bytes, world.rosters)
    await expect(opening).rejects.toThrow("cannot be opened")
    const impostor = { ...stranger, id: world.made.mid }
    const signedBySomebodyElse = await new Sender(agent, impostor, new LaneTracker()).message(
      { kind: "text", text: "pay here" },
      MOMENT,
      1,
    )
    const second = openEnvelope(visitor.session, signedBySomebodyElse.bytes, world.rosters)
    await expect(second).rejects.toThrow("cannot be opened")
  })

  test("makes a party fetch statements when a sender knows a newer roster", async () => {
    const { visitor, agent } = await pair()
    const sender = new Sender(agent, agentIdentity(world.keys), new LaneTracker())
    const { bytes } = await sender.message(
      { kind: "text", text: "x" },
      { ...MOMENT, rosterN: 2 },
      1,
    )
    const opening = openEnvelope(visitor.session, bytes, world.rosters)
    await expect(opening).rejects.toBeInstanceOf(RosterNeededError)
  })

  test("cannot hand a Hello for an epoch that was never accepted", async () => {
    const { accepted } = await rotate()
    const visitor = await VisitorSession.create(accepted, NOW)
    const opening = openHello(visitor.session.hello, world.view, NOW)
    await expect(opening).rejects.toThrow("cannot be opened")
  })
})

describe("an epoch", () => {
  test("opens for the member it is wrapped to and for nobody else", async () => {
    const { made, rosters } = world
    const { next } = await rotate()
    const epoch = parseEpoch(next.epoch)
    const hash = await epochHash(next.epoch)
    const { mid, kemHash } = made
    const opener = { mid, kemHash, kemSeed: made.content.kemSeed }
    const [mine, recovery] = next.wraps as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]
    const secret = await openWrap(mine, epoch, hash, opener, rosters)
    expect(secret).toEqual(next.secret)
    const asMine = openWrap(recovery, epoch, hash, opener, rosters)
    await expect(asMine).rejects.toThrow("cannot be opened")
    const wrongSeed = { ...opener, kemSeed: new Uint8Array(32) }
    const stranger = openWrap(mine, epoch, hash, wrongSeed, rosters)
    await expect(stranger).rejects.toThrow("cannot be opened")
    const nobody = openWrap(mine, epoch, hash, opener, { adminKey: () => undefined })
    await expect(nobody).rejects.toMatchObject({ code: "not-authorised" })
  })

  test("is found again through the chain that the newest one commits to", async () => {
    const { next, accepted } = await rotate()
    const epochs = [world.made.bundle.epoch, next.epoch]
    const history = await acceptHistory(accepted, { rosters: [], epochs })
    expect(history.epochs.map(({ value }) => value.eid)).toEqual([1, 0])
    const alien = await acceptHistory(accepted, { rosters: [], epochs: [next.epoch] })
    expect(alien.epochs.map(({ value }) => value.eid)).toEqual([1])
  })
})

test("an agent's keys survive a stay on disk, where nothing is extractable", async () => {
  const { made, keys } = world
  const stored = await storeAgentKeys({ ...keys, sigSeed: made.content.sigSeed })
  expect(stored.restKey.extractable).toBe(false)
  const loaded = await loadAgentKeys(structuredClone(stored))
  expect(loaded.kemSeed).toEqual(keys.kemSeed)
  expect(loaded.epochs).toEqual(keys.epochs)
  expect(loaded.sign.extractable).toBe(false)
  const damaged = { ...stored, kem: new Uint8Array(stored.kem.length) }
  await expect(loadAgentKeys(damaged)).rejects.toThrow("cannot be opened")
})
