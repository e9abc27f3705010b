/** base64url without padding (spec/api.md). */
export type Base64Url = string

/** One entry of the feed (spec/api.md §5). */
export interface Change {
  readonly rev: number
  readonly conversation: string
  readonly seq: number
  readonly kind: "hello" | "item" | "status"
  /** The service's clock, Unix milliseconds; never shown as a fact. */
  readonly at: number
  readonly message_id?: string | null
  readonly item?: Base64Url | null
  readonly status?: ConversationStatus | null
}

/** Whether a conversation still wants an answer. */
export type ConversationStatus = "open" | "closed"

/** A page of the feed. */
export interface ChangesPage {
  readonly changes: readonly Change[]
  readonly next: number
}

/** A challenge to sign (spec/protocol.md §7.1). */
export interface Challenge {
  readonly challenge: Base64Url
  readonly expires_at: number
}

/** What a signed challenge opens. */
export interface LoginRequest {
  readonly email: string
  readonly challenge: Base64Url
  readonly time: number
  readonly signature: Base64Url
  readonly device_name: string
  readonly client: "browser" | "native"
}

/** Everything a new workspace starts with (spec/protocol.md §7.2). */
export interface NewWorkspace {
  readonly email: string
  readonly auth_pk: Base64Url
  readonly challenge: Base64Url
  readonly time: number
  readonly signature: Base64Url
  readonly device_name: string
  readonly genesis: Base64Url
  readonly roster: Base64Url
  readonly epoch: Base64Url
  readonly wraps: readonly Base64Url[]
  readonly appearance: Base64Url
  readonly kem_pk: Base64Url
  readonly account_blob: Base64Url
  readonly root_blob: Base64Url
}

/** Who signed in, and the sealed account. */
export interface SignedIn {
  readonly workspace: string
  readonly member: string
  readonly email: string
  readonly device: string
  readonly account_blob: Base64Url
  readonly token?: string | null
}

/** The account as the service keeps it. */
export interface Account {
  readonly workspace: string
  readonly member: string
  readonly email: string
  readonly device: string
  readonly account_blob: Base64Url
  readonly root_blob: Base64Url
  readonly account_n: number
}

/** A signed-in place. */
export interface Device {
  readonly device: string
  readonly name: string
  readonly created_at: number
  readonly last_seen_at: number
  readonly current: boolean
}

/** The newest statements, for visitors. */
export interface Bundle {
  readonly genesis: Base64Url
  readonly links: readonly Base64Url[]
  readonly roster: Base64Url
  readonly epoch: Base64Url
  readonly appearance?: Base64Url | null
}

/** All statements, for members. */
export interface Statements {
  readonly genesis: Base64Url
  readonly links: readonly Base64Url[]
  readonly rosters: readonly Base64Url[]
  readonly epochs: readonly Base64Url[]
  readonly appearance?: Base64Url | null
  readonly wraps: readonly Base64Url[]
  readonly members: readonly { readonly member: string; readonly kem_pk: Base64Url }[]
}

/** What the snippet carries. */
export interface Release {
  readonly release: string
  readonly loader_url: string
  readonly loader_integrity: string
  readonly frame_script_hashes: readonly string[]
}

/** Whether a site reported itself. */
export interface CheckState {
  readonly seen: boolean
  readonly origin?: string | null
  readonly release?: string | null
}

/** What the service pushes (spec/api.md §5). */
export type LiveFrame =
  | ({ readonly type: "changes" } & ChangesPage)
  | { readonly type: "signal"; readonly conversation: string; readonly envelope: Base64Url }
  | { readonly type: "statements" }
  | { readonly type: "account" }
  | {
      readonly type: "check"
      readonly nonce: string
      readonly origin: string
      readonly release: string
    }
