import { readAccount } from "@aside/api"
import {
  decodeBase64url,
  deriveAccountKeys,
  encodeDeviceLink,
  openAccount,
  PASSWORD,
} from "@aside/protocol"
import { connection } from "../connection.ts"
import type { DeviceRecord } from "../local/records.ts"
import { raiseFloors } from "./floors.ts"
import { publishFloors } from "./publish-floors.ts"

/**
 * Opens the account once more with the password and makes a link for a new device (spec/protocol.md §7.3).
 * @throws ApiError; UnopenableError if the password is wrong
 */
export async function makeDeviceLink(device: DeviceRecord, password: string): Promise<string> {
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
  await publishFloors(account, keys, floors).catch(() => undefined)
  const link = encodeDeviceLink({ email: keys.email, secretKey, wid, floors })
  for (const secret of [secretKey, account.sigSeed, account.kemSeed]) secret.fill(0)
  return `${location.origin}/${link}`
}
