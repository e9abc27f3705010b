/** What sign-up, sign-in and device linking need; nothing of it belongs into the widget. */
export {
  type AccountKeys,
  type Credentials,
  deriveAccountKeys,
  deriveRootWrapKey,
  importSecretKey,
  normaliseEmail,
  type SecretKeyHandle,
} from "./account-keys.ts"
export {
  type AccountContent,
  type AccountPlace,
  type MethodKey,
  type OpenedAccount,
  openAccount,
  PASSWORD,
  sealAccount,
} from "./account-vault.ts"
export { type DeviceLink, decodeDeviceLink, encodeDeviceLink } from "./device-link.ts"
export { type LoginChallenge, type LoginPurpose, signLogin } from "./login.ts"
export { openRoot, sealRoot } from "./root-vault.ts"
export { decodeRecoveryCode, decodeSecretKey, encodeSecretKey } from "./text-forms.ts"
export { type CreatedWorkspace, createWorkspace, type NewWorkspace } from "./workspace.ts"
