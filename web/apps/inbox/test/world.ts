import {
  accept,
  agentIdentity,
  agentView,
  type Body,
  type CreatedWorkspace,
  createWorkspace,
  encodeConversationId,
  importAgentKeys,
  LaneTracker,
  NO_FLOORS,
  RosterBook,
  Sender,
  VisitorSession,
} from "@aside/protocol"
import { ConversationCore } from "../src/desk/conversation-core.ts"
import type { MemberState } from "../src/desk/member-state.ts"
import type { StoredChange } from "../src/local/records.ts"
import { memoryDatabase } from "./memory-database.ts"

export const NOW = Date.now()

/** A workspace, made once: its password takes a second. */
export async function makeWorkspace(): Promise<CreatedWorkspace> {
  return createWorkspace({
    email: "mara@hemwood.example",
    password: "correct horse battery",
    ownerName: "Mara",
    name: "Hemwood",
    accent: Uint8Array.of(20, 101, 90),
    texts: [],
    origins: [],
    now: NOW,
  })
}

async function makeMember(workspace: CreatedWorkspace, rosters: RosterBook): Promise<MemberState> {
  const { wid, mid, sigPk, kemHash, content, epoch } = workspace
  const { sigSeed, kemSeed } = content
  const keys = await importAgentKeys({
    wid,
    mid,
    sigPk,
    kemHash,
    sigSeed,
    kemSeed,
    epochs: [epoch],
  })
  const member = {
    mid,
    rosters,
    identity: agentIdentity(keys),
    sessions: agentView(keys, rosters),
    isRetired: () => false,
  }
  return member as unknown as MemberState
}

/** A visitor with a session, and the inbox's side of the same conversation. */
export async function makeWorld(workspace: CreatedWorkspace) {
  const accepted = await accept(workspace.wid, workspace.bundle, NO_FLOORS, NOW)
  const rosters = new RosterBook()
  rosters.add(accepted.roster, accepted.rosterHash)
  const visitor = await VisitorSession.create(accepted, NOW)
  const tracker = new LaneTracker()
  const identity = { kind: "visitor", id: visitor.senderId, sign: visitor.sign } as const
  const sender = new Sender(visitor.session, identity, tracker)
  const id = encodeConversationId(visitor.session.sid)
  const member = await makeMember(workspace, rosters)
  const database = memoryDatabase()
  const around = { database, member, refreshStatements: async () => undefined }
  const makeCore = (): ConversationCore => new ConversationCore(id, around)
  let seq = 0
  const change = (
    item: Uint8Array<ArrayBuffer>,
    kind: "hello" | "item" = "item",
    age = 0,
  ): StoredChange => {
    seq += 1
    const when = NOW - age
    return { rev: seq, conversation: id, seq, kind, at: when, receivedAt: when, item }
  }
  const say = async (text: string): Promise<Uint8Array<ArrayBuffer>> => {
    const body: Body = { kind: "text", text }
    return (await sender.message(body, { rosterN: accepted.roster.n, now: NOW }, 1e6)).bytes
  }
  const hello = change(visitor.session.hello, "hello")
  return { accepted, change, database, hello, id, makeCore, say, sender, tracker, visitor }
}
