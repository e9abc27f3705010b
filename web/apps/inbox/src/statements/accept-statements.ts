import type { Statements } from "@aside/api"
import {
  type Accepted,
  type AdminLookup,
  type AgentKeys,
  accept,
  acceptHistory,
  type Bytes,
  decodeBase64url,
  type EpochSecret,
  equalBytes,
  type Floors,
  type History,
  openWrap,
  RosterBook,
  StatementError,
} from "@aside/protocol"
import type { StatementBytes } from "../local/records.ts"

/** Statements that hang from the workspace id, with those that came before. */
export interface MemberStatements {
  readonly accepted: Accepted
  readonly history: History
  readonly rosters: RosterBook
}

/**
 * The statements of the service's answer, which may hold anything, as bytes.
 * @throws StatementError `malformed` if it holds no statements
 */
export function statementBytes(wire: Statements): StatementBytes {
  try {
    return bytesOf(wire)
  } catch {
    throw new StatementError("malformed")
  }
}

/** What was accepted stays, although the service may not offer it any more (spec/protocol.md §4.7). */
export function withAccepted(offered: StatementBytes, accepted: StatementBytes): StatementBytes {
  return {
    ...offered,
    rosters: withEarlier(offered.rosters, accepted.rosters),
    epochs: withEarlier(offered.epochs, accepted.epochs),
  }
}

/** The newest must be the service's: without any, nothing is offered. */
function withEarlier(offered: readonly Bytes[], accepted: readonly Bytes[]): readonly Bytes[] {
  if (offered.length === 0) return offered
  const isOffered = (bytes: Bytes) => offered.some((other) => equalBytes(other, bytes))
  return [...accepted.filter((bytes) => !isOffered(bytes)), ...offered]
}

function bytesOf(wire: Statements): StatementBytes {
  const appearance = wire.appearance
  return {
    genesis: decodeBase64url(wire.genesis),
    links: wire.links.map(decodeBase64url),
    rosters: wire.rosters.map(decodeBase64url),
    epochs: wire.epochs.map(decodeBase64url),
    ...(typeof appearance === "string" && { appearance: decodeBase64url(appearance) }),
  }
}

/** What to hold new statements against. */
export interface Known {
  readonly wid: Uint8Array<ArrayBuffer>
  readonly floors: Floors
  /** Unix milliseconds. */
  readonly now: number
  /** The accepted statements until now. */
  readonly held?: Accepted | undefined
}

/** Accepts statements for a member (spec/protocol.md §4.7). @throws StatementError */
export async function acceptStatements(
  bytes: StatementBytes,
  known: Known,
): Promise<MemberStatements> {
  const bundle = {
    genesis: bytes.genesis,
    links: bytes.links,
    roster: bytes.rosters.at(-1),
    epoch: bytes.epochs.at(-1),
    appearance: bytes.appearance,
  }
  const accepted = await accept(
    known.wid,
    bundle,
    known.floors,
    known.now,
    known.held?.bundle ?? {},
  )
  const history = await acceptHistory(accepted, bytes)
  const rosters = new RosterBook()
  for (const { value, hash } of history.rosters) rosters.add(value, hash)
  return { accepted, history, rosters }
}

/** Finds the key of somebody who was an owner or admin on any accepted roster. */
function adminLookup(history: History): AdminLookup {
  const admins = history.rosters.flatMap(({ value }) => {
    return value.members.filter(({ role }) => role === "owner" || role === "admin")
  })
  return { adminKey: (mid) => admins.find((admin) => equalBytes(admin.mid, mid))?.sigPk }
}

/** Opens the secrets of accepted epochs that `keys` lacks. A wrap that does not open is left out. */
export async function openEpochs(
  statements: MemberStatements,
  wraps: readonly string[],
  keys: Pick<AgentKeys, "mid" | "kemSeed" | "kemHash" | "epochs">,
): Promise<EpochSecret[]> {
  const admins = adminLookup(statements.history)
  const wanted = statements.history.epochs.filter(({ hash }) => {
    return !keys.epochs.some((epoch) => equalBytes(epoch.hash, hash))
  })
  const opened: EpochSecret[] = []
  for (const { value, hash } of wanted) {
    for (const wrap of wraps) {
      const secret = await openWrap(decodeBase64url(wrap), value, hash, keys, admins).catch(
        () => undefined,
      )
      if (secret !== undefined) opened.push(secret)
    }
  }
  return opened
}
