import { type Bytes, u32, variable } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject, requireValid } from "../codec.ts"
import { SEALED_KEY_SIZE } from "../limits.ts"

/** The sealed root key as the service stores it (`spec/protocol.md §7.5`). */
export type RootBlob = {
  readonly wid: Bytes
  readonly mid: Bytes
  /** Counts from 1. */
  readonly n: number
  readonly rootPk: Bytes
  readonly box: Bytes
}

/** Encodes a root blob. */
export function encodeRootBlob(blob: RootBlob): Bytes {
  return encodeObject(
    OBJECT_TYPE.rootBlob,
    fixed(blob.wid, 32),
    fixed(blob.mid, 16),
    u32(blob.n),
    fixed(blob.rootPk, 32),
    variable(fixed(blob.box, SEALED_KEY_SIZE)),
  )
}

/** Parses a root blob, else `malformed`. */
export function parseRootBlob(bytes: Uint8Array): RootBlob {
  const reader = openObject(bytes, OBJECT_TYPE.rootBlob)
  const blob = {
    wid: reader.take(32),
    mid: reader.take(16),
    n: reader.u32(),
    rootPk: reader.take(32),
    box: reader.variableOf(SEALED_KEY_SIZE),
  }
  reader.end()
  requireValid(blob.n >= 1)
  return blob
}
