import {
  type Bundle,
  type Bytes,
  createWorkspace,
  type Epoch,
  type EpochSigner,
  encodeBase64url,
  type MadeEpoch,
  makeEpoch,
  type RosterFields,
  randomBytes,
  rosterHash,
  type SenderIdentity,
  type Session,
  signAppearance,
  signRoster,
} from "@aside/protocol"
import {
  encap,
  encodeEnvelope,
  generationInfo,
  kemHash,
  kemPublicKey,
  memberId,
  parseEnvelope,
  SESSION_ROOT,
  signingPair,
  signRekey,
} from "@aside/protocol/parts"
import type { Owner } from "./owner.ts"

/** Keys that the service has made itself, for a workspace that is not its own. */
export interface OwnKeys {
  readonly mid: Bytes
  readonly signer: EpochSigner
  readonly sigPk: Bytes
  readonly kemPk: Bytes
  readonly kemHash: Bytes
}

/** A member of the attacker's making. It stands on no roster that the workspace has signed. */
export async function ownMember(wid: Bytes): Promise<OwnKeys> {
  const { sign, pk: sigPk } = await signingPair(randomBytes(32))
  const kemPk = await kemPublicKey(randomBytes(32))
  const digest = await kemHash(kemPk)
  const mid = await memberId(wid, sigPk, digest)
  return { mid, signer: { mid, sign }, sigPk, kemPk, kemHash: digest }
}

/** How the attacker would send as a member: under the owner's name, with a key of its own. */
export async function impostor(owner: Owner): Promise<SenderIdentity> {
  const { sign } = await signingPair(randomBytes(32))
  return { kind: "member", id: owner.created.mid, sign }
}

/** The owner's roster with the attacker in the owner's place, signed by a root of the attacker's. */
async function forgedRoster(owner: Owner, keys: OwnKeys): Promise<Bytes> {
  const { sign } = await signingPair(randomBytes(32))
  return signRoster(rosterOf(owner, keys), sign)
}

function rosterOf({ accepted }: Owner, { mid, sigPk, kemHash: digest }: OwnKeys): RosterFields {
  const member = { mid, role: "owner", sigPk, kemHash: digest } as const
  return { ...accepted.roster, members: [member] }
}

/** The owner's appearance, signed by the attacker. */
export function forgedAppearance({ accepted }: Owner, { signer }: OwnKeys): Promise<Bytes> {
  if (accepted.appearance === null) throw new Error("the owner has no appearance")
  return signAppearance({ ...accepted.appearance, signer: signer.mid }, signer.sign)
}

/** A roster, an epoch and an appearance of the attacker's that fit each other. */
export async function forgedStatements(
  owner: Owner,
): Promise<Record<"roster" | "epoch" | "appearance", Bytes>> {
  const keys = await ownMember(owner.created.wid)
  const roster = await forgedRoster(owner, keys)
  const { epoch } = await forgedEpoch(owner, keys, roster)
  return { roster, epoch, appearance: await forgedAppearance(owner, keys) }
}

/** An epoch whose key the attacker holds, with the number the owner's has, signed by the attacker. */
export async function forgedEpoch(
  owner: Owner,
  { signer, kemPk, mid, sigPk, kemHash: digest }: OwnKeys,
  roster: Bytes = owner.bundle.roster ?? new Uint8Array(),
): Promise<MadeEpoch> {
  const { wid, epoch, roster: accepted } = owner.accepted
  const member = { mid, role: "owner", sigPk, kemHash: digest } as const
  const plan = {
    ...{ wid, eid: epoch.eid, prev: epoch.prev, now: Date.now() },
    ...{ roster: { ...accepted, members: [member] }, rosterHash: await rosterHash(roster) },
    ...{ kemPks: [kemPk], recKemPk: kemPk },
  }
  return makeEpoch(plan, signer)
}

/** The whole world of another workspace, which is in order in itself. */
export async function otherWorld(): Promise<Bundle> {
  const { bundle } = await createWorkspace({
    ...{ email: "mallory@service.example", password: "mallory", ownerName: "Robin" },
    ...{ name: "Harbour Tea", accent: Uint8Array.of(20, 101, 90), origins: [] },
    texts: [{ locale: "en", greeting: "Hello!", replyHint: "We answer soon" }],
    now: Date.now(),
  })
  return bundle
}

/** The next Rekey of a session as somebody makes it who does not have the visitor's key. */
export async function forgedRekey(
  { wid, sid, vPk, newest }: Session,
  epoch: Epoch,
): Promise<string> {
  const nonce = randomBytes(32)
  const { rosterHash: roster, epochHash: hash } = newest
  const place = { wid, rosterHash: roster, epochHash: hash, vPk, nonce, g: newest.g + 1, sid }
  const { enc } = await encap(epoch.epPk, generationInfo(place), SESSION_ROOT)
  const { sign } = await signingPair(randomBytes(32))
  const fields = { sid, g: place.g, prev: sid, rosterHash: roster, epochHash: hash, nonce, enc }
  return encodeBase64url(await signRekey(fields, sign))
}

/** An envelope with this head and a box that nobody's key made. */
export function boxOfNoise(like: Bytes): string {
  const envelope = parseEnvelope(like)
  return encodeBase64url(encodeEnvelope({ ...envelope, box: randomBytes(envelope.box.length) }))
}

/** The same box under another head, as a service can write it. */
export function withHead(
  envelope: Bytes,
  head: Partial<Omit<ReturnType<typeof parseEnvelope>, "box">>,
): string {
  return encodeBase64url(encodeEnvelope({ ...parseEnvelope(envelope), ...head }))
}

/** One bit of the box turned over. */
export function bitFlipped(envelope: Bytes): string {
  const flipped = new Uint8Array(envelope)
  const last = flipped.length - 1
  flipped[last] = (flipped[last] ?? 0) ^ 1
  return encodeBase64url(flipped)
}
