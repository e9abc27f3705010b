import { type Bytes, concat, equalBytes, randomBytes, u32 } from "./bytes.ts"
import { requireValid, signedPart } from "./codec.ts"
import { decap, encap, type KemSeed, kemPublicKey } from "./encap.ts"
import { opaque, StatementError } from "./errors.ts"
import { expandBytes, labelled } from "./hash.ts"
import { kemHash } from "./ids.ts"
import { DAY } from "./limits.ts"
import { type Epoch, epochHash, signEpoch } from "./objects/epoch.ts"
import type { RosterFields } from "./objects/roster.ts"
import { parseWrap, signWrap, WRAP_LABEL, type WrapTarget, wrapTargetByte } from "./objects/wrap.ts"
import { importSealKey, open, seal } from "./seal.ts"
import { type SigningKey, verify } from "./sign.ts"

/** An epoch's secret and what it opens. */
export type EpochSecret = {
  readonly eid: number
  /** Hash of the epoch certificate. */
  readonly hash: Bytes
  readonly rosterN: number
  /** `es`, from which everything else of the epoch follows. */
  readonly es: Bytes
  /** `ep_sk` */
  readonly seed: KemSeed
}

/** Who signs an epoch and its wraps: an owner or admin. */
export type EpochSigner = { readonly mid: Bytes; readonly sign: SigningKey }

/** What a new epoch is made of. */
export type NewEpoch = {
  readonly wid: Bytes
  readonly eid: number
  /** Hash of the epoch before it; wid for epoch 0. */
  readonly prev: Bytes
  readonly roster: RosterFields
  readonly rosterHash: Bytes
  /** KEM public keys of all members, in any order; each is checked against the roster. */
  readonly kemPks: readonly Bytes[]
  readonly recKemPk: Bytes
  /** Unix milliseconds. */
  readonly now: number
}

/** A new epoch: its certificate, a wrap for every member and for recovery, and its secret. */
export type MadeEpoch = {
  readonly epoch: Bytes
  readonly wraps: readonly Bytes[]
  readonly secret: EpochSecret
}

/** Whom a wrap is made for or opened by. */
type Recipient = { readonly kind: WrapTarget; readonly to: Bytes; readonly kemHash: Bytes }

/** A member who opens wraps; recovery has no mid. */
export type WrapOpener = {
  readonly mid: Bytes | null
  readonly kemSeed: KemSeed
  readonly kemHash: Bytes
}

/** Finds signature keys of owners and admins on accepted rosters. */
export type AdminLookup = { adminKey(mid: Bytes): Bytes | undefined }

const RECOVERY_TO = new Uint8Array(16)

/** Makes an epoch and seals its secret to everybody on the roster and to recovery (§4.4, §4.5). */
export async function makeEpoch(plan: NewEpoch, signer: EpochSigner): Promise<MadeEpoch> {
  const { wid, eid, prev, roster, rosterHash, now } = plan
  const es = randomBytes(32)
  const seed = await epochSeed(es, wid, eid)
  const epoch = await signEpoch(
    {
      ...{ wid, eid, prev, rosterN: roster.n, rosterHash, epPk: await kemPublicKey(seed) },
      ...{ created: now, notAfter: now + roster.epochMaxDays * DAY, signer: signer.mid },
    },
    signer.sign,
  )
  const hash = await epochHash(epoch)
  const secret = { eid, hash, rosterN: roster.n, es, seed }
  const wraps = (await recipients(plan)).map(({ recipient, kemPk }) =>
    makeWrap(wid, secret, recipient, kemPk, signer),
  )
  return { epoch, wraps: await Promise.all(wraps), secret }
}

/**
 * Opens a wrap for an accepted epoch (§4.5): `malformed`, `not-authorised`, `bad-signature`, else
 * `unopenable`.
 */
