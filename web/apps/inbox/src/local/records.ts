import type { Change, ConversationStatus } from "@aside/api"
import type {
  Bytes,
  Floors,
  SecretKeyHandle,
  StoredAgentKeys,
  StoredAgentSession,
} from "@aside/protocol"

/** What a device keeps about an account after somebody signed out, so that the password is enough. */
export interface DeviceRecord {
  readonly email: string
  /** Workspace id as text. */
  readonly workspace: string
  readonly secretKey: SecretKeyHandle
  /** Highest version of the account blob this device has seen; a lower one is refused. */
  readonly accountN: number
  /** Highest numbers of statements this device has seen. */
  readonly floors: Floors
}

/** The statements a member accepted, as bytes, oldest first. */
export interface StatementBytes {
  readonly genesis: Bytes
  readonly links: readonly Bytes[]
  readonly rosters: readonly Bytes[]
  readonly epochs: readonly Bytes[]
  readonly appearance?: Bytes
}

/** A signed-in member. The keys in it cannot be read out. */
export interface MemberRecord {
  readonly email: string
  readonly name: string
  readonly device: string
  readonly workspace: string
  readonly keys: StoredAgentKeys
  readonly recKemPk: Bytes
  readonly floors: Floors
  readonly statements: StatementBytes
  /** When the statements were accepted, Unix milliseconds. */
  readonly acceptedAt: number
}

/** A change as it came, still sealed. */
export interface StoredChange {
  readonly rev: number
  readonly conversation: string
  readonly seq: number
  readonly kind: Change["kind"]
  /** The service's clock. */
  readonly at: number
  /** This device's clock. */
  readonly receivedAt: number
  readonly messageId?: string
  readonly item?: Bytes
  readonly status?: ConversationStatus
}

/** A sealed message the service has not taken yet. */
export interface OutboxRecord {
  readonly messageId: string
  readonly conversation: string
  readonly item: Bytes
  /** This device's clock; the order within a conversation. */
  readonly queuedAt: number
}

/**
 * How far the last message of the workspace had come. Receipts are never stored by the service, so without this a
 * reload would forget them.
 */
export interface ReachedRecord {
  /** Key of the message in the log. */
  readonly message: string
  readonly state: "delivered" | "seen"
}

/** A draft, sealed under a key that cannot be read out. */
export interface DraftRecord {
  readonly iv: Bytes
  readonly sealed: ArrayBuffer
}

/** A session whose root keys are known, by conversation id. */
export type SessionRecord = StoredAgentSession
