import { type Connection, request } from "./request.ts"
import type {
  Account,
  Base64Url,
  Challenge,
  Device,
  LoginRequest,
  NewWorkspace,
  SignedIn,
} from "./wire.ts"

/** Asks for a challenge to sign; the same answer for known and unknown addresses (spec/api.md §2). */
export function createChallenge(connection: Connection, email: string): Promise<Challenge> {
  return request(connection, "/v1/login/challenge", { method: "POST", body: { email } })
}

/** Creates a workspace with its first member and signs this device in. */
export function createWorkspace(connection: Connection, body: NewWorkspace): Promise<SignedIn> {
  return request(connection, "/v1/workspaces", { method: "POST", body })
}

/** Signs this device in. */
export function login(connection: Connection, body: LoginRequest): Promise<SignedIn> {
  return request(connection, "/v1/login", { method: "POST", body })
}

/** Ends this device's credential. */
export function logout(connection: Connection): Promise<void> {
  return request(connection, "/v1/logout", { method: "POST" })
}

/** The account this device is signed in to. */
export function readAccount(connection: Connection): Promise<Account> {
  return request(connection, "/v1/account")
}

/** Stores the next account blob; `stale_account` if another device was faster. */
export function putAccountBlob(connection: Connection, accountBlob: Base64Url): Promise<void> {
  const body = { account_blob: accountBlob }
  return request(connection, "/v1/account/blob", { method: "PUT", body })
}

/** Every device of this member. */
export function listDevices(connection: Connection): Promise<Device[]> {
  return request(connection, "/v1/devices")
}

/** Signs one device out at once. */
export function deleteDevice(connection: Connection, device: string): Promise<void> {
  return request(connection, `/v1/devices/${encodeURIComponent(device)}`, { method: "DELETE" })
}
