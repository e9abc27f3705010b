import type { Bundle, Floors } from "./accept.ts"
import {
  type AccountKeys,
  deriveNewAccountKeys,
  importSecretKey,
  type SecretKeyHandle,
} from "./account-keys.ts"
import { type AccountContent, PASSWORD, sealAccount } from "./account-vault.ts"
import { type Bytes, randomBytes } from "./bytes.ts"
import { kemPublicKey } from "./encap.ts"
import { type EpochSecret, makeEpoch } from "./epochs.ts"
import { expandBytes } from "./hash.ts"
import { kemHash, memberId } from "./ids.ts"
import { EPOCH_DAYS_MAX } from "./limits.ts"
import { type LocaleTexts, signAppearance } from "./objects/appearance.ts"
import { encodeGenesis, workspaceId } from "./objects/genesis.ts"
import { type RosterFields, rosterHash, signRoster } from "./objects/roster.ts"
import { sealRoot } from "./root-vault.ts"
import { randomSigningSeed, type SigningPair, signingPair } from "./signing-pair.ts"
import { encodeRecoveryCode, encodeSecretKey } from "./text-forms.ts"

/** What the owner fills in at sign-up. */
export type NewWorkspace = {
  readonly email: string
  readonly password: string
  /** The owner's display name, at most 64 bytes. */
  readonly ownerName: string
  /** The business's name as visitors see it, 1 to 64 bytes. */
  readonly name: string
  /** Red, green, blue. */
  readonly accent: Bytes
  /** Ascending by locale. */
  readonly texts: readonly LocaleTexts[]
  readonly origins: readonly string[]
  /** Unix milliseconds. */
  readonly now: number
}

/** Everything that sign-up makes (`spec/protocol.md §7.2`). */
export type CreatedWorkspace = {
  readonly wid: Bytes
  readonly mid: Bytes
  /** The statements, as any party accepts them. */
  readonly bundle: Required<{ readonly [K in keyof Bundle]: NonNullable<Bundle[K]> }>
  readonly wraps: readonly Bytes[]
  readonly accountBlob: Bytes
  readonly rootBlob: Bytes
  readonly kemPk: Bytes
  /** Signs the sign-up challenge, and opens the account blob from now on. */
  readonly account: AccountKeys
  /** To be kept on this device. */
  readonly secretKey: SecretKeyHandle
  /** For the recovery kit: shown once, never sent. */
  readonly kit: { readonly secretKey: string; readonly recoveryCode: string }
  readonly sigPk: Bytes
  readonly kemHash: Bytes
  /** Content of account blob 1; feed it to `storeAgentKeys`, then wipe the seeds. */
  readonly content: AccountContent
  readonly epoch: EpochSecret
  readonly floors: Floors
}

type Seeds = {
  readonly root: Bytes
  readonly recovery: Bytes
  readonly sig: Bytes
  readonly kem: Bytes
}

type Publics = {
  readonly root: SigningPair
  readonly recSigPk: Bytes
  readonly recKemPk: Bytes
  readonly sig: SigningPair
  readonly kemPk: Bytes
}

/** Makes a workspace with one owner. Takes about a second, nearly all of it for the password. */
export async function createWorkspace(input: NewWorkspace): Promise<CreatedWorkspace> {
  const seeds = randomSeeds()
  const publics = await publicsOf(seeds)
  const genesis = await makeGenesis(publics, input.now)
  const wid = await workspaceId(genesis)
  const { roster, mid, digest } = await ownerRoster(wid, publics, input.now)
  const rosterBytes = await signRoster(roster, publics.root.sign)
  const signer = { mid, sign: publics.sig.sign }
  const epoch = await makeEpoch(
    {
      ...{ wid, eid: 0, prev: wid, roster, rosterHash: await rosterHash(rosterBytes) },
      ...{ kemPks: [publics.kemPk], recKemPk: publics.recKemPk, now: input.now },
    },
    signer,
  )
  const appearance = await makeAppearance(wid, input, signer)
  const floors: Floors = { links: 0, roster: 1, epoch: 0, appearance: 1 }
  const vault = await makeVault(input, { wid, mid, n: 1 }, seeds, publics, genesis, floors)
  seeds.root.fill(0)
  seeds.recovery.fill(0)
  return {
    ...{
      wid,
      mid,
      wraps: epoch.wraps,
      kemPk: publics.kemPk,
      sigPk: publics.sig.pk,
      kemHash: digest,
    },
    bundle: { genesis, links: [], roster: rosterBytes, epoch: epoch.epoch, appearance },
    ...vault,
    epoch: epoch.secret,
    floors,
  }
}

