import type { VisitContext } from "@aside/protocol/visitor"
import type { Exchange } from "../net/exchange.ts"
import type { NetState } from "../net/feed.ts"
import type { Records } from "../net/records.ts"
import type { Service } from "../net/service.ts"
import type { Statements } from "./statements.ts"

/** What conversations need from outside. */
export interface World {
  readonly statements: Statements
  readonly records: Records
  readonly exchange: Exchange
  readonly service: Service
  /** Unix milliseconds. */
  readonly now: () => number
  readonly net: () => NetState
  /** A number above that of every outbox record this tab knows. */
  readonly nextOrder: () => number
  /** What is told, sealed, with a visitor's first message. */
  readonly context: () => VisitContext
  /** False while the keys are refused, and until they have been checked: nothing leaves then. */
  readonly mayTalk: () => boolean
  /** Fetches the statements again because a message was signed under newer ones. */
  readonly checkStatements: () => Promise<unknown>
}

/** Why a text could not be taken. It stays in the composer. */
export type SendFailure = "no-keys" | "too-long" | "disk"

export class SendError extends Error {
  override readonly name = "SendError"
  readonly code: SendFailure

  constructor(code: SendFailure, options?: ErrorOptions) {
    super(`message not taken: ${code}`, options)
    this.code = code
  }
}
