import type { Bytes } from "./bytes.ts"
import { hash } from "./hash.ts"

/** Size of member, visitor, lane and message ids. */
export const ID_SIZE = 16

/** `kem_hash` of a KEM public key (`spec/protocol.md §3`). */
export function kemHash(kemPk: Uint8Array): Promise<Bytes> {
  return hash("kem", kemPk)
}

/** `mid` of a member's keys in a workspace (§3). */
export async function memberId(
  wid: Uint8Array,
  sigPk: Uint8Array,
  kemHashOf: Uint8Array,
): Promise<Bytes> {
  return (await hash("mid", wid, sigPk, kemHashOf)).slice(0, ID_SIZE)
}

/** `visitor_id` of a visitor's public key (§3). */
export async function visitorId(vPk: Uint8Array): Promise<Bytes> {
  return (await hash("visitor", vPk)).slice(0, ID_SIZE)
}
