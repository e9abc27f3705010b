import { createChallenge, createWorkspace as postWorkspace, type SignedIn } from "@aside/api"
import {
  type CreatedWorkspace,
  createWorkspace,
  decodeBase64url,
  encodeBase64url,
  encodeDeviceLink,
  encodeWorkspaceId,
  normaliseEmail,
  signLogin,
} from "@aside/protocol"
import { connection } from "../connection.ts"
import { colorBytes } from "../entry/accent.ts"
import type { Kit } from "../entry/kit.tsx"
import type { Database } from "../local/database.ts"
import { browserName } from "../panes/visitor-claims.ts"
import { FIRST_LOOK } from "./look.ts"
import { keepMember } from "./member.ts"

/** What somebody types to begin. */
export interface SignUpInput {
  readonly workspace: string
  readonly name: string
  readonly email: string
  readonly password: string
}

/** A workspace whose keys exist in this tab only. */
export interface PreparedWorkspace {
  readonly created: CreatedWorkspace
  readonly kit: Kit
  readonly workspace: string
  readonly name: string
}

/** Makes every key of a new workspace (spec/protocol.md §7.2). Nothing is sent. `now` in Unix milliseconds. */
export async function prepareWorkspace(
  input: SignUpInput,
  now: number,
): Promise<PreparedWorkspace> {
  const { greeting, replyHint, accent } = FIRST_LOOK
  const created = await createWorkspace({
    email: input.email,
    password: input.password,
    ownerName: input.name.trim().normalize("NFC"),
    name: input.workspace.trim().normalize("NFC"),
    accent: colorBytes(accent),
    texts: [{ locale: "en", greeting, replyHint }],
    origins: [],
    now,
  })
  const { wid, content, floors } = created
  const email = normaliseEmail(input.email)
  const link = encodeDeviceLink({ email, secretKey: content.secretKey, wid, floors })
  const kit: Kit = {
    workspace: input.workspace.trim(),
    email,
    ...created.kit,
    deviceLink: `${location.origin}/${link}`,
    service: location.host,
  }
  return { created, kit, workspace: await encodeWorkspaceId(wid), name: content.name }
}

async function submit({ created, kit }: PreparedWorkspace, now: number): Promise<SignedIn> {
  const { challenge } = await createChallenge(connection, kit.email)
  const answer = { origin: location.origin, challenge: decodeBase64url(challenge), time: now }
  const signature = await signLogin(created.account.auth.sign, answer, "sign-up")
  const { bundle } = created
  return postWorkspace(connection, {
    email: kit.email,
    auth_pk: encodeBase64url(created.account.auth.pk),
    challenge,
    time: now,
    signature: encodeBase64url(signature),
    device_name: browserName(navigator.userAgent),
    genesis: encodeBase64url(bundle.genesis),
    roster: encodeBase64url(bundle.roster),
    epoch: encodeBase64url(bundle.epoch),
    wraps: created.wraps.map(encodeBase64url),
    appearance: encodeBase64url(bundle.appearance),
    kem_pk: encodeBase64url(created.kemPk),
    account_blob: encodeBase64url(created.accountBlob),
    root_blob: encodeBase64url(created.rootBlob),
  })
}

/** Publishes a prepared workspace and signs this device in. @throws ApiError */
export async function openWorkspace(
  database: Database,
  prepared: PreparedWorkspace,
  now: number,
): Promise<void> {
  const { created } = prepared
  const { device } = await submit(prepared, now)
  const { genesis, roster, epoch, appearance } = created.bundle
  await keepMember(database, {
    identity: { email: prepared.kit.email, workspace: prepared.workspace, device },
    secretKey: created.secretKey,
    account: { ...created, ...created.content, n: 1 },
    epochs: [created.epoch],
    statements: { genesis, links: [], rosters: [roster], epochs: [epoch], appearance },
    floors: created.floors,
    now,
  })
}
