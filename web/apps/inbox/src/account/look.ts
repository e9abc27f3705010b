/** What a workspace chooses about its widget (spec/protocol.md §4.6). */
export interface Look {
  /** `#rrggbb` */
  readonly accent: string
  readonly greeting: string
  readonly replyHint: string
}

/** What a new workspace starts with. */
export const FIRST_LOOK: Look = {
  accent: "#14655a",
  greeting: "Hello! How can we help?",
  replyHint: "We usually answer within a few minutes",
}