function randomSeeds(): Seeds {
  return {
    root: randomSigningSeed(),
    recovery: randomBytes(32),
    sig: randomSigningSeed(),
    kem: randomBytes(32),
  }
}

async function publicsOf(seeds: Seeds): Promise<Publics> {
  const nothing = new Uint8Array()
  const recSigSeed = await expandBytes(seeds.recovery, "rec-sig", nothing)
  const recKemSeed = await expandBytes(seeds.recovery, "rec-kem", nothing)
  const publics = {
    root: await signingPair(seeds.root),
    recSigPk: (await signingPair(recSigSeed)).pk,
    recKemPk: await kemPublicKey(recKemSeed),
    sig: await signingPair(seeds.sig),
    kemPk: await kemPublicKey(seeds.kem),
  }
  recSigSeed.fill(0)
  recKemSeed.fill(0)
  return publics
}

async function makeGenesis(publics: Publics, created: number): Promise<Bytes> {
  return encodeGenesis({
    rootPk: publics.root.pk,
    recSigPk: publics.recSigPk,
    recKemHash: await kemHash(publics.recKemPk),
    created,
    nonce: randomBytes(16),
  })
}

async function ownerRoster(
  wid: Bytes,
  { sig, kemPk }: Publics,
  created: number,
): Promise<{ roster: RosterFields; mid: Bytes; digest: Bytes }> {
  const digest = await kemHash(kemPk)
  const mid = await memberId(wid, sig.pk, digest)
  const roster: RosterFields = {
    ...{ wid, n: 1, prev: wid, created, rootN: 0, minEpoch: 0 },
    members: [{ mid, role: "owner", sigPk: sig.pk, kemHash: digest }],
    ...{ issuers: [], retentionDays: 0, epochMaxDays: EPOCH_DAYS_MAX },
  }
  return { roster, mid, digest }
}

function makeAppearance(
  wid: Bytes,
  { name, accent, texts, origins, now }: NewWorkspace,
  signer: { readonly mid: Bytes; readonly sign: CryptoKey },
): Promise<Bytes> {
  const fields = { name, accent, texts, origins, extensions: [], signer: signer.mid }
  return signAppearance({ wid, n: 1, prev: wid, created: now, ...fields }, signer.sign)
}

type Vault = Pick<
  CreatedWorkspace,
  "account" | "accountBlob" | "content" | "kit" | "rootBlob" | "secretKey"
>

async function makeVault(
  { email, password, ownerName }: NewWorkspace,
  place: { readonly wid: Bytes; readonly mid: Bytes; readonly n: number },
  seeds: Seeds,
  { recKemPk }: Publics,
  genesis: Bytes,
  floors: Floors,
): Promise<Vault> {
  const sk = randomBytes(32)
  const secretKey = await importSecretKey(sk)
  const { rootWrapKey, ...account } = await deriveNewAccountKeys({ email, password, secretKey })
  const content: AccountContent = {
    ...{ sigSeed: seeds.sig, kemSeed: seeds.kem, secretKey: sk },
    ...{ genesis, recKemPk, floors, name: ownerName },
  }
  const method = { ...PASSWORD, key: account.wrapKey }
  return {
    ...{ account, content, secretKey },
    accountBlob: await sealAccount(place, content, [method]),
    rootBlob: await sealRoot(place, seeds.root, rootWrapKey),
    kit: {
      secretKey: await encodeSecretKey(sk),
      recoveryCode: await encodeRecoveryCode(seeds.recovery),
    },
  }
}
