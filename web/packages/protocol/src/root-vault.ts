import { type Bytes, concat, equalBytes, u32 } from "./bytes.ts"
import { requireValid } from "./codec.ts"
import { opaque } from "./errors.ts"
import { encodeRootBlob, parseRootBlob } from "./objects/root-blob.ts"
import { open, type SealKey, seal } from "./seal.ts"
import { type SigningPair, signingPair } from "./signing-pair.ts"

/** Whose root blob it is, and its version. */
export type RootPlace = { readonly wid: Bytes; readonly mid: Bytes; readonly n: number }

/** Seals the root key (`spec/protocol.md §7.5`). The caller wipes `rootSeed`. */
export async function sealRoot(
  place: RootPlace,
  rootSeed: Bytes,
  rootWrapKey: SealKey,
): Promise<Bytes> {
  const { pk: rootPk } = await signingPair(rootSeed)
  const head = { ...place, rootPk }
  return encodeRootBlob({ ...head, box: await seal(rootWrapKey, "root", context(head), rootSeed) })
}

/**
 * Opens a root blob to sign a roster or a root link; forget the key afterwards. `malformed` if it
 * is not one, else `unopenable`.
 */
export async function openRoot(bytes: Bytes, rootWrapKey: SealKey): Promise<SigningPair> {
  const blob = parseRootBlob(bytes)
  return opaque(async () => {
    const seed = await open(rootWrapKey, "root", context(blob), blob.box)
    requireValid(seed.length === 32)
    const pair = await signingPair(seed)
    seed.fill(0)
    requireValid(equalBytes(pair.pk, blob.rootPk))
    return pair
  })
}

function context(head: RootPlace & { readonly rootPk: Bytes }): Bytes {
  return concat(head.wid, head.mid, u32(head.n), head.rootPk)
}
