import { type Bytes, concat, isZero, u8, u32, variable } from "../bytes.ts"
import {
  encodeList,
  encodeObject,
  fixed,
  OBJECT_TYPE,
  openObject,
  type Reader,
  requireAscending,
  requireValid,
} from "../codec.ts"
import { METHODS_MAX, SEALED_KEY_SIZE } from "../limits.ts"

/** A way to unlock an account. */
export type MethodKind = "password" | "passkey"

/** Names a method; the id of the password is zeros. */
export type MethodName = { readonly kind: MethodKind; readonly id: Bytes }

/** A method with the account's data key sealed to it. */
export type Method = MethodName & { readonly wrapped: Bytes }

/** A member's sealed keys as the service stores them (`spec/protocol.md §7.4`). */
export type AccountBlob = {
  readonly wid: Bytes
  readonly mid: Bytes
  /** Counts from 1. */
  readonly n: number
  readonly sigPk: Bytes
  readonly kemHash: Bytes
  /** Ascending by kind and id. */
  readonly methods: readonly Method[]
  readonly box: Bytes
}

const METHOD_SIZE = 1 + 16 + 4 + SEALED_KEY_SIZE

/** `kind ‖ id` */
export function encodeMethodName(name: MethodName): Bytes {
  return concat(u8(name.kind === "password" ? 1 : 2), fixed(name.id, 16))
}

/** Reads `kind ‖ id`, else `malformed`. */
export function readMethodName(reader: Reader): MethodName {
  const kind = reader.u8()
  const id = reader.take(16)
  requireValid(kind === 2 || (kind === 1 && isZero(id)))
  return { kind: kind === 1 ? "password" : "passkey", id }
}

/** Encodes an account blob. */
export function encodeAccountBlob(blob: AccountBlob): Bytes {
  const methods = blob.methods.map((method) =>
    concat(encodeMethodName(method), variable(fixed(method.wrapped, SEALED_KEY_SIZE))),
  )
  return encodeObject(
    OBJECT_TYPE.accountBlob,
    fixed(blob.wid, 32),
    fixed(blob.mid, 16),
    u32(blob.n),
    fixed(blob.sigPk, 32),
    fixed(blob.kemHash, 32),
    encodeList(1, METHODS_MAX, methods),
    variable(blob.box),
  )
}

/** Parses an account blob, else `malformed`. */
export function parseAccountBlob(bytes: Uint8Array): AccountBlob {
  const reader = openObject(bytes, OBJECT_TYPE.accountBlob)
  const blob: AccountBlob = {
    wid: reader.take(32),
    mid: reader.take(16),
    n: reader.u32(),
    sigPk: reader.take(32),
    kemHash: reader.take(32),
    methods: reader.list(1, METHODS_MAX, METHOD_SIZE, readMethod),
    box: reader.variable(),
  }
  reader.end()
  requireValid(blob.n >= 1)
  requireAscending(blob.methods.map(encodeMethodName))
  return blob
}

function readMethod(reader: Reader): Method {
  return { ...readMethodName(reader), wrapped: reader.variableOf(SEALED_KEY_SIZE) }
}
