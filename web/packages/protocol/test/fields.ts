import type { Bytes } from "../src/bytes.ts"
import { unhex } from "./vector-files.ts"

/** The fields of one vector. Every field must be read before {@link done}, so none is overlooked. */
export class Fields {
  readonly #fields: ReadonlyMap<string, unknown>
  readonly #unread: Set<string>
  readonly #nested: Fields[] = []
  readonly #path: string

  constructor(value: unknown, path: string) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new TypeError(`${path} is not an object`)
    }
    this.#fields = new Map(Object.entries(value))
    this.#unread = new Set(this.#fields.keys())
    this.#path = path
  }

  /** True if the field is there and not null. Does not count as reading it, unless it is null. */
  has(name: string): boolean {
    const value = this.#fields.get(name)
    if (value === null) this.#unread.delete(name)
    return value !== undefined && value !== null
  }

  bytes(name: string): Bytes {
    return unhex(this.text(name))
  }

  text(name: string): string {
    const value = this.#read(name)
    if (typeof value !== "string") throw new TypeError(`${this.#path}.${name} is not a string`)
    return value
  }

  number(name: string): number {
    const value = this.#read(name)
    if (typeof value !== "number" || !Number.isSafeInteger(value)) {
      throw new TypeError(`${this.#path}.${name} is not an integer`)
    }
    return value
  }

  flag(name: string): boolean {
    const value = this.#read(name)
    if (typeof value !== "boolean") throw new TypeError(`${this.#path}.${name} is not a boolean`)
    return value
  }

  /** The field as it stands. */
  raw(name: string): unknown {
    return this.#read(name)
  }

  object(name: string): Fields {
    return this.#nest(this.#read(name), `${this.#path}.${name}`)
  }

  objects(name: string): Fields[] {
    return this.#array(name).map((item, i) => this.#nest(item, `${this.#path}.${name}[${i}]`))
  }

  texts(name: string): string[] {
    return this.#array(name).map(String)
  }

  /** Fails if a field of this or of a nested object was not read. */
  done(): void {
    if (this.#unread.size > 0) {
      throw new TypeError(`unknown fields in ${this.#path}: ${[...this.#unread].join(", ")}`)
    }
    for (const nested of this.#nested) nested.done()
  }

  #array(name: string): unknown[] {
    const value = this.#read(name)
    if (!Array.isArray(value)) throw new TypeError(`${this.#path}.${name} is not a list`)
    return value
  }

  #nest(value: unknown, path: string): Fields {
    const nested = new Fields(value, path)
    this.#nested.push(nested)
    return nested
  }

  #read(name: string): unknown {
    if (!this.#fields.has(name)) throw new TypeError(`${this.#path} has no field ${name}`)
    this.#unread.delete(name)
    return this.#fields.get(name)
  }
}
