import { publishEpoch, putAppearance, readStatements } from "@aside/api"
import {
  type AgentKeys,
  type AgentView,
  agentIdentity,
  agentView,
  appearanceHash,
  type Bytes,
  decodeBase64url,
  encodeBase64url,
  encodeMemberId,
  equalBytes,
  type Floors,
  loadAgentKeys,
  makeEpoch,
  NO_FLOORS,
  type RosterBook,
  raiseFloors,
  type SenderIdentity,
  sameFloors,
  signAppearance,
  storeEpoch,
} from "@aside/protocol"
import { type ReadonlySignal, type Signal, signal } from "@preact/signals"
import { FIRST_LOOK, type Look } from "../account/look.ts"
import { connection } from "../connection.ts"
import { colorBytes, hexColor } from "../entry/accent.ts"
import type { Database } from "../local/database.ts"
import type { MemberRecord, StatementBytes } from "../local/records.ts"
import {
  acceptStatements,
  type MemberStatements,
  openEpochs,
  statementBytes,
  withAccepted,
} from "../statements/accept-statements.ts"
import type { WorkspaceView } from "./desk.ts"

/** The next epoch is made this long before the one in force ends, in milliseconds. */
const EPOCH_ENDING_MS = 14 * 86_400_000

function viewOf(record: MemberRecord, { accepted }: MemberStatements): WorkspaceView {
  const { roster, epoch, appearance } = accepted
  const texts = appearance?.texts[0]
  return {
    id: record.workspace,
    name: appearance?.name ?? "",
    look: {
      accent: appearance === null ? FIRST_LOOK.accent : hexColor(appearance.accent),
      greeting: texts?.greeting ?? "",
      replyHint: texts?.replyHint ?? "",
    },
    members: roster.members.map(({ mid, role }) => ({
      id: encodeMemberId(mid),
      role,
      self: equalBytes(mid, record.keys.mid),
    })),
    epoch: { number: epoch.eid, created: epoch.created, notAfter: epoch.notAfter },
    rosterNumber: roster.n,
  }
}

/** The signed-in member: keys, accepted statements, and how they are renewed. */
export class MemberState {
  readonly #database: Database
  readonly #view: Signal<WorkspaceView>
  #record: MemberRecord
  #keys: AgentKeys
  #statements: MemberStatements
  #queue: Promise<unknown> = Promise.resolve()

  private constructor(
    database: Database,
    record: MemberRecord,
    keys: AgentKeys,
    statements: MemberStatements,
  ) {
    this.#database = database
    this.#record = record
    this.#keys = keys
    this.#statements = statements
    this.#view = signal(viewOf(record, statements))
  }

  /** Brings a stored member back without the network. @throws UnopenableError, StatementError */
  static async load(database: Database, record: MemberRecord): Promise<MemberState> {
    const keys = await loadAgentKeys(record.keys)
    const known = { wid: keys.wid, floors: record.floors, now: record.acceptedAt }
    return new MemberState(database, record, keys, await acceptStatements(record.statements, known))
  }

  get view(): ReadonlySignal<WorkspaceView> {
    return this.#view
  }

  get email(): string {
    return this.#record.email
  }

  get name(): string {
    return this.#record.name
  }

  get mid(): Bytes {
    return this.#keys.mid
  }

  get rosters(): RosterBook {
    return this.#statements.rosters
  }

