/** The Aside protocol, written from its specification. What this package seals, the service cannot open. */
export * from "./account.ts"
export * from "./agent.ts"
export * from "./visitor.ts"
