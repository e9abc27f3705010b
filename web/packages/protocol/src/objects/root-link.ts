import { type Bytes, concat, u8, u32, u64 } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject, requireValid, signedPart } from "../codec.ts"
import { hash } from "../hash.ts"
import { type SigningKey, sign } from "../sign.ts"

/** Who signed a root link beside the new key: the old root key or the recovery key. */
export type RootLinkSigner = "root" | "recovery"

/** A change of the root key, without its signatures (`spec/protocol.md §4.2`). */
export type RootLinkFields = {
  readonly wid: Bytes
  /** Counts from 1. */
  readonly n: number
  readonly prev: Bytes
  /** Unix milliseconds. */
  readonly created: number
  readonly by: RootLinkSigner
  readonly newRootPk: Bytes
  /** Unix milliseconds; the link counts from then on. */
  readonly notBefore: number
}

/** A parsed root link. */
export type RootLink = RootLinkFields & { readonly sigOld: Bytes; readonly sigNew: Bytes }

const LABEL = "root-link"

/** Encodes and signs a root link with the key that `by` names and the new root key. */
export async function signRootLink(
  link: RootLinkFields,
  keys: { readonly old: SigningKey; readonly new: SigningKey },
): Promise<Bytes> {
  const part = encodeObject(
    OBJECT_TYPE.rootLink,
    fixed(link.wid, 32),
    u32(link.n),
    fixed(link.prev, 32),
    u64(link.created),
    u8(link.by === "root" ? 1 : 2),
    fixed(link.newRootPk, 32),
    u64(link.notBefore),
  )
  return concat(part, await sign(keys.old, LABEL, part), await sign(keys.new, LABEL, part))
}

/** Parses a root link, else `malformed`. Signatures and delay are checked by acceptance. */
export function parseRootLink(bytes: Uint8Array): RootLink {
  const reader = openObject(bytes, OBJECT_TYPE.rootLink)
  const wid = reader.take(32)
  const n = reader.u32()
  const prev = reader.take(32)
  const created = reader.u64()
  const by = reader.u8()
  requireValid(n >= 1 && (by === 1 || by === 2))
  const link: RootLink = {
    wid,
    n,
    prev,
    created,
    by: by === 1 ? "root" : "recovery",
    newRootPk: reader.take(32),
    notBefore: reader.u64(),
    sigOld: reader.take(64),
    sigNew: reader.take(64),
  }
  reader.end()
  return link
}

/** What both signatures of a root link cover. */
export function rootLinkPart(bytes: Uint8Array): Bytes {
  return signedPart(bytes, 2)
}

/** The hash that the next link names as `prev`. */
export function rootLinkHash(bytes: Uint8Array): Promise<Bytes> {
  return hash(LABEL, bytes)
}