  get identity(): SenderIdentity {
    return agentIdentity(this.#keys)
  }

  get sessions(): AgentView {
    return agentView(this.#keys, this.rosters)
  }

  /** The statements in force as a visitor would need them to catch up. */
  get update(): { readonly roster: Bytes; readonly epoch: Bytes } {
    const { roster, epoch } = this.#statements.accepted.bundle
    return { roster: roster ?? new Uint8Array(), epoch: epoch ?? new Uint8Array() }
  }

  /** Whether nothing but an epoch update may be sent under this epoch (spec/protocol.md §5.3). */
  isRetired(epochHash: Bytes): boolean {
    const epoch = this.#statements.history.epochs.find(({ hash }) => equalBytes(hash, epochHash))
    return epoch === undefined || epoch.value.eid < this.#statements.accepted.roster.minEpoch
  }

  /** Fetches and accepts statements. @throws ApiError; StatementError if they are not this workspace's */
  refresh(now: number): Promise<void> {
    const done = this.#queue.then(() => this.#refresh(now))
    this.#queue = done.catch(() => undefined)
    return done
  }

  /** Floors as any tab has stored them, looked up before the service is asked. */
  async #knownFloors(): Promise<Floors> {
    const stored = await this.#database.get("member", "member")
    return stored === undefined
      ? this.#record.floors
      : raiseFloors(this.#record.floors, stored.floors)
  }

  async #refresh(now: number): Promise<void> {
    const floors = await this.#knownFloors()
    const wire = await readStatements(connection)
    const bytes = withAccepted(statementBytes(wire), this.#record.statements)
    const { keys: stored } = this.#record
    const held = this.#statements.accepted
    const known = { wid: this.#keys.wid, floors, now: this.#timeFor(bytes, now), held }
    const statements = await acceptStatements(bytes, known)
    const fresh = await openEpochs(statements, wire.wraps, this.#keys)
    let keys = stored
    for (const epoch of fresh) keys = await storeEpoch(keys, epoch)
    const accepted = statements.accepted.floors
    const record = { ...this.#record, keys, floors: accepted, statements: bytes, acceptedAt: now }
    // Another tab was shown newer ones meanwhile: these are judged again by what it has seen.
    if (!(await this.#keep(record))) return this.#refresh(now)
    this.#record = record
    await this.#raiseDeviceFloors()
    this.#keys = { ...this.#keys, epochs: [...this.#keys.epochs, ...fresh] }
    this.#statements = statements
    this.#view.value = viewOf(this.#record, statements)
  }

  /**
   * When to judge statements at. The epoch this device has accepted may run out under it, which must not keep its
   * owner from making the next; an epoch that is news has to be valid now.
   */
  #timeFor(bytes: StatementBytes, now: number): number {
    const held = this.#statements.accepted.bundle.epoch
    const offered = bytes.epochs.at(-1)
    const same = held !== undefined && offered !== undefined && equalBytes(held, offered)
    return same ? Math.min(now, this.#statements.accepted.epoch.notAfter) : now
  }

  /** Whether this member should make the next epoch now. `now` in Unix milliseconds. */
  isEpochEnding(now: number): boolean {
    const { epoch, roster } = this.#statements.accepted
    const role = roster.members.find(({ mid }) => equalBytes(mid, this.#keys.mid))?.role
    return (role === "owner" || role === "admin") && epoch.notAfter - now < EPOCH_ENDING_MS
  }

  /**
   * Stores the record; false if that would lower a floor that another tab has stored. After another
   * tab signed out there is none, and none comes back.
   */
  async #keep(record: MemberRecord): Promise<boolean> {
    const transaction = this.#database.transaction("member", "readwrite")
    const stored = await transaction.store.get("member")
    const floors = raiseFloors(record.floors, stored?.floors ?? NO_FLOORS)
    const isNewest = sameFloors(floors, record.floors)
    if (stored !== undefined && isNewest) await transaction.store.put(record, "member")
    await transaction.done
    return isNewest
  }

  async #raiseDeviceFloors(): Promise<void> {
    const transaction = this.#database.transaction("device", "readwrite")
    const device = await transaction.store.get("device")
    if (device !== undefined) {
      const floors = raiseFloors(device.floors, this.#record.floors)
      await transaction.store.put({ ...device, floors }, "device")
    }
    await transaction.done
  }

  /** Makes and publishes the next epoch. @throws ApiError `stale_statement` if another device was faster */
  async rotate(now: number): Promise<void> {
    const { roster, rosterHash, epoch, epochHash } = this.#statements.accepted
    const { members } = await readStatements(connection)
    const { wid, mid, sign } = this.#keys
    const plan = {
      ...{ wid, eid: epoch.eid + 1, prev: epochHash, roster, rosterHash, now },
      kemPks: members.map(({ kem_pk }) => decodeBase64url(kem_pk)),
      recKemPk: this.#record.recKemPk,
    }
    const made = await makeEpoch(plan, { mid, sign })
    const wraps = made.wraps.map(encodeBase64url)
    await publishEpoch(connection, { epoch: encodeBase64url(made.epoch), wraps })
    await this.refresh(now)
  }

  /** Signs and publishes a new look. @throws ApiError */
  async publishLook(look: Look, now: number): Promise<void> {
    const { appearance, bundle } = this.#statements.accepted
    if (appearance === null || bundle.appearance === undefined) return
    const { mid, sign } = this.#keys
    const fields = {
      ...appearance,
      n: appearance.n + 1,
      prev: await appearanceHash(bundle.appearance),
      created: now,
      accent: colorBytes(look.accent),
      texts: [
        {
          locale: "en",
          greeting: look.greeting.normalize("NFC"),
          replyHint: look.replyHint.normalize("NFC"),
        },
      ],
      signer: mid,
    }
    await putAppearance(connection, encodeBase64url(await signAppearance(fields, sign)))
    await this.refresh(now)
  }
}
