/** The Aside protocol, written from its specification. What this package seals, the service cannot open. */
export * from "./text-forms.ts"
export * from "./visitor.ts"
