import { type Bytes, concat, u32, u64 } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject, requireValid } from "../codec.ts"
import { hash } from "../hash.ts"
import { DAY, EPOCH_DAYS_MAX, KEM_PUBLIC_SIZE } from "../limits.ts"
import { type SigningKey, sign } from "../sign.ts"

/** The certificate of an epoch's encryption key, without its signature (`spec/protocol.md §4.4`). */
export type EpochFields = {
  readonly wid: Bytes
  /** Counts from 0. */
  readonly eid: number
  readonly prev: Bytes
  readonly rosterN: number
  readonly rosterHash: Bytes
  /** 1,216 bytes. */
  readonly epPk: Bytes
  /** Unix milliseconds. */
  readonly created: number
  /** Unix milliseconds. */
  readonly notAfter: number
  /** `mid` of an owner or admin. */
  readonly signer: Bytes
}

/** A parsed epoch certificate. */
export type Epoch = EpochFields & { readonly signature: Bytes }

/** Signature label of an epoch certificate; also that of its hash. */
export const EPOCH_LABEL = "epoch"

/** Encodes and signs an epoch certificate. */
export async function signEpoch(epoch: EpochFields, signer: SigningKey): Promise<Bytes> {
  const part = encodeObject(
    OBJECT_TYPE.epoch,
    fixed(epoch.wid, 32),
    u32(epoch.eid),
    fixed(epoch.prev, 32),
    u32(epoch.rosterN),
    fixed(epoch.rosterHash, 32),
    fixed(epoch.epPk, KEM_PUBLIC_SIZE),
    u64(epoch.created),
    u64(epoch.notAfter),
    fixed(epoch.signer, 16),
  )
  return concat(part, await sign(signer, EPOCH_LABEL, part))
}

/** Parses an epoch certificate, else `malformed`. */
export function parseEpoch(bytes: Uint8Array): Epoch {
  const reader = openObject(bytes, OBJECT_TYPE.epoch)
  const epoch: Epoch = {
    wid: reader.take(32),
    eid: reader.u32(),
    prev: reader.take(32),
    rosterN: reader.u32(),
    rosterHash: reader.take(32),
    epPk: reader.take(KEM_PUBLIC_SIZE),
    created: reader.u64(),
    notAfter: reader.u64(),
    signer: reader.take(16),
    signature: reader.take(64),
  }
  reader.end()
  requireValid(epoch.rosterN >= 1 && epoch.created < epoch.notAfter)
  requireValid(epoch.notAfter <= epoch.created + EPOCH_DAYS_MAX * DAY)
  return epoch
}

/** The hash of a whole epoch certificate. */
export function epochHash(bytes: Uint8Array): Promise<Bytes> {
  return hash(EPOCH_LABEL, bytes)
}
