import { type Bytes, decodeBase64url } from "@aside/protocol/visitor"
import type { OutboxRecord, RecordKey } from "../../shared/records.ts"
import type { NetState } from "../net/feed.ts"
import { isRecord, jsonFrom } from "../net/service.ts"
import type { SendState } from "../rows.ts"

const REKEY_TYPE = 0x11
const TYPE_AT = 4

/** Whether the bytes are a Rekey rather than an Envelope (spec/protocol.md §1.2). */
export function isRekey(bytes: Uint8Array): boolean {
  return bytes[TYPE_AT] === REKEY_TYPE
}

/** The envelope in an outbox record; undefined for what holds none. */
export function envelopeIn({ kind, body }: OutboxRecord): Bytes | undefined {
  const parsed = jsonFrom(body)
  if (kind === "status" || !isRecord(parsed)) return
  const text = parsed[kind === "open" ? "envelope" : "item"]
  if (typeof text !== "string") return
  const bytes = decodeBase64url(text)
  return isRekey(bytes) ? undefined : bytes
}

/** Own messages that the service has not taken yet, by outbox key. */
export class Pending {
  readonly #waiting = new Map<string, { readonly hash: string; readonly hasFailed: boolean }>()

  set(key: RecordKey, hash: string, hasFailed: boolean): void {
    this.#waiting.set(JSON.stringify(key), { hash, hasFailed })
  }

  has(key: RecordKey): boolean {
    return this.#waiting.has(JSON.stringify(key))
  }

  /** The outbox record changed: it is through (undefined), or it was refused or is tried again. */
  update(key: RecordKey, record: OutboxRecord | undefined): void {
    const name = JSON.stringify(key)
    const known = this.#waiting.get(name)
    if (known === undefined) return
    if (record === undefined) this.#waiting.delete(name)
    else this.#waiting.set(name, { ...known, hasFailed: record.failed !== undefined })
  }

  /** The state of each waiting message, by the hash of its envelope in hex. */
  states(net: NetState): Map<string, SendState> {
    const waiting: SendState = net === "offline" ? "queued" : "sending"
    return new Map(
      [...this.#waiting.values()].map(({ hash, hasFailed }) => [
        hash,
        hasFailed ? "failed" : waiting,
      ]),
    )
  }
}
