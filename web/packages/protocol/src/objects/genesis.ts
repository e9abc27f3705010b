import { type Bytes, u64 } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject } from "../codec.ts"
import { hash } from "../hash.ts"

/** The statement whose hash is the workspace id (`spec/protocol.md §4.1`). */
export type Genesis = {
  readonly rootPk: Bytes
  readonly recSigPk: Bytes
  readonly recKemHash: Bytes
  /** Unix milliseconds. */
  readonly created: number
  /** 16 random bytes. */
  readonly nonce: Bytes
}

/** Encodes a genesis; it carries no signature. */
export function encodeGenesis(genesis: Genesis): Bytes {
  return encodeObject(
    OBJECT_TYPE.genesis,
    fixed(genesis.rootPk, 32),
    fixed(genesis.recSigPk, 32),
    fixed(genesis.recKemHash, 32),
    u64(genesis.created),
    fixed(genesis.nonce, 16),
  )
}

/** Parses a genesis, else `malformed`. */
export function parseGenesis(bytes: Uint8Array): Genesis {
  const reader = openObject(bytes, OBJECT_TYPE.genesis)
  const genesis = {
    rootPk: reader.take(32),
    recSigPk: reader.take(32),
    recKemHash: reader.take(32),
    created: reader.u64(),
    nonce: reader.take(16),
  }
  reader.end()
  return genesis
}

/** `wid`: the hash of the whole genesis, and the pin (§3). */
export function workspaceId(genesis: Uint8Array): Promise<Bytes> {
  return hash("wid", genesis)
}
