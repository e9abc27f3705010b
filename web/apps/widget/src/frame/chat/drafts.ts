import { randomBytes } from "@aside/protocol/visitor"
import type { Entry } from "../../shared/records.ts"

/** A draft at rest: the page and its scripts see only this. */
interface SealedDraft {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

const WRITE_AFTER_MS = 150

/** Unsent text, kept sealed under a key that cannot be exported, so that it survives a reload. */
export class Drafts {
  readonly #texts = new Map<string, string>()
  readonly #write: (entries: readonly Entry[]) => Promise<unknown>
  #key: CryptoKey | undefined
  #dirty = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(write: (entries: readonly Entry[]) => Promise<unknown>) {
    this.#write = write
  }

  /** Opens what was stored; a draft that does not open is gone. */
  async recall(entries: readonly Entry[]): Promise<void> {
    this.#key = entries.find(([key]) => key[0] === "w")?.[1] as CryptoKey | undefined
    const key = this.#key
    if (key === undefined) return
    for (const [[kind, id], value] of entries) {
      if (kind !== "d") continue
      const { iv, sealed } = value as SealedDraft
      const text = await crypto.subtle
        .decrypt({ name: "AES-GCM", iv }, key, sealed)
        .catch(() => null)
      if (text !== null) this.#texts.set(`${id}`, new TextDecoder().decode(text))
    }
  }

  text(id: string): string {
    return this.#texts.get(id) ?? ""
  }

  /** Keeps a text; it is on the disk a moment later. */
  keep(id: string, text: string): void {
    this.#texts.set(id, text)
    this.#dirty.add(id)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), WRITE_AFTER_MS)
  }

  /** Writes now what has changed. A full disk keeps the text in memory. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    const ids = [...this.#dirty]
    this.#dirty = new Set()
    const entries = await Promise.all(ids.map((id) => this.#entry(id)))
    if (entries.length > 0) await this.#write(entries.flat()).catch(() => false)
  }

  async #entry(id: string): Promise<Entry[]> {
    const text = this.text(id)
    if (text === "") return [[["d", id], undefined]]
    const made: Entry[] = []
    if (this.#key === undefined) {
      const aes = { name: "AES-GCM", length: 256 }
      this.#key = await crypto.subtle.generateKey(aes, false, ["encrypt", "decrypt"])
      made.push([["w"], this.#key])
    }
    const iv = randomBytes(12)
    const bytes = new TextEncoder().encode(text)
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.#key, bytes)
    return [...made, [["d", id], { iv, sealed } satisfies SealedDraft]]
  }
}
