import type { Bytes } from "./bytes.ts"
import { hex } from "./bytes.ts"
import type { MemberLookup } from "./messages.ts"
import { findMember, isAdmin, type Member, type Roster } from "./objects/roster.ts"

/** The rosters that a party has accepted, by number and by hash (`spec/protocol.md §4.7`). */
export class RosterBook implements MemberLookup {
  readonly #byNumber = new Map<number, Roster>()
  readonly #numberByHash = new Map<string, number>()
  #newest = 0

  /** Adds an accepted roster with its hash. Add nothing that acceptance refused. */
  add(roster: Roster, hash: Bytes): void {
    this.#byNumber.set(roster.n, roster)
    this.#numberByHash.set(hex(hash), roster.n)
    this.#newest = Math.max(this.#newest, roster.n)
  }

  /** Number of the newest roster; 0 if there is none. */
  get newest(): number {
    return this.#newest
  }

  /** Number of the accepted roster with this hash. */
  rosterNumber(hash: Bytes): number | undefined {
    return this.#numberByHash.get(hex(hash))
  }

  /** The member on the roster of this number, or on the newest if that one is not kept. */
  member(mid: Bytes, rosterN: number): Member | undefined {
    const roster = this.#byNumber.get(rosterN) ?? this.#byNumber.get(this.#newest)
    return roster && findMember(roster, mid)
  }

  sigPk(mid: Bytes, rosterN: number): Bytes | undefined {
    return this.member(mid, rosterN)?.sigPk
  }

  /** Signature key of an owner or admin on any accepted roster, the newest first. */
  adminKey(mid: Bytes): Bytes | undefined {
    const rosters = [...this.#byNumber.values()].sort((a, b) => b.n - a.n)
    const roster = rosters.find((candidate) => isAdmin(candidate, mid))
    return roster && findMember(roster, mid)?.sigPk
  }
}
