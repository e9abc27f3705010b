import { type Bytes, concat, isZero, u8, u32, variable } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject, requireValid } from "../codec.ts"
import { KEM_ENC_SIZE, SEALED_KEY_SIZE } from "../limits.ts"
import { type SigningKey, sign } from "../sign.ts"

/** Whom a wrap is for: a member by mid, or recovery (whose `to` is zeros). */
export type WrapTarget = "member" | "recovery"

/** An epoch's secret sealed to one recipient, without its signature (`spec/protocol.md §4.5`). */
export type WrapFields = {
  readonly wid: Bytes
  readonly eid: number
  readonly epochHash: Bytes
  readonly toKind: WrapTarget
  readonly to: Bytes
  readonly enc: Bytes
  readonly box: Bytes
  readonly signer: Bytes
}

/** A parsed wrap. */
export type Wrap = WrapFields & { readonly signature: Bytes }

/** Signature label of a wrap; also that of its box. */
export const WRAP_LABEL = "wrap"

/** Encodes and signs a wrap. */
export async function signWrap(wrap: WrapFields, signer: SigningKey): Promise<Bytes> {
  const part = encodeObject(
    OBJECT_TYPE.wrap,
    fixed(wrap.wid, 32),
    u32(wrap.eid),
    fixed(wrap.epochHash, 32),
    wrapTargetByte(wrap.toKind),
    fixed(wrap.to, 16),
    fixed(wrap.enc, KEM_ENC_SIZE),
    variable(fixed(wrap.box, SEALED_KEY_SIZE)),
    fixed(wrap.signer, 16),
  )
  return concat(part, await sign(signer, WRAP_LABEL, part))
}

/** Parses a wrap, else `malformed`. */
export function parseWrap(bytes: Uint8Array): Wrap {
  const reader = openObject(bytes, OBJECT_TYPE.wrap)
  const wid = reader.take(32)
  const eid = reader.u32()
  const epochHash = reader.take(32)
  const kind = reader.u8()
  const to = reader.take(16)
  requireValid(kind === 1 || (kind === 2 && isZero(to)))
  const wrap: Wrap = {
    wid,
    eid,
    epochHash,
    toKind: kind === 1 ? "member" : "recovery",
    to,
    enc: reader.take(KEM_ENC_SIZE),
    box: reader.variableOf(SEALED_KEY_SIZE),
    signer: reader.take(16),
    signature: reader.take(64),
  }
  reader.end()
  return wrap
}

/** `to_kind` as its byte. */
export function wrapTargetByte(kind: WrapTarget): Bytes {
  return u8(kind === "member" ? 1 : 2)
}
