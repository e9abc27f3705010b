import { putAccountBlob } from "@aside/api"
import {
  type AccountKeys,
  encodeBase64url,
  type Floors,
  type OpenedAccount,
  PASSWORD,
  sameFloors,
  sealAccount,
} from "@aside/protocol"
import { connection } from "../connection.ts"

/** Writes raised floors into the account, so that the next new device starts from them (spec/protocol.md §7.4). Returns the version. */
export async function publishFloors(
  account: OpenedAccount,
  keys: AccountKeys,
  floors: Floors,
): Promise<number> {
  if (sameFloors(account.floors, floors)) return account.n
  const place = { wid: account.wid, mid: account.mid, n: account.n + 1 }
  const method = { ...PASSWORD, key: keys.wrapKey }
  // Other methods could not be sealed again without their keys; an account that has them keeps its floors.
  if (account.methods.length !== 1) return account.n
  const blob = await sealAccount(place, { ...account, floors }, [method])
  await putAccountBlob(connection, encodeBase64url(blob))
  return place.n
}
