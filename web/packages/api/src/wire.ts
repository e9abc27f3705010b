import type { components } from "./generated/schema.ts"

type Schemas = components["schemas"]

/** base64url without padding (spec/api.md). */
export type Base64Url = Schemas["Base64"]
/** One entry of the feed (spec/api.md §5). `at` is the service's clock and never shown as a fact. */
export type Change = Schemas["Change"]
/** A page of the feed. */
export type ChangesPage = Schemas["Changes"]
/** Whether a conversation still wants an answer. */
export type ConversationStatus = Schemas["Status"]
/** A challenge to sign (spec/protocol.md §7.1). */
export type Challenge = Schemas["Challenge"]
/** What a signed challenge opens. */
export type LoginRequest = Schemas["SignInRequest"]
/** Everything a new workspace starts with (spec/protocol.md §7.2). */
export type NewWorkspace = Schemas["SignUpRequest"]
/** Who signed in, and the sealed account. */
export type SignedIn = Schemas["SignedIn"]
/** The account as the service keeps it. */
export type Account = Schemas["AccountAnswer"]
/** A signed-in place. */
export type Device = Schemas["DeviceAnswer"]
/** The newest statements, for visitors. */
export type Bundle = Schemas["Bundle"]
/** All statements, for members. */
export type Statements = Schemas["StatementsAnswer"]
/** A new epoch with its wraps. */
export type NewEpoch = Schemas["EpochRequest"]
/** A new conversation with its first message. */
export type NewConversation = Schemas["OpenRequest"]
/** A message to append. */
export type NewMessage = Schemas["MessageRequest"]
/** What the snippet carries. */
export type Release = Schemas["Release"]
/** Whether a site reported itself. */
export type CheckState = Schemas["CheckAnswer"]

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
