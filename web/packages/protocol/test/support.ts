import { type Accepted, accept, NO_FLOORS } from "../src/accept.ts"
import { type AgentKeys, agentView, importAgentKeys } from "../src/agent-keys.ts"
import type { AgentView } from "../src/agent-session.ts"
import { RosterBook } from "../src/roster-book.ts"
import { type CreatedWorkspace, createWorkspace } from "../src/workspace.ts"

export const NOW = 1_800_000_000_000

/** A workspace, what a visitor accepts of it, and its owner's keys. */
export type World = {
  readonly made: CreatedWorkspace
  readonly accepted: Accepted
  readonly keys: AgentKeys
  readonly rosters: RosterBook
  readonly view: AgentView
}

export async function makeWorld(): Promise<World> {
  const made = await createWorkspace({
    email: " Ada@Example.com ",
    password: "correct horse",
    ownerName: "Ada",
    name: "Acme",
    accent: Uint8Array.of(10, 20, 30),
    texts: [{ locale: "en", greeting: "Hello", replyHint: "We answer within a day" }],
    origins: ["https://shop.example"],
    now: NOW,
  })
  const accepted = await accept(made.wid, made.bundle, NO_FLOORS, NOW)
  const keys = await importAgentKeys({
    ...{ wid: made.wid, mid: made.mid, sigPk: made.sigPk, kemHash: made.kemHash },
    ...{ sigSeed: made.content.sigSeed, kemSeed: made.content.kemSeed, epochs: [made.epoch] },
  })
  const rosters = new RosterBook()
  rosters.add(accepted.roster, accepted.rosterHash)
  return { made, accepted, keys, rosters, view: agentView(keys, rosters) }
}
