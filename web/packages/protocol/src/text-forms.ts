import { decodeBase32, encodeBase32 } from "./base32.ts"
import { type Bytes, randomBytes } from "./bytes.ts"
import { malformed } from "./errors.ts"
import { hash } from "./hash.ts"

const CHECK_SIZE = 4
const WORKSPACE_PREFIX = "as1"

/** `check(label, x)`: four base32 characters (`spec/protocol.md §1.5`). */
async function check(label: string, x: Uint8Array): Promise<string> {
  return encodeBase32((await hash(label, x)).subarray(0, 3)).slice(0, CHECK_SIZE)
}

async function decodeChecked(text: string, label: string): Promise<Bytes> {
  const bytes = decodeBase32(text.slice(0, -CHECK_SIZE), 32)
  if ((await check(label, bytes)) !== text.slice(-CHECK_SIZE)) throw malformed()
  return bytes
}

/** Text of a workspace id: `as1…`, 59 characters (§1.5). */
export async function encodeWorkspaceId(wid: Uint8Array): Promise<string> {
  return WORKSPACE_PREFIX + encodeBase32(wid) + (await check("wid-text", wid))
}

/** Inverse of {@link encodeWorkspaceId}; a mistyped id is `malformed`. */
export async function decodeWorkspaceId(text: string): Promise<Bytes> {
  if (!text.startsWith(WORKSPACE_PREFIX)) throw malformed()
  return decodeChecked(text.slice(WORKSPACE_PREFIX.length), "wid-text")
}

async function encodeCode(code: Uint8Array, label: string): Promise<string> {
  const text = (encodeBase32(code) + (await check(label, code))).toUpperCase()
  return text.match(/.{4}/g)?.join("-") ?? ""
}

async function decodeCode(text: string, label: string): Promise<Bytes> {
  if (!/^[A-Za-z2-7 -]*$/.test(text)) throw malformed()
  return decodeChecked(text.replace(/[ -]/g, "").toLowerCase(), label)
}

/** Secret Key as 14 groups of four (§1.5). */
export function encodeSecretKey(sk: Uint8Array): Promise<string> {
  return encodeCode(sk, "sk-text")
}

/** Inverse of {@link encodeSecretKey}; ignores case, spaces and hyphens; a typing error is `malformed`. */
export function decodeSecretKey(text: string): Promise<Bytes> {
  return decodeCode(text, "sk-text")
}

/** Recovery code as 14 groups of four (§1.5). */
export function encodeRecoveryCode(code: Uint8Array): Promise<string> {
  return encodeCode(code, "rec-text")
}

/** Inverse of {@link encodeRecoveryCode}, read like a Secret Key. */
export function decodeRecoveryCode(text: string): Promise<Bytes> {
  return decodeCode(text, "rec-text")
}

function decodeId(text: string, prefix: string): Bytes {
  if (!text.startsWith(prefix)) throw malformed()
  return decodeBase32(text.slice(prefix.length), 16)
}

/** `cv_…` of a session id or of its first 16 bytes. */
export function encodeConversationId(sid: Uint8Array): string {
  return `cv_${encodeBase32(sid.subarray(0, 16))}`
}

/** The first 16 bytes of the session id. */
export function decodeConversationId(text: string): Bytes {
  return decodeId(text, "cv_")
}

/** `mb_…` */
export function encodeMemberId(mid: Uint8Array): string {
  return `mb_${encodeBase32(mid)}`
}

/** Inverse of {@link encodeMemberId}. */
export function decodeMemberId(text: string): Bytes {
  return decodeId(text, "mb_")
}

/** `ms_…` of 16 bytes. */
export function encodeMessageId(id: Uint8Array): string {
  return `ms_${encodeBase32(id)}`
}

/** Inverse of {@link encodeMessageId}. */
export function decodeMessageId(text: string): Bytes {
  return decodeId(text, "ms_")
}

/** A fresh message id. */
export function randomMessageId(): string {
  return encodeMessageId(randomBytes(16))
}