export async function openWrap(
  bytes: Bytes,
  epoch: Epoch,
  hash: Bytes,
  opener: WrapOpener,
  admins: AdminLookup,
): Promise<EpochSecret> {
  const wrap = parseWrap(bytes)
  const adminPk = admins.adminKey(wrap.signer)
  if (!adminPk) throw new StatementError("not-authorised")
  await verify(adminPk, wrap.signature, WRAP_LABEL, signedPart(bytes))
  return opaque(async () => {
    requireValid(equalBytes(wrap.wid, epoch.wid))
    requireValid(wrap.eid === epoch.eid && equalBytes(wrap.epochHash, hash))
    const recipient = recipientOf(opener)
    requireValid(wrap.toKind === recipient.kind && equalBytes(wrap.to, recipient.to))
    const wctx = wrapContext(wrap.wid, epoch.eid, hash, recipient)
    const k = await decap(opener.kemSeed, wrap.enc, labelled("wrap", wctx), "epoch-wrap")
    const es = await open(await importSealKey(k), WRAP_LABEL, wctx, wrap.box)
    k.fill(0)
    const seed = await epochSeed(es, epoch.wid, epoch.eid)
    requireValid(equalBytes(await kemPublicKey(seed), epoch.epPk))
    return { eid: epoch.eid, hash, rosterN: epoch.rosterN, es, seed }
  })
}

/** `ep_sk` of an epoch (§3). */
export function epochSeed(es: Bytes, wid: Bytes, eid: number): Promise<KemSeed> {
  return expandBytes(es, "epoch-kem", concat(wid, u32(eid)))
}

/** `team_k` of an epoch (§3). The caller wipes it. */
export function teamKey(es: Bytes, wid: Bytes, eid: number): Promise<Bytes> {
  return expandBytes(es, "team", concat(wid, u32(eid)))
}

function recipientOf({ mid, kemHash: digest }: WrapOpener): Recipient {
  return mid
    ? { kind: "member", to: mid, kemHash: digest }
    : { kind: "recovery", to: RECOVERY_TO, kemHash: digest }
}

async function makeWrap(
  wid: Bytes,
  { eid, hash, es }: EpochSecret,
  recipient: Recipient,
  kemPk: Bytes,
  signer: EpochSigner,
): Promise<Bytes> {
  const wctx = wrapContext(wid, eid, hash, recipient)
  const { enc, k } = await encap(kemPk, labelled("wrap", wctx), "epoch-wrap")
  const box = await seal(await importSealKey(k), WRAP_LABEL, wctx, es)
  k.fill(0)
  const { kind: toKind, to } = recipient
  const fields = { wid, eid, epochHash: hash, toKind, to, enc, box, signer: signer.mid }
  return signWrap(fields, signer.sign)
}

/** `wctx` (§4.5) */
function wrapContext(wid: Bytes, eid: number, hash: Bytes, recipient: Recipient): Bytes {
  const { kind, to, kemHash: digest } = recipient
  return concat(wid, u32(eid), hash, wrapTargetByte(kind), to, digest)
}

/** Pairs every member with the key that hashes to its roster entry; a missing one is `incomplete`. */
async function recipients(
  plan: NewEpoch,
): Promise<{ readonly recipient: Recipient; readonly kemPk: Bytes }[]> {
  const offered = plan.kemPks.map(async (kemPk) => ({ kemPk, digest: await kemHash(kemPk) }))
  const known = await Promise.all(offered)
  const members = plan.roster.members.map((member) => {
    const found = known.find(({ digest }) => equalBytes(digest, member.kemHash))
    if (!found) throw new StatementError("incomplete")
    const recipient = { kind: "member", to: member.mid, kemHash: member.kemHash } as const
    return { recipient, kemPk: found.kemPk }
  })
  const digest = await kemHash(plan.recKemPk)
  const recovery = { kind: "recovery", to: RECOVERY_TO, kemHash: digest } as const
  return [...members, { recipient: recovery, kemPk: plan.recKemPk }]
}
