import { beforeAll, expect, test } from "vitest"
import { decodeBody, encodeBody } from "../src/bodies.ts"
import { type Bytes, concat, utf8 } from "../src/bytes.ts"
import { decodeDeviceLink, encodeDeviceLink } from "../src/device-link.ts"
import { StatementError, UnopenableError } from "../src/errors.ts"
import { encodeInner, parseInner } from "../src/inner.ts"
import { LaneTracker } from "../src/lanes.ts"
import { parseAccountBlob } from "../src/objects/account-blob.ts"
import { parseAppearance } from "../src/objects/appearance.ts"
import { parseEnvelope } from "../src/objects/envelope.ts"
import { parseEpoch } from "../src/objects/epoch.ts"
import { parseGenesis } from "../src/objects/genesis.ts"
import { parseHello } from "../src/objects/hello.ts"
import { parseRekey } from "../src/objects/rekey.ts"
import { parseRootBlob } from "../src/objects/root-blob.ts"
import { parseRootLink, signRootLink } from "../src/objects/root-link.ts"
import { parseRoster } from "../src/objects/roster.ts"
import { parseWrap } from "../src/objects/wrap.ts"
import { pad, unpad } from "../src/pad.ts"
import { Sender } from "../src/sender.ts"
import {
  decodeConversationId,
  decodeMessageId,
  decodeSecretKey,
  decodeWorkspaceId,
  encodeConversationId,
  encodeMessageId,
  encodeSecretKey,
  encodeWorkspaceId,
} from "../src/text-forms.ts"
import { VisitorSession } from "../src/visitor-session.ts"
import { makeWorld, NOW } from "./support.ts"

const ROUNDS = 10_000
const EDGES = [0, 1, 0x7f, 0x80, 0xff]

/** A small reproducible generator (mulberry32). */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

function mutate(sample: Bytes, random: (below: number) => number): Bytes {
  const kind = random(5)
  if (kind === 0) return sample.slice(0, random(sample.length + 1))
  if (kind === 1)
    return concat(
      sample,
      Uint8Array.from({ length: 1 + random(40) }, () => random(256)),
    )
  if (kind === 2) return Uint8Array.from({ length: random(200) }, () => random(256))
  const copy = new Uint8Array(sample)
  for (let i = 0; i <= random(4); i++) {
    const at = random(Math.min(copy.length, random(2) === 0 ? 300 : copy.length) || 1)
    copy[at] = kind === 3 ? random(256) : (EDGES[random(EDGES.length)] ?? 0)
  }
  return copy
}

type Parser = { readonly sample: Bytes; readonly parse: (bytes: Bytes) => unknown }

let parsers: Record<string, Parser>

const NAMES = [
  ...["genesis", "root link", "roster", "epoch", "wrap", "appearance", "hello", "rekey"],
  ...["envelope", "account blob", "root blob", "inner", "padding", "text body", "epoch update"],
  ...["workspace id", "secret key", "conversation id", "message id", "device link"],
]

beforeAll(async () => {
  const { made, accepted, keys } = await makeWorld()
  const visitor = await VisitorSession.create(accepted, NOW)
  const { senderId: id, sign } = visitor
  const sender = new Sender(visitor.session, { kind: "visitor", id, sign }, new LaneTracker())
  const { bytes: envelope } = await sender.message(
    { kind: "text", text: "hi" },
    { rosterN: 1, now: NOW },
    1,
  )
  const { genesis, roster, epoch, appearance } = made.bundle
  const [wrap] = made.wraps as [Bytes]
  const { wid, sigPk } = made
  const root = {
    wid,
    n: 1,
    prev: wid,
    created: NOW,
    by: "root",
    newRootPk: sigPk,
    notBefore: NOW,
  } as const
  const rootLink = await signRootLink(root, { old: keys.sign, new: keys.sign })
  const head = { lane: new Uint8Array(16).fill(9), seq: 3, hash: wid }
  const place = { lane: new Uint8Array(16), seq: 0, prev: new Uint8Array(32), heads: [head] }
  const body = encodeBody({ kind: "text", text: "hi", name: "Ada", context: { page: "/" } })
  const person = { senderKind: "visitor", senderId: id, rosterN: 1, time: NOW } as const
  const inner = concat(encodeInner({ ...person, ...place, ...body }), new Uint8Array(64))
  const update = encodeBody({ kind: "epoch-update", roster, epoch })
  const floors = { links: 0, roster: 1, epoch: 0, appearance: 1 }
  const link = encodeDeviceLink({ email: "a@b.c", secretKey: made.content.secretKey, wid, floors })
  const text = (parse: (text: string) => unknown) => (bytes: Bytes) =>
    parse(String.fromCharCode(...bytes))
  parsers = {
    genesis: { sample: genesis, parse: parseGenesis },
    "root link": { sample: rootLink, parse: parseRootLink },
    roster: { sample: roster, parse: parseRoster },
    epoch: { sample: epoch, parse: parseEpoch },
    wrap: { sample: wrap, parse: parseWrap },
    appearance: { sample: appearance, parse: parseAppearance },
    hello: { sample: visitor.session.hello, parse: parseHello },
    rekey: { sample: await visitor.rekey(accepted, NOW), parse: parseRekey },
    envelope: { sample: envelope, parse: parseEnvelope },
    "account blob": { sample: made.accountBlob, parse: parseAccountBlob },
    "root blob": { sample: made.rootBlob, parse: parseRootBlob },
    inner: { sample: inner, parse: (bytes) => parseInner(bytes, "to-workspace", "message") },
    padding: { sample: pad(inner), parse: unpad },
    "text body": { sample: body.body, parse: (bytes) => decodeBody(1, bytes) },
    "epoch update": { sample: update.body, parse: (bytes) => decodeBody(2, bytes) },
    "workspace id": { sample: utf8(await encodeWorkspaceId(wid)), parse: text(decodeWorkspaceId) },
    "secret key": { sample: utf8(await encodeSecretKey(wid)), parse: text(decodeSecretKey) },
    "conversation id": {
      sample: utf8(encodeConversationId(wid)),
      parse: text(decodeConversationId),
    },
    "message id": { sample: utf8(encodeMessageId(id)), parse: text(decodeMessageId) },
    "device link": { sample: utf8(link), parse: text(decodeDeviceLink) },
  }
})

test.each(NAMES)(
  "ten thousand changed inputs make the %s parser refuse or read, never break",
  async (name) => {
    const parser = parsers[name]
    if (!parser) throw new Error(`no parser ${name}`)
    const { sample, parse } = parser
    await parse(sample)
    const random = generator(name.length * 7_919 + sample.length)
    let refused = 0
    for (let i = 0; i < ROUNDS; i++) {
      try {
        await parse(mutate(sample, random))
      } catch (error) {
        refused++
        if (error instanceof UnopenableError) continue
        expect(error).toBeInstanceOf(StatementError)
        expect(error).toMatchObject({ code: "malformed" })
      }
    }
    if (!name.endsWith("body") && name !== "epoch update")
      expect(refused).toBeGreaterThan(ROUNDS / 10)
  },
)

test("a count beyond the bytes that are left is refused before anything is made of it", async () => {
  const { made } = await makeWorld()
  const roster = new Uint8Array(made.bundle.roster)
  const countAt = 7 + 32 + 4 + 32 + 8 + 4 + 4
  roster.set([0x01, 0xf4], countAt)
  await expect(parseRoster(roster)).rejects.toMatchObject({ code: "malformed" })
  await expect(parseRoster(new Uint8Array(65_537))).rejects.toMatchObject({ code: "malformed" })
})
