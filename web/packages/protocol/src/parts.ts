/**
 * The parts below the interface, for programs that must write what honest ones never do: the evil
 * service of the browser tests. Applications import `./visitor.ts`, `./agent.ts`, `./account.ts`.
 */
export { decap, encap, kemPublicKey } from "./encap.ts"
export { expand, expandBytes, hash, importExpandKey } from "./hash.ts"
export { kemHash, memberId, visitorId } from "./ids.ts"
export { encodeInner, type Inner } from "./inner.ts"
export { DAY } from "./limits.ts"
export { sealEnvelope } from "./messages.ts"
export * from "./objects/account-blob.ts"
export * from "./objects/appearance.ts"
export * from "./objects/envelope.ts"
export * from "./objects/epoch.ts"
export * from "./objects/genesis.ts"
export * from "./objects/hello.ts"
export * from "./objects/rekey.ts"
export * from "./objects/root-blob.ts"
export * from "./objects/root-link.ts"
export * from "./objects/roster.ts"
export * from "./objects/wrap.ts"
export { importSealKey, open, seal } from "./seal.ts"
export { generationInfo, SESSION_ROOT } from "./session.ts"
export { type SigningPair, sign, signingPair, verify } from "./sign.ts"
