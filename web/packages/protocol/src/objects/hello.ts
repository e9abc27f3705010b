import { type Bytes, concat } from "../bytes.ts"
import { encodeObject, fixed, OBJECT_TYPE, openObject, signedPart } from "../codec.ts"
import { hash } from "../hash.ts"
import { KEM_ENC_SIZE } from "../limits.ts"
import { type SigningKey, sign, verify } from "../sign.ts"

/** What opens a session, without its signature (`spec/protocol.md §5.1`). */
export type HelloFields = {
  readonly wid: Bytes
  readonly rosterHash: Bytes
  readonly epochHash: Bytes
  readonly vPk: Bytes
  readonly nonce: Bytes
  readonly enc: Bytes
}

/** A parsed Hello. */
export type Hello = HelloFields & { readonly signature: Bytes }

const LABEL = "hello"

/** Every byte of a Hello before its signature. */
export function encodeHelloPart(hello: HelloFields): Bytes {
  return encodeObject(
    OBJECT_TYPE.hello,
    fixed(hello.wid, 32),
    fixed(hello.rosterHash, 32),
    fixed(hello.epochHash, 32),
    fixed(hello.vPk, 32),
    fixed(hello.nonce, 32),
    fixed(hello.enc, KEM_ENC_SIZE),
  )
}

/** Encodes and signs a Hello with v_sk. */
export async function signHello(hello: HelloFields, visitor: SigningKey): Promise<Bytes> {
  const part = encodeHelloPart(hello)
  return concat(part, await sign(visitor, LABEL, part))
}

/** Parses a Hello, else `malformed`. */
export function parseHello(bytes: Uint8Array): Hello {
  const reader = openObject(bytes, OBJECT_TYPE.hello)
  const hello = {
    wid: reader.take(32),
    rosterHash: reader.take(32),
    epochHash: reader.take(32),
    vPk: reader.take(32),
    nonce: reader.take(32),
    enc: reader.take(KEM_ENC_SIZE),
    signature: reader.take(64),
  }
  reader.end()
  return hello
}

/** Parses a Hello and checks its signature: `malformed` or `bad-signature`. */
export async function verifyHello(bytes: Uint8Array): Promise<Hello> {
  const hello = parseHello(bytes)
  await verify(hello.vPk, hello.signature, LABEL, signedPart(bytes))
  return hello
}

/** `sid`: the hash of the signed part of a Hello (§5.1). */
export function sessionId(hello: Uint8Array): Promise<Bytes> {
  return hash("sid", signedPart(hello))
}
