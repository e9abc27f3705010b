/**
 * What the widget keeps on the visitor's disk: one ordered store of records with array keys, one database per
 * workspace within the site's own origin. The loader reads what it needs to carry (conversations, items, outbox);
 * everything else is the frame's and opaque to the loader.
 *
 * | key | value | written by |
 * | --- | --- | --- |
 * | `["s"]` | statements and floors | frame |
 * | `["w"]` | the key that seals drafts | frame |
 * | `["c", conversation]` | {@link ConversationRecord} | frame |
 * | `["k", conversation, generation]` | the stored session | frame |
 * | `["r", conversation]` | position up to which the visitor has read | frame |
 * | `["d", conversation]` | the sealed draft | frame |
 * | `["i", conversation, seq]` | {@link Item} | loader |
 * | `["x", conversation]` | whether the conversation is closed | loader |
 * | `["o", order]` | {@link OutboxRecord} | frame |
 */
export type RecordKey = readonly [kind: RecordKind, ...rest: (string | number)[]]

export type RecordKind = "s" | "w" | "c" | "k" | "r" | "d" | "i" | "x" | "o"

/** A record, or with `undefined` as its value the removal of one. */
export type Entry = readonly [key: RecordKey, value: unknown]

/** A conversation's way to the service: its bearer token (spec/api.md §1). */
export interface ConversationRecord {
  readonly token: string
  /** Unix milliseconds, this device's clock. */
  readonly created: number
}

/** One change of a conversation as the service sent it (spec/api.md §5). `item` is base64url. */
export interface Item {
  readonly seq: number
  readonly kind: "hello" | "item" | "status" | "unknown"
  readonly item?: string
  readonly status?: "open" | "closed"
}

/** Which request an outbox record becomes (spec/api.md §4). */
export type OutboxKind = "open" | "item" | "status"

/** A request that has to reach the service. */
export interface OutboxRecord {
  readonly conversation: string
  readonly kind: OutboxKind
  /** The JSON body, ready to be sent, the same bytes at each attempt. */
  readonly body: string
  /** Set when the service refused it for good: the code of spec/api.md §9. */
  readonly failed?: string
  /**
   * Set when the service took it: the position it named, 0 without one. The record stays until the
   * item has come back, because until then it is the only copy of what was said.
   */
  readonly taken?: number
}
