import type { ConversationRecord, Entry, OutboxRecord } from "../../shared/records.ts"
import type { Records } from "./records.ts"
import { backoff, isRecord, LATER, type Service } from "./service.ts"

/** Sends the outbox in order, one request at a time, until it is empty. Only the leading tab runs one. */
export interface Outbox {
  /** There may be something to send, or a better moment to try. */
  poke(): void
}

/** `settled` gets each record that is done with, as its removal, or that was taken or refused, with that in it. */
export function startOutbox(
  service: Service,
  records: Records,
  mayTalk: () => boolean,
  settled: (entry: Entry) => Promise<unknown>,
  stalled: (is: boolean) => void,
): Outbox {
  let failures = 0
  let isBusy = false
  let isAskedAgain = false
  let timer: ReturnType<typeof setTimeout> | undefined

  /** False when nothing came back and the rest has to wait. */
  const deliver = async (entry: Entry): Promise<boolean> => {
    const [key, value] = entry
    const record = value as OutboxRecord
    const { conversation, kind, body } = record
    const found = (await records.read("c", conversation))[0]?.[1]
    // A conversation that was erased meanwhile takes its outbox with it.
    const { token } = (found ?? {}) as Partial<ConversationRecord>
    const sent = token && (await service.send({ kind, conversation, token, body }))
    if (!sent) await settled([key, undefined])
    else if ("body" in sent) await settled([key, takenAs(record, sent.body)])
    else if (sent.code === LATER) return false
    else await settled([key, { ...record, failed: sent.code }])
    return true
  }
  const drain = async (): Promise<void> => {
    const waiting = (await records.read("o")).filter(([, value]) => isWaiting(value))
    for (const entry of waiting) {
      if (!mayTalk()) return
      if (!(await deliver(entry))) {
        stalled(true)
        timer = setTimeout(poke, backoff(failures))
        failures += 1
        return
      }
      failures = 0
      stalled(false)
    }
  }
  const poke = (): void => {
    clearTimeout(timer)
    isAskedAgain = isBusy
    if (isBusy) return
    isBusy = true
    const free = (): void => {
      isBusy = false
      if (isAskedAgain) poke()
    }
    drain().then(free, free)
  }
  return { poke }
}

function isWaiting(value: unknown): boolean {
  const { failed, taken } = value as OutboxRecord
  return failed === undefined && taken === undefined
}

/** A taken record, with the position that the service's answer names if it names one. */
function takenAs(record: OutboxRecord, answer: unknown): OutboxRecord | undefined {
  if (record.kind === "status") return undefined
  const seq = isRecord(answer) ? Number(answer.seq) : 0
  return { ...record, taken: Number.isSafeInteger(seq) && seq > 0 ? seq : 0 }
}
