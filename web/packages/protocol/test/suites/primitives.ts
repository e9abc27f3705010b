import { type Bytes, equalBytes, hex } from "../../src/bytes.ts"
import { decodeText } from "../../src/codec.ts"
import { decap, encap, kemPublicKey } from "../../src/encap.ts"
import { expandBytes, hash } from "../../src/hash.ts"
import { kemHash, memberId, visitorId } from "../../src/ids.ts"
import { pad, unpad } from "../../src/pad.ts"
import { importSealKey, open, seal } from "../../src/seal.ts"
import { securityCode } from "../../src/security-code.ts"
import { verify } from "../../src/sign.ts"
import {
  decodeConversationId,
  decodeMemberId,
  decodeMessageId,
  decodeRecoveryCode,
  decodeSecretKey,
  decodeWorkspaceId,
  encodeConversationId,
  encodeMemberId,
  encodeMessageId,
  encodeRecoveryCode,
  encodeSecretKey,
  encodeWorkspaceId,
} from "../../src/text-forms.ts"
import type { Run } from "./suite.ts"

type TextForm = {
  readonly decode: (text: string) => Bytes | Promise<Bytes>
  readonly encode: (bytes: Bytes) => string | Promise<string>
}

const TEXT_FORMS: Record<string, TextForm> = {
  "workspace-id": { decode: decodeWorkspaceId, encode: encodeWorkspaceId },
  "secret-key": { decode: decodeSecretKey, encode: encodeSecretKey },
  "recovery-code": { decode: decodeRecoveryCode, encode: encodeRecoveryCode },
  "member-id": { decode: decodeMemberId, encode: encodeMemberId },
  "conversation-id": { decode: decodeConversationId, encode: encodeConversationId },
  "message-id": { decode: decodeMessageId, encode: encodeMessageId },
}

function requireSame(what: string, a: Bytes, b: Bytes): void {
  if (!equalBytes(a, b)) throw new Error(`${what} does not give the same bytes again`)
}

export const primitives: Record<string, Run> = {
  async hash(input) {
    return { hash: hex(await hash(input.text("label"), input.bytes("data"))) }
  },

  async expand(input) {
    const [label, context] = [input.text("label"), input.bytes("context")]
    const bytes = await expandBytes(input.bytes("key"), label, context, input.number("length"))
    return { bytes: hex(bytes) }
  },

  async extract(input) {
    const algorithm = { name: "HMAC", hash: "SHA-256" }
    const salt = input.bytes("salt")
    const key = await crypto.subtle.importKey("raw", salt, algorithm, false, ["sign"])
    const prk = await crypto.subtle.sign("HMAC", key, input.bytes("ikm"))
    return { prk: hex(new Uint8Array(prk)) }
  },

  async verify(input) {
    const [label, message] = [input.text("label"), input.bytes("message")]
    await verify(input.bytes("public_key"), input.bytes("signature"), label, message)
    return {}
  },

  async open(input) {
    const key = await importSealKey(input.bytes("key"))
    const [label, context, sealed] = [
      input.text("label"),
      input.bytes("context"),
      input.bytes("sealed"),
    ]
    const message = await open(key, label, context, sealed)
    const again = await seal(key, label, context, message, sealed.slice(0, 24))
    requireSame("sealing", again, sealed)
    return { message: hex(message) }
  },

  async encap(input) {
    await encap(input.bytes("public_key"), new Uint8Array(), "x")
    return {}
  },

  async decap(input) {
    const [seed, enc, info] = [input.bytes("seed"), input.bytes("enc"), input.bytes("info")]
    const key = await decap(seed, enc, info, decodeText(input.bytes("export_context")))
    return { key: hex(key), public_key: hex(await kemPublicKey(seed)) }
  },

  async pad(input) {
    const padded = input.bytes("padded")
    const message = unpad(padded)
    requireSame("padding", pad(message), padded)
    return { message: hex(message) }
  },

  async "text-forms"(input) {
    const [kind, text] = [input.text("kind"), input.text("text")]
    const form = TEXT_FORMS[kind]
    if (!form) throw new Error(`unknown kind ${kind}`)
    const bytes = await form.decode(text)
    return { bytes: hex(bytes), canonical: await form.encode(bytes) }
  },

  async ids(input) {
    const [wid, sigPk] = [input.bytes("wid"), input.bytes("sig_pk")]
    const digest = await kemHash(input.bytes("kem_pk"))
    return {
      kem_hash: hex(digest),
      mid: encodeMemberId(await memberId(wid, sigPk, digest)),
      visitor_id: hex(await visitorId(sigPk)),
      conversation_id: encodeConversationId(input.bytes("sid")),
    }
  },

  async "security-code"(input) {
    const [wid, sid, vPk] = [input.bytes("wid"), input.bytes("sid"), input.bytes("v_pk")]
    return { words: await securityCode({ wid, sid, vPk }) }
  },
}
