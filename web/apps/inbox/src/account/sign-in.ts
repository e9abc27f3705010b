import { createChallenge, login, readStatements, type SignedIn } from "@aside/api"
import {
  type AccountKeys,
  decodeBase64url,
  decodeSecretKey,
  decodeWorkspaceId,
  deriveAccountKeys,
  encodeBase64url,
  encodeWorkspaceId,
  equalBytes,
  type Floors,
  importSecretKey,
  NO_FLOORS,
  normaliseEmail,
  type OpenedAccount,
  openAccount,
  PASSWORD,
  raiseFloors,
  type SecretKeyHandle,
  signLogin,
} from "@aside/protocol"
import { connection } from "../connection.ts"
import type { Database } from "../local/database.ts"
import type { DeviceRecord } from "../local/records.ts"
import { browserName } from "../panes/visitor-claims.ts"
import {
  acceptStatements,
  type MemberStatements,
  openEpochs,
  statementBytes,
} from "../statements/accept-statements.ts"
import { keepMember } from "./member.ts"
import { publishFloors } from "./publish-floors.ts"

/** What this device knows before somebody signs in. */
export interface SignInStart {
  readonly email: string
  readonly password: string
  readonly secretKey: SecretKeyHandle
  /** Workspace id as text, if known beforehand; another one is refused. */
  readonly workspace?: string
  readonly floors: Floors
  readonly accountN: number
}

/** Reads a typed Secret Key. @throws StatementError `malformed` for a typing error */
export async function secretKeyOf(typed: string): Promise<SecretKeyHandle> {
  const bytes = await decodeSecretKey(typed)
  const handle = await importSecretKey(bytes)
  bytes.fill(0)
  return handle
}

/** Starts from what a device kept. */
export function startOfDevice(device: DeviceRecord, password: string): SignInStart {
  const { email, workspace, secretKey, accountN, floors } = device
  return { email, password, secretKey, workspace, floors, accountN }
}

/** Starts on a device that knows nothing. */
export function startOfNothing(
  email: string,
  password: string,
  secretKey: SecretKeyHandle,
): SignInStart {
  return { email, password, secretKey, floors: NO_FLOORS, accountN: 1 }
}

/** What this device has seen of the same account counts, also if somebody comes with a link. */
function withDevice(start: SignInStart, device: DeviceRecord | undefined): SignInStart {
  if (device === undefined || device.workspace !== start.workspace) return start
  if (device.email !== normaliseEmail(start.email)) return start
  const floors = raiseFloors(start.floors, device.floors)
  return { ...start, floors, accountN: Math.max(start.accountN, device.accountN) }
}

async function logIn(keys: AccountKeys, now: number): Promise<SignedIn> {
  const { challenge } = await createChallenge(connection, keys.email)
  const answer = { origin: location.origin, challenge: decodeBase64url(challenge), time: now }
  const signature = await signLogin(keys.auth.sign, answer, "sign-in")
  return login(connection, {
    email: keys.email,
    challenge,
    time: now,
    signature: encodeBase64url(signature),
    device_name: browserName(navigator.userAgent),
    client: "browser",
  })
}

/** The service gave another workspace's account than the one this device belongs to. */
export class OtherWorkspaceError extends Error {
  override readonly name = "OtherWorkspaceError"
}

async function openSignedIn(
  signed: SignedIn,
  keys: AccountKeys,
  start: SignInStart,
): Promise<OpenedAccount> {
  const method = { ...PASSWORD, key: keys.wrapKey }
  const account = await openAccount(decodeBase64url(signed.account_blob), method, start.accountN)
  const pinned =
    start.workspace === undefined ? account.wid : await decodeWorkspaceId(start.workspace)
  if (!equalBytes(account.wid, pinned)) throw new OtherWorkspaceError()
  return account
}

async function acceptFor(account: OpenedAccount, start: SignInStart, now: number) {
  const wire = await readStatements(connection)
  const bytes = statementBytes(wire)
  const floors = raiseFloors(account.floors, start.floors)
  const statements: MemberStatements = await acceptStatements(bytes, {
    wid: account.wid,
    floors,
    now,
  })
  const epochs = await openEpochs(statements, wire.wraps, { ...account, epochs: [] })
  return { bytes, epochs, floors: statements.accepted.floors }
}

/**
 * Signs in, opens the account, accepts the workspace's statements and stores the member (spec/protocol.md §7).
 * `onStage` is told 0, 1, 2 as it goes. @throws ApiError, StatementError, UnopenableError, OtherWorkspaceError
 */
export async function signIn(
  database: Database,
  given: SignInStart,
  onStage: (stage: number) => void,
): Promise<void> {
  onStage(0)
  const start = withDevice(given, await database.get("device", "device"))
  const keys = await deriveAccountKeys(start)
  onStage(1)
  const now = Date.now()
  const signed = await logIn(keys, now)
  const account = await openSignedIn(signed, keys, start)
  onStage(2)
  const { bytes, epochs, floors } = await acceptFor(account, start, now)
  const n = await publishFloors(account, keys, floors).catch(() => account.n)
  await keepMember(database, {
    identity: {
      email: keys.email,
      workspace: await encodeWorkspaceId(account.wid),
      device: signed.device,
    },
    secretKey: start.secretKey,
    account: { ...account, n },
    epochs,
    statements: bytes,
    floors,
    now,
  })
}
