/** What the inbox needs beside `./visitor.ts` to read and answer: keys at rest, epochs, sessions. */
export {
  type AgentKeys,
  agentIdentity,
  agentView,
  importAgentKeys,
  loadAgentKeys,
  type StoredAgentKeys,
  storeAgentKeys,
  storeEpoch,
} from "./agent-keys.ts"
export {
  type AgentEpoch,
  type AgentView,
  applyRekey,
  needsEpochUpdate,
  openHello,
  type RekeyVerdict,
  resumeAgentSession,
  type StoredAgentSession,
  storeAgentSession,
} from "./agent-session.ts"
export {
  type AdminLookup,
  type EpochSecret,
  type EpochSigner,
  type MadeEpoch,
  makeEpoch,
  type NewEpoch,
  openWrap,
  type WrapOpener,
} from "./epochs.ts"
export { acceptHistory, type Hashed, type History } from "./history.ts"
export { type AppearanceFields, appearanceHash, signAppearance } from "./objects/appearance.ts"
export { type Hello, parseHello } from "./objects/hello.ts"
export { type RosterFields, rosterHash, signRoster } from "./objects/roster.ts"
