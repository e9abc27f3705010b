import {
  type Accepted,
  accept,
  type Bundle,
  type Bytes,
  decodeBase64url,
  type EpochUpdateBody,
  type Floors,
  NO_FLOORS,
  type Roster,
  RosterBook,
  raiseFloors,
  StatementError,
  type StatementFailure,
  sameFloors,
} from "@aside/protocol/visitor"
import type { Entry } from "../../shared/records.ts"
import { isRecord } from "../net/service.ts"

/** Rosters kept for checking older messages. */
const ROSTERS_KEPT = 16
const KEY = ["s"] as const

/** What is stored: the last accepted bundle, the floors, and the rosters that older messages were signed under. */
interface StatementsRecord {
  readonly floors: Floors
  readonly bundle: Bundle
  readonly rosters: readonly { readonly roster: Roster; readonly hash: Bytes }[]
}

/** The workspace's statements as this browser has accepted them (spec/protocol.md §4.7). */
export class Statements {
  readonly book: RosterBook = new RosterBook()
  readonly #wid: Bytes
  readonly #save: (entries: readonly Entry[]) => Promise<unknown>
  #record: StatementsRecord | undefined
  #floors: Floors
  #accepted: Accepted | undefined
  #queue: Promise<unknown> = Promise.resolve()

  constructor(
    wid: Bytes,
    stored: unknown,
    minRoster: number,
    save: (entries: readonly Entry[]) => Promise<unknown>,
  ) {
    this.#wid = wid
    this.#save = save
    this.#record = stored as StatementsRecord | undefined
    const floors = this.#record?.floors ?? NO_FLOORS
    this.#floors = { ...floors, roster: Math.max(floors.roster, minRoster) }
    for (const { roster, hash } of this.#record?.rosters ?? []) this.book.add(roster, hash)
  }

  get accepted(): Accepted | undefined {
    return this.#accepted
  }

  /** Accepts what was stored; false if there is nothing or it is too old by now. */
  async recall(now: number): Promise<boolean> {
    if (this.#record === undefined) return false
    try {
      this.#accepted = await accept(this.#wid, this.#record.bundle, this.#floors, now)
      return true
    } catch {
      return false
    }
  }

  /**
   * Accepts a bundle and stores its floors before anything is done under it.
   * @throws StatementError if it is refused
   */
  take(bundle: Bundle, now: number): Promise<Accepted> {
    return this.#inTurn(() => this.#take(bundle, now))
  }

  async #take(bundle: Bundle, now: number): Promise<Accepted> {
    const accepted = await accept(this.#wid, bundle, this.#floors, now, this.#record?.bundle)
    const { roster, rosterHash: hash, floors } = accepted
    const others = (this.#record?.rosters ?? []).filter((kept) => kept.roster.n !== roster.n)
    const rosters = [...others, { roster, hash }].slice(-ROSTERS_KEPT)
    this.#floors = raiseFloors(floors, this.#floors)
    this.#record = { floors: this.#floors, bundle: accepted.bundle, rosters }
    // A full disk loses the floors for later visits, not for this one.
    await this.#save([[KEY, this.#record]]).catch(() => false)
    this.book.add(roster, hash)
    this.#accepted = accepted
    return accepted
  }

  /** Accepts the statements that an agent sent inside a message (§6.3). */
  takeUpdate({ roster, epoch }: EpochUpdateBody, now: number): Promise<Accepted> {
    return this.#inTurn(async () => {
      const bundle = this.#record?.bundle
      if (bundle === undefined) throw new StatementError("incomplete")
      return this.#take({ ...bundle, roster, epoch }, now)
    })
  }

  /**
   * Another tab accepted and stored statements. No floor falls by that: the service may have shown
   * the two tabs different ones, and the lower may have been stored last.
   */
  adopt(stored: unknown, now: number): Promise<void> {
    return this.#inTurn(() => this.#adopt(stored as StatementsRecord, now))
  }

  async #adopt(record: StatementsRecord, now: number): Promise<void> {
    const floors = raiseFloors(record.floors, this.#floors)
    const isBehind = !sameFloors(floors, record.floors)
    this.#floors = floors
    try {
      this.#accepted = await accept(this.#wid, record.bundle, floors, now, this.#record?.bundle)
      this.#record = { ...record, floors }
      for (const { roster, hash } of record.rosters) this.book.add(roster, hash)
    } catch {
      if (this.#record !== undefined) this.#record = { ...this.#record, floors }
    }
    if (isBehind) await this.#save([[KEY, this.#record]]).catch(() => false)
  }

  /** Each is judged by what the one before it left, however slow the checks are. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => undefined)
    return done
  }
}

/**
 * The bundle of the service's answer, which may hold anything.
 * @throws StatementError if it is not one
 */
export function bundleFrom(body: unknown): Bundle {
  if (!isRecord(body)) throw new StatementError("malformed")
  const bytes = (value: unknown): Bytes | undefined => {
    if (value === undefined || value === null) return undefined
    if (typeof value !== "string") throw new StatementError("malformed")
    return decodeBase64url(value)
  }
  const { genesis, links, roster, epoch, appearance } = body as Record<keyof Bundle, unknown>
  if (links !== undefined && !Array.isArray(links)) throw new StatementError("malformed")
  return {
    genesis: bytes(genesis),
    links: (links ?? []).map((link: unknown) => bytes(link) ?? new Uint8Array(0)),
    roster: bytes(roster),
    epoch: bytes(epoch),
    appearance: bytes(appearance),
  }
}

/** The code of a refusal; anything else that goes wrong while checking counts as malformed. */
export function refusalCode(error: unknown): StatementFailure {
  return error instanceof StatementError ? error.code : "malformed"
}
