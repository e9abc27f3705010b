import { type Bytes, decodeBase64url, equalBytes, hex } from "@aside/protocol/visitor"
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

/** An own message in the outbox. */
interface Waiting {
  readonly key: RecordKey
  readonly hash: Bytes
  readonly record: Pick<OutboxRecord, "failed" | "taken">
}

/** Own messages that have not come back from the service yet, by outbox key. */
export class Pending {
  readonly #waiting = new Map<string, Waiting>()

  set(key: RecordKey, hash: Bytes, record: Waiting["record"]): void {
    this.#waiting.set(JSON.stringify(key), { key, hash, record })
  }

  find(key: RecordKey): Waiting | undefined {
    return this.#waiting.get(JSON.stringify(key))
  }

  findHash(hash: Bytes): Waiting | undefined {
    return [...this.#waiting.values()].find((each) => equalBytes(each.hash, hash))
  }

  /** The outbox record changed: it is gone (undefined), was taken or refused, or is tried again. */
  update(key: RecordKey, record: OutboxRecord | undefined): void {
    const known = this.find(key)
    if (record === undefined) this.#waiting.delete(JSON.stringify(key))
    else if (known !== undefined) this.set(key, known.hash, record)
  }

  /** The state of each waiting message, by the hash of its envelope in hex. */
  states(net: NetState): Map<string, SendState> {
    const waiting: SendState = net === "offline" ? "queued" : "sending"
    return new Map(
      [...this.#waiting.values()].flatMap(({ hash, record: { failed, taken } }) =>
        taken === undefined ? [[hex(hash), failed === undefined ? waiting : "failed"]] : [],
      ),
    )
  }
}
