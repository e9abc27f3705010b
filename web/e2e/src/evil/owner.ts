import {
  type Connection,
  createChallenge,
  publishEpoch,
  putAccountBlob,
  type Release,
  readRelease,
  request,
  type SignedIn,
} from "@aside/api"
import {
  type Accepted,
  type AgentKeys,
  accept,
  agentIdentity,
  type Bundle,
  type CreatedWorkspace,
  createWorkspace,
  decodeBase64url,
  deriveRootWrapKey,
  encodeBase64url,
  encodeWorkspaceId,
  type Floors,
  importAgentKeys,
  makeEpoch,
  NO_FLOORS,
  openRoot,
  PASSWORD,
  RosterBook,
  type RosterFields,
  rosterHash,
  type SenderIdentity,
  sealAccount,
  signLogin,
  signRoster,
} from "@aside/protocol"
import {
  DAY,
  type EpochFields,
  epochHash,
  type SigningPair,
  signEpoch,
} from "@aside/protocol/parts"
import { type Account, newPerson, type Person } from "../pages/inbox.ts"
import type { LyingService } from "./lying-service.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** What an epoch or roster is changed in before it is signed. */
type Change<T> = Partial<T>

/**
 * An honest owner who runs a program of his own: a workspace of the real service, its real keys,
 * and a way to the service that nobody lies on.
 */
export class Owner {
  readonly person: Person
  readonly created: CreatedWorkspace
  /** To the real service, past the lying one. */
  readonly connection: Connection
  readonly workspaceId: string
  readonly release: Release
  readonly rosters = new RosterBook()
  readonly #origin: string
  #root: Promise<SigningPair> | undefined
  #keys: AgentKeys
  #accepted: Accepted

  private constructor(
    known: Pick<Owner, "person" | "created" | "connection" | "workspaceId" | "release">,
    origin: string,
    keys: AgentKeys,
    accepted: Accepted,
  ) {
    this.person = known.person
    this.created = known.created
    this.connection = known.connection
    this.workspaceId = known.workspaceId
    this.release = known.release
    this.#origin = origin
    this.#keys = keys
    this.#accepted = accepted
    this.rosters.add(accepted.roster, accepted.rosterHash)
  }

  /** Signs up at the real service as a native client. */
  static async signUp(service: LyingService, person: Person = newPerson()): Promise<Owner> {
    const created = await createWorkspace({
      ...{ email: person.email, password: person.password, ownerName: person.name },
      ...{ name: person.workspace, accent: Uint8Array.of(20, 101, 90), origins: [] },
      texts: [{ locale: "en", greeting: "Hello!", replyHint: "We answer soon" }],
      now: Date.now(),
    })
    const token = await postSignUp(service, person, created)
    const connection = { base: service.truth, token }
    const { wid, mid, sigPk, kemHash, content, bundle } = created
    const { sigSeed, kemSeed } = content
    const epochs = [created.epoch]
    const keys = await importAgentKeys({ wid, mid, sigPk, kemHash, sigSeed, kemSeed, epochs })
    const accepted = await accept(wid, bundle, NO_FLOORS, Date.now())
    const release = await readRelease(connection)
    const workspaceId = await encodeWorkspaceId(wid)
    const known = { person, created, connection, workspaceId, release }
    return new Owner(known, service.origin, keys, accepted)
  }

  get keys(): AgentKeys {
    return this.#keys
  }

  /** The statements that the owner has published last. */
  get bundle(): Bundle {
    return this.#accepted.bundle
  }

  get accepted(): Accepted {
    return this.#accepted
  }

