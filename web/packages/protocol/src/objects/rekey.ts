import { type Bytes, concat, u16 } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject, requireValid, signedPart } from "../codec.ts"
import { hash } from "../hash.ts"
import { KEM_ENC_SIZE } from "../limits.ts"
import { type SigningKey, sign, verify } from "../sign.ts"

/** What makes the next generation of a session, without its signature (`spec/protocol.md §5.3`). */
export type RekeyFields = {
  readonly sid: Bytes
  /** The new generation, from 1. */
  readonly g: number
  readonly prev: Bytes
  readonly rosterHash: Bytes
  readonly epochHash: Bytes
  readonly nonce: Bytes
  readonly enc: Bytes
}

/** A parsed Rekey. */
export type Rekey = RekeyFields & { readonly signature: Bytes }

const LABEL = "rekey"

/** Encodes and signs a Rekey with v_sk. */
export async function signRekey(rekey: RekeyFields, visitor: SigningKey): Promise<Bytes> {
  const part = encodeObject(
    OBJECT_TYPE.rekey,
    fixed(rekey.sid, 32),
    u16(rekey.g),
    fixed(rekey.prev, 32),
    fixed(rekey.rosterHash, 32),
    fixed(rekey.epochHash, 32),
    fixed(rekey.nonce, 32),
    fixed(rekey.enc, KEM_ENC_SIZE),
  )
  return concat(part, await sign(visitor, LABEL, part))
}

/** Parses a Rekey, else `malformed`. */
export function parseRekey(bytes: Uint8Array): Rekey {
  const reader = openObject(bytes, OBJECT_TYPE.rekey)
  const rekey = {
    sid: reader.take(32),
    g: reader.u16(),
    prev: reader.take(32),
    rosterHash: reader.take(32),
    epochHash: reader.take(32),
    nonce: reader.take(32),
    enc: reader.take(KEM_ENC_SIZE),
    signature: reader.take(64),
  }
  reader.end()
  requireValid(rekey.g >= 1)
  return rekey
}

/** Parses a Rekey and checks that `vPk` signed it: `malformed` or `bad-signature`. */
export async function verifyRekey(bytes: Uint8Array, vPk: Bytes): Promise<Rekey> {
  const rekey = parseRekey(bytes)
  await verify(vPk, rekey.signature, LABEL, signedPart(bytes))
  return rekey
}

/** The hash that the next Rekey names as `prev`. */
export function rekeyHash(bytes: Uint8Array): Promise<Bytes> {
  return hash(LABEL, bytes)
}
