import {
  type AccountContent,
  type Bytes,
  type EpochSecret,
  type Floors,
  type SecretKeyHandle,
  storeAgentKeys,
} from "@aside/protocol"
import type { Database } from "../local/database.ts"
import { clearEverything, clearMember } from "../local/database.ts"
import type { StatementBytes } from "../local/records.ts"

/** What a sign-up or sign-in leaves on the device. */
export interface MemberToKeep {
  readonly identity: { readonly email: string; readonly workspace: string; readonly device: string }
  readonly secretKey: SecretKeyHandle
  /** The opened account; its seeds are wiped here. */
  readonly account: AccountContent & {
    readonly wid: Bytes
    readonly mid: Bytes
    readonly sigPk: Bytes
    readonly kemHash: Bytes
    readonly n: number
  }
  readonly epochs: readonly EpochSecret[]
  readonly statements: StatementBytes
  readonly floors: Floors
  /** Unix milliseconds. */
  readonly now: number
}

/** Stores a signed-in member with keys that cannot be read out, and wipes the seeds. */
export async function keepMember(database: Database, member: MemberToKeep): Promise<void> {
  const { identity, account, floors } = member
  const known = await database.get("device", "device")
  const same = known?.email === identity.email && known.workspace === identity.workspace
  await (same ? clearMember(database) : clearEverything(database))
  const { wid, mid, sigPk, kemHash, sigSeed, kemSeed } = account
  const keys = await storeAgentKeys({
    wid,
    mid,
    sigPk,
    kemHash,
    sigSeed,
    kemSeed,
    epochs: member.epochs,
  })
  for (const seed of [sigSeed, kemSeed, account.secretKey]) seed.fill(0)
  const { email, workspace } = identity
  const device = { email, workspace, secretKey: member.secretKey, accountN: account.n, floors }
  await database.put("device", device, "device")
  await database.put(
    "member",
    {
      ...identity,
      name: account.name,
      keys,
      recKemPk: account.recKemPk,
      floors,
      statements: member.statements,
      acceptedAt: member.now,
    },
    "member",
  )
}
