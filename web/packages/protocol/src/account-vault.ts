import type { Floors } from "./accept.ts"
import { type Bytes, concat, equalBytes, randomBytes, u32, variable } from "./bytes.ts"
import { encodeList, encodeText, fixed, Reader, requireAscending, requireValid } from "./codec.ts"
import { kemPublicKey } from "./encap.ts"
import { opaque, StatementError, UnopenableError } from "./errors.ts"
import { kemHash, memberId } from "./ids.ts"
import { KEM_PUBLIC_SIZE, METHODS_MAX, NAME_MAX, OBJECT_MAX } from "./limits.ts"
import {
  type AccountBlob,
  encodeAccountBlob,
  encodeMethodName,
  type MethodName,
  parseAccountBlob,
  readMethodName,
} from "./objects/account-blob.ts"
import { parseGenesis, workspaceId } from "./objects/genesis.ts"
import { pad, unpad } from "./pad.ts"
import { importSealKey, open, type SealKey, seal } from "./seal.ts"
import { signingPair } from "./signing-pair.ts"

/** The content of an account blob (`spec/protocol.md §7.4`). The caller wipes the secrets. */
export type AccountContent = {
  /** `sig_sk`, an Ed25519 seed. */
  readonly sigSeed: Bytes
  /** `kem_sk`, an X-Wing seed. */
  readonly kemSeed: Bytes
  readonly secretKey: Bytes
  readonly genesis: Bytes
  readonly recKemPk: Bytes
  readonly floors: Floors
  /** The agent's display name. */
  readonly name: string
}

/** Who an account belongs to, and its version. */
export type AccountPlace = { readonly wid: Bytes; readonly mid: Bytes; readonly n: number }

/** An opened and checked account blob. */
export type OpenedAccount = AccountPlace &
  AccountContent & {
    readonly sigPk: Bytes
    readonly kemHash: Bytes
    readonly methods: readonly MethodName[]
  }

/** A way to unlock with its key; the password's is `wrap_k`. */
export type MethodKey = MethodName & { readonly key: SealKey }

/** The password as a method. */
export const PASSWORD: MethodName = { kind: "password", id: new Uint8Array(16) }

const NO_EPOCH = 0xffff_ffff

/** Seals version `n` of an account for all its methods (ascending), under a fresh data key. */
export async function sealAccount(
  { wid, mid, n }: AccountPlace,
  content: AccountContent,
  methods: readonly MethodKey[],
): Promise<Bytes> {
  const { pk: sigPk } = await signingPair(content.sigSeed)
  const kemDigest = await kemHash(await kemPublicKey(content.kemSeed))
  const adk = randomBytes(32)
  const wrapped = methods.map(async (method) => ({
    ...method,
    wrapped: await seal(method.key, "adk", methodContext(wid, mid, method), adk),
  }))
  const head = { wid, mid, n, sigPk, kemHash: kemDigest, methods: await Promise.all(wrapped) }
  const inner = encodeContent(content, methods)
  const box = await seal(await importSealKey(adk), "account", boxContext(head), pad(inner))
  adk.fill(0)
  inner.fill(0)
  return encodeAccountBlob({ ...head, box })
}

/**
 * Opens an account blob with one method. `minN` is the highest n that this device has seen; a lower
 * one is `rollback`. Not an account blob: `malformed`. Everything else is `unopenable`.
 */
export async function openAccount(
  bytes: Bytes,
  method: MethodKey,
  minN: number = 1,
): Promise<OpenedAccount> {
  const blob = parseAccountBlob(bytes)
  const opened = await opaque(() => openBlob(blob, method))
  if (blob.n < minN) throw new StatementError("rollback")
  return opened
}

