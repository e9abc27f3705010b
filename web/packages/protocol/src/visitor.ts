/**
 * What the visitor's frame needs: accept statements, open and resume a session, send and receive.
 * Nothing here touches accounts or long-lived keys of agents.
 */
export {
  type Accepted,
  accept,
  type Bundle,
  type Floors,
  hasExpired,
  NO_FLOORS,
} from "./accept.ts"
export { decodeBase64url, encodeBase64url } from "./base64url.ts"
export {
  type Body,
  bodyOf,
  decodeBody,
  type EpochUpdateBody,
  encodeBody,
  type ReceiptBody,
  type TextBody,
  type TypingBody,
  type UnknownBody,
  type VisitContext,
} from "./bodies.ts"
export { type Bytes, equalBytes, hex, randomBytes } from "./bytes.ts"
export { StatementError, type StatementFailure, UnopenableError } from "./errors.ts"
export { raiseFloors, sameFloors } from "./floors.ts"
export type { Head, Inner, SenderKind } from "./inner.ts"
export type { LaneMessage, LaneVerdict, MissingRange } from "./lane.ts"
export {
  type Delivery,
  type Judgement,
  type LanePlace,
  LaneTracker,
  laneMessage,
  type MissingMessage,
  type SignalVerdict,
} from "./lanes.ts"
export { BODY_MAX, GENERATION_AGE_MAX, NAME_MAX, SIGNAL_AGE_MAX, TEXT_MAX } from "./limits.ts"
export {
  type MemberLookup,
  type OpenedEnvelope,
  openEnvelope,
  RosterNeededError,
  type SealedEnvelope,
} from "./messages.ts"
export type { Appearance, LocaleTexts } from "./objects/appearance.ts"
export {
  type Direction,
  type Envelope,
  type EnvelopeType,
  parseEnvelope,
} from "./objects/envelope.ts"
export type { Epoch } from "./objects/epoch.ts"
export type { Member, Role, Roster } from "./objects/roster.ts"
export { RosterBook } from "./roster-book.ts"
export { securityCode } from "./security-code.ts"
export { Sender, type SenderIdentity, type SendMoment } from "./sender.ts"
export { type Generation, Session } from "./session.ts"
export type { Held } from "./succession.ts"
export {
  decodeConversationId,
  decodeWorkspaceId,
  encodeConversationId,
  encodeMemberId,
  encodeMessageId,
  encodeWorkspaceId,
  randomMessageId,
} from "./text-forms.ts"
export { type StoredSession, VisitorSession } from "./visitor-session.ts"
