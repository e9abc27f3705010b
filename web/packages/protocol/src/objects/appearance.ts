import { type Bytes, concat, u16, u32, u64, utf8, variable } from "../bytes.ts"
import {
  encodeList,
  encodeObject,
  encodeText,
  fixed,
  OBJECT_TYPE,
  openObject,
  type Reader,
  requireAscending,
  requireValid,
} from "../codec.ts"
import { hash } from "../hash.ts"
import {
  EXTENSIONS_MAX,
  LOCALE_MAX,
  LOCALES_MAX,
  NAME_MAX,
  ORIGIN_MAX,
  ORIGINS_MAX,
  TEXT_MAX,
} from "../limits.ts"
import { type SigningKey, sign } from "../sign.ts"

/** What the widget says in one language. */
export type LocaleTexts = {
  /** BCP 47 tag. */
  readonly locale: string
  readonly greeting: string
  readonly replyHint: string
}

/** A field of a later version; kept and ignored. */
export type Extension = { readonly id: number; readonly data: Bytes }

/** How the widget looks and what it says, without its signature (`spec/protocol.md §4.6`). */
export type AppearanceFields = {
  readonly wid: Bytes
  /** Counts from 1. */
  readonly n: number
  readonly prev: Bytes
  /** Unix milliseconds. */
  readonly created: number
  readonly name: string
  /** Red, green, blue. */
  readonly accent: Bytes
  /** Ascending by locale. */
  readonly texts: readonly LocaleTexts[]
  /** Sites that may show the widget; none means every site. */
  readonly origins: readonly string[]
  /** Ascending by id. */
  readonly extensions: readonly Extension[]
  /** `mid` of an owner or admin. */
  readonly signer: Bytes
}

/** A parsed appearance. */
export type Appearance = AppearanceFields & { readonly signature: Bytes }

/** Signature label of an appearance; also that of its hash. */
export const APPEARANCE_LABEL = "appearance"

/** Encodes and signs an appearance; texts that are too long are `malformed`. */
export async function signAppearance(
  appearance: AppearanceFields,
  signer: SigningKey,
): Promise<Bytes> {
  const part = encodeObject(
    OBJECT_TYPE.appearance,
    fixed(appearance.wid, 32),
    u32(appearance.n),
    fixed(appearance.prev, 32),
    u64(appearance.created),
    encodeText(appearance.name, NAME_MAX),
    fixed(appearance.accent, 3),
    encodeList(1, LOCALES_MAX, appearance.texts.map(encodeTexts)),
    encodeList(1, ORIGINS_MAX, appearance.origins.map(encodeOrigin)),
    encodeList(1, EXTENSIONS_MAX, appearance.extensions.map(encodeExtension)),
    fixed(appearance.signer, 16),
  )
  return concat(part, await sign(signer, APPEARANCE_LABEL, part))
}

/** Parses an appearance, else `malformed`. */
export function parseAppearance(bytes: Uint8Array): Appearance {
  const reader = openObject(bytes, OBJECT_TYPE.appearance)
  const appearance: Appearance = {
    wid: reader.take(32),
    n: reader.u32(),
    prev: reader.take(32),
    created: reader.u64(),
    name: reader.text(NAME_MAX),
    accent: reader.take(3),
    texts: reader.list(1, LOCALES_MAX, 12, readTexts),
    origins: reader.list(1, ORIGINS_MAX, 4, (item) => item.text(ORIGIN_MAX)),
    extensions: reader.list(1, EXTENSIONS_MAX, 6, readExtension),
    signer: reader.take(16),
    signature: reader.take(64),
  }
  reader.end()
  requireValid(appearance.n >= 1 && appearance.name !== "")
  requireAscending(appearance.texts.map((texts) => utf8(texts.locale)))
  requireAscending(appearance.extensions.map((extension) => u16(extension.id)))
  return appearance
}

/** The hash of a whole appearance. */
export function appearanceHash(bytes: Uint8Array): Promise<Bytes> {
  return hash(APPEARANCE_LABEL, bytes)
}

function encodeTexts(texts: LocaleTexts): Bytes {
  return concat(
    encodeText(texts.locale, LOCALE_MAX),
    encodeText(texts.greeting, TEXT_MAX),
    encodeText(texts.replyHint, TEXT_MAX),
  )
}

function readTexts(reader: Reader): LocaleTexts {
  return {
    locale: reader.text(LOCALE_MAX),
    greeting: reader.text(TEXT_MAX),
    replyHint: reader.text(TEXT_MAX),
  }
}

function encodeOrigin(origin: string): Bytes {
  return encodeText(origin, ORIGIN_MAX)
}

function encodeExtension(extension: Extension): Bytes {
  return concat(u16(extension.id), variable(extension.data))
}

function readExtension(reader: Reader): Extension {
  return { id: reader.u16(), data: reader.variable() }
}
