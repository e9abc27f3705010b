import { type Bytes, concat, u16 } from "./bytes.ts"
import { UnopenableError } from "./errors.ts"
import { type ExpandKey, expand, labelled } from "./hash.ts"
import type { Direction } from "./objects/envelope.ts"
import { importSealKey, type SealKey } from "./seal.ts"

/** A period of a session with one root key. Structured-cloneable: goes into IndexedDB as it is. */
export type Generation = {
  readonly g: number
  /** `root_g`; a non-extractable HMAC key. */
  readonly root: ExpandKey
  readonly rosterHash: Bytes
  readonly epochHash: Bytes
  /** Unix milliseconds at which this device made or accepted it. */
  readonly created: number
  /** The Rekey that made it; null for generation 0, which the Hello made. */
  readonly rekey: Bytes | null
}

/** What a generation is made from, on both sides (`spec/protocol.md §5.2`). */
export type GenerationInfo = {
  readonly wid: Bytes
  readonly rosterHash: Bytes
  readonly epochHash: Bytes
  readonly vPk: Bytes
  readonly nonce: Bytes
  readonly g: number
  /** Null for generation 0, whose Hello has no session id yet. */
  readonly sid: Bytes | null
}

/** `info(g)` for encapsulation (§5.2). */
export function generationInfo(of: GenerationInfo): Bytes {
  const parts = [of.wid, of.rosterHash, of.epochHash, of.vPk, of.nonce, u16(of.g)]
  return labelled("session", ...parts, of.sid ?? new Uint8Array(32))
}

/** `xctx` of session roots. */
export const SESSION_ROOT = "session-root"

/** The keys of one conversation, the same on both sides. Holds no signing key. */
export class Session {
  readonly wid: Bytes
  readonly sid: Bytes
  readonly vPk: Bytes
  /** The Hello that opened it. */
  readonly hello: Bytes
  readonly #generations: Generation[]
  readonly #keys = new Map<string, Promise<SealKey>>()

  constructor(
    parts: { readonly wid: Bytes; readonly sid: Bytes; readonly vPk: Bytes; readonly hello: Bytes },
    generations: readonly Generation[],
  ) {
    this.wid = parts.wid
    this.sid = parts.sid
    this.vPk = parts.vPk
    this.hello = parts.hello
    this.#generations = [...generations]
  }

  /** All generations, oldest first; the index is g. */
  get generations(): readonly Generation[] {
    return this.#generations
  }

  /** The generation that is sent under. */
  get newest(): Generation {
    const newest = this.#generations.at(-1)
    if (!newest) throw new RangeError("a session has at least one generation")
    return newest
  }

  /** Adds the next generation. */
  append(generation: Generation): void {
    if (generation.g !== this.#generations.length) throw new RangeError("not the next generation")
    this.#generations.push(generation)
  }

  /** `k_v2w` or `k_w2v` of a generation (§5.2); an unknown one is `unopenable`. */
  sealKey(g: number, dir: Direction): Promise<SealKey> {
    const generation = this.#generations[g]
    if (!generation) return Promise.reject(new UnopenableError())
    const name = `${g} ${dir}`
    const known = this.#keys.get(name) ?? this.#derive(generation, dir)
    this.#keys.set(name, known)
    return known
  }

  async #derive({ g, root }: Generation, dir: Direction): Promise<SealKey> {
    const label = dir === "to-workspace" ? "v2w" : "w2v"
    const k = await expand(root, label, concat(this.sid, u16(g)))
    const key = await importSealKey(k)
    k.fill(0)
    return key
  }
}