async function openBlob(blob: AccountBlob, method: MethodKey): Promise<OpenedAccount> {
  const name = encodeMethodName(method)
  const own = blob.methods.find((other) => equalBytes(encodeMethodName(other), name))
  if (!own) throw new UnopenableError()
  const adk = await open(method.key, "adk", methodContext(blob.wid, blob.mid, own), own.wrapped)
  const dataKey = await importSealKey(fixed32(adk))
  adk.fill(0)
  const padded = await open(dataKey, "account", boxContext(blob), blob.box)
  const { content, methods } = decodeContent(unpad(padded))
  await checkContent(blob, content)
  requireSameMethods(blob.methods, methods)
  const { wid, mid, n, sigPk } = blob
  return { wid, mid, n, sigPk, kemHash: blob.kemHash, methods, ...content }
}

function fixed32(key: Bytes): Bytes {
  fixed(key, 32)
  return key
}

function methodContext(wid: Bytes, mid: Bytes, method: MethodName): Bytes {
  return concat(wid, mid, encodeMethodName(method))
}

function boxContext(head: Omit<AccountBlob, "box" | "methods">): Bytes {
  return concat(head.wid, head.mid, u32(head.n), head.sigPk, head.kemHash)
}

function encodeContent(content: AccountContent, methods: readonly MethodName[]): Bytes {
  return concat(
    fixed(content.sigSeed, 32),
    fixed(content.kemSeed, 32),
    fixed(content.secretKey, 32),
    variable(content.genesis),
    fixed(content.recKemPk, KEM_PUBLIC_SIZE),
    encodeFloors(content.floors),
    encodeList(1, METHODS_MAX, methods.map(encodeMethodName)),
    encodeText(content.name, NAME_MAX),
  )
}

function decodeContent(inner: Bytes): { content: AccountContent; methods: MethodName[] } {
  const reader = new Reader(inner)
  const sigSeed = reader.take(32)
  const kemSeed = reader.take(32)
  const secretKey = reader.take(32)
  const genesis = reader.variable(OBJECT_MAX)
  const recKemPk = reader.take(KEM_PUBLIC_SIZE)
  const floors = readFloors(reader)
  const methods = reader.list(1, METHODS_MAX, 17, readMethodName)
  const name = reader.text(NAME_MAX)
  reader.end()
  requireAscending(methods.map(encodeMethodName))
  return { content: { sigSeed, kemSeed, secretKey, genesis, recKemPk, floors, name }, methods }
}

/** Everything outside must follow from what is inside (§7.4). */
async function checkContent(blob: AccountBlob, content: AccountContent): Promise<void> {
  const { pk: sigPk } = await signingPair(content.sigSeed)
  const kemDigest = await kemHash(await kemPublicKey(content.kemSeed))
  const mid = await memberId(blob.wid, sigPk, kemDigest)
  const { recKemHash } = parseGenesis(content.genesis)
  requireValid(equalBytes(sigPk, blob.sigPk))
  requireValid(equalBytes(kemDigest, blob.kemHash))
  requireValid(equalBytes(mid, blob.mid))
  requireValid(equalBytes(await workspaceId(content.genesis), blob.wid))
  requireValid(equalBytes(await kemHash(content.recKemPk), recKemHash))
}

function requireSameMethods(outer: readonly MethodName[], inner: readonly MethodName[]): void {
  const all = (methods: readonly MethodName[]) => concat(...methods.map(encodeMethodName))
  requireValid(equalBytes(all(outer), all(inner)))
}

/** `links:u32 ‖ roster:u32 ‖ epoch:u32 ‖ appearance:u32` */
export function encodeFloors(floors: Floors): Bytes {
  const { links, roster, epoch, appearance } = floors
  return concat(u32(links), u32(roster), u32(epoch ?? NO_EPOCH), u32(appearance))
}

/** Inverse of {@link encodeFloors}. */
export function readFloors(reader: Reader): Floors {
  const links = reader.u32()
  const roster = reader.u32()
  const epoch = reader.u32()
  return { links, roster, epoch: epoch === NO_EPOCH ? null : epoch, appearance: reader.u32() }
}
