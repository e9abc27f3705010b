import { readAccount } from "@aside/api"
import {
  decodeBase64url,
  deriveAccountKeys,
  encodeDeviceLink,
  openAccount,
  PASSWORD,
  raiseFloors,
} from "@aside/protocol"
import { connection } from "../connection.ts"
import type { DeviceRecord } from "../local/records.ts"
import { publishFloors } from "./publish-floors.ts"

/** A link for a new device, and the account version that this device has seen while it was made. */
export interface MadeDeviceLink {
  readonly link: string
  readonly accountN: number
}

/**
 * Opens the account once more with the password and makes a link for a new device (spec/protocol.md §7.3).
 * @throws ApiError; UnopenableError if the password is wrong
 */
export async function makeDeviceLink(
  device: DeviceRecord,
  password: string,
): Promise<MadeDeviceLink> {
  const keys = await deriveAccountKeys({
    email: device.email,
    password,
    secretKey: device.secretKey,
  })
  const { account_blob } = await readAccount(connection)
  const method = { ...PASSWORD, key: keys.wrapKey }
  const account = await openAccount(decodeBase64url(account_blob), method, device.accountN)
  const { secretKey, wid } = account
  const floors = raiseFloors(account.floors, device.floors)
  const accountN = await publishFloors(account, keys, floors).catch(() => account.n)
  const link = encodeDeviceLink({ email: keys.email, secretKey, wid, floors })
  for (const secret of [secretKey, account.sigSeed, account.kemSeed]) secret.fill(0)
  return { link: `${location.origin}/${link}`, accountN }
}