  get identity(): SenderIdentity {
    return agentIdentity(this.#keys)
  }

  /** The tag for the site. `attributes` come after those that the inbox writes. */
  snippet(attributes = ""): string {
    const { loader_url, loader_integrity } = this.release
    const url = new URL(loader_url, this.#origin).href
    return `<script async src="${url}" integrity="${loader_integrity}" crossorigin="anonymous" data-workspace="${this.workspaceId}" ${attributes}></script>`
  }

  /** What the owner types into an inbox. */
  get account(): Account {
    const { person, created, workspaceId } = this
    return { ...person, secretKey: created.kit.secretKey, snippet: this.snippet(), workspaceId }
  }

  /** A roster signed by the root: the accepted one with these changes. */
  async signRoster(change: Change<RosterFields>): Promise<Bytes> {
    this.#root ??= this.#openRoot()
    return signRoster({ ...this.#accepted.roster, ...change }, (await this.#root).sign)
  }

  /** Takes as long as a sign-in. */
  async #openRoot(): Promise<SigningPair> {
    const { secretKey, rootBlob } = this.created
    return openRoot(rootBlob, await deriveRootWrapKey({ ...this.person, secretKey }))
  }

  /** An epoch certificate signed by the owner: the accepted one with these changes. */
  signEpoch(change: Change<EpochFields>): Promise<Bytes> {
    return signEpoch({ ...this.#accepted.epoch, ...change }, this.#keys.sign)
  }

  /** The next roster, saying the same, with this `min_epoch`. */
  async nextRoster(minEpoch: number): Promise<Bytes> {
    const { roster, rosterHash: prev } = this.#accepted
    return this.signRoster({ n: roster.n + 1, prev, minEpoch, created: Date.now() })
  }

  /** Publishes the next epoch, and with `withRoster` the next roster that allows no older one. */
  async rotate(withRoster = false): Promise<void> {
    const { epoch, epochHash: prev } = this.#accepted
    const { wid, mid, content, kemPk } = this.created
    const eid = epoch.eid + 1
    const rosterBytes = withRoster ? await this.nextRoster(eid) : this.#rosterBytes
    const n = this.#accepted.roster.n + (withRoster ? 1 : 0)
    const roster = { ...this.#accepted.roster, n, minEpoch: withRoster ? eid : 0 }
    const made = await makeEpoch(
      {
        ...{ wid, eid, prev, roster, rosterHash: await rosterHash(rosterBytes) },
        ...{ kemPks: [kemPk], recKemPk: content.recKemPk, now: Date.now() },
      },
      { mid, sign: this.#keys.sign },
    )
    await publishEpoch(this.connection, {
      epoch: encodeBase64url(made.epoch),
      wraps: made.wraps.map(encodeBase64url),
      ...(withRoster && { roster: encodeBase64url(rosterBytes) }),
    })
    this.#keys = { ...this.#keys, epochs: [...this.#keys.epochs, made.secret] }
    await this.#take({ ...this.bundle, roster: rosterBytes, epoch: made.epoch })
  }

  /** Writes the account's next version, which carries the floors of what the owner has published. */
  async publishFloors(): Promise<Bytes> {
    const { wid, mid, content, account } = this.created
    const method = { ...PASSWORD, key: account.wrapKey }
    const floors: Floors = this.#accepted.floors
    const blob = await sealAccount({ wid, mid, n: 2 }, { ...content, floors }, [method])
    await putAccountBlob(this.connection, encodeBase64url(blob))
    return blob
  }

  get #rosterBytes(): Bytes {
    return this.bundle.roster ?? new Uint8Array()
  }

  async #take(bundle: Bundle): Promise<void> {
    const { wid, floors } = this.#accepted
    this.#accepted = await accept(wid, bundle, floors, Date.now(), this.bundle)
    this.rosters.add(this.#accepted.roster, this.#accepted.rosterHash)
  }

  /** A certificate that has run out: true in everything but its time. */
  async expiredEpoch(): Promise<Bytes> {
    const created = Date.now() - 40 * DAY
    return this.signEpoch({ created, notAfter: created + 30 * DAY })
  }

  /** A roster that allows epochs of a week, and a certificate under it that is ten days old and says it holds longer. */
  async overlongEpoch(): Promise<Record<"roster" | "epoch", Bytes>> {
    const roster = await this.signRoster({ epochMaxDays: 7 })
    const created = Date.now() - 10 * DAY
    const notAfter = created + 30 * DAY
    const epoch = await this.signEpoch({ created, notAfter, rosterHash: await rosterHash(roster) })
    return { roster, epoch }
  }

  /** Another epoch of the same number, as only the owner could make one. */
  async secondEpoch(): Promise<Bytes> {
    return this.signEpoch({ created: this.#accepted.epoch.created + 1 })
  }

  /** The hash of the epoch certificate in force. */
  epochHash(): Promise<Bytes> {
    return epochHash(this.bundle.epoch ?? new Uint8Array())
  }
}

async function postSignUp(
  service: LyingService,
  { email }: Person,
  created: CreatedWorkspace,
): Promise<string> {
  const connection = { base: service.truth }
  const { challenge } = await createChallenge(connection, email)
  const time = Date.now()
  const answer = { origin: service.origin, challenge: decodeBase64url(challenge), time }
  const signature = await signLogin(created.account.auth.sign, answer, "sign-up")
  const { genesis, roster, epoch, appearance } = created.bundle
  const { accountBlob, rootBlob, kemPk, wraps } = created
  const bytes = { genesis, roster, epoch, appearance }
  const sealed = { account_blob: accountBlob, root_blob: rootBlob, kem_pk: kemPk, signature }
  const body = {
    ...{ email, challenge, time, device_name: "A program", client: "native" },
    ...inText({ ...bytes, ...sealed, auth_pk: created.account.auth.pk }),
    wraps: wraps.map(encodeBase64url),
  }
  const signedIn = await request<SignedIn>(connection, "/v1/workspaces", { method: "POST", body })
  return signedIn.token ?? ""
}

/** Every field that is there as base64url. */
export function inText(fields: {
  readonly [name: string]: Bytes | undefined
}): Record<string, string> {
  const entries = Object.entries(fields).filter((entry): entry is [string, Bytes] => !!entry[1])
  return Object.fromEntries(entries.map(([name, bytes]) => [name, encodeBase64url(bytes)]))
}
