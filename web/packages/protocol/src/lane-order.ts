/** An item with a place in the service's order. */
type Placed = { readonly position: number }

/**
 * Sorts items so that each comes after those that `before` gives for it. Among the free ones, or
 * all if none is free, the lowest position comes first (`spec/protocol.md §6.2`).
 */
export function orderItems<T extends Placed>(
  items: readonly T[],
  before: (item: T) => readonly T[],
): T[] {
  const waiting = [...items].sort((a, b) => a.position - b.position)
  const open = new Map<T, number>()
  const after = new Map<T, T[]>()
  for (const item of waiting) {
    const earlier = new Set(before(item))
    open.set(item, earlier.size)
    for (const other of earlier) after.set(other, [...(after.get(other) ?? []), item])
  }
  const rank = new Map(waiting.map((item, i) => [item, i]))
  const free = new RankHeap(waiting, rank)
  const done = new Set<T>()
  for (const item of waiting) if (open.get(item) === 0) free.push(item)
  const release = (item: T): void => {
    done.add(item)
    for (const later of after.get(item) ?? []) {
      const left = (open.get(later) ?? 0) - 1
      open.set(later, left)
      if (left === 0 && !done.has(later)) free.push(later)
    }
  }
  let next = 0
  while (done.size < waiting.length) {
    const item = free.pop() ?? firstNotDone()
    if (item !== undefined && !done.has(item)) release(item)
  }
  return [...done]

  function firstNotDone(): T | undefined {
    while (next < waiting.length && done.has(waiting[next] as T)) next++
    return waiting[next]
  }
}

/** Smallest rank first. */
class RankHeap<T> {
  readonly #ranks: number[] = []
  readonly #items: readonly T[]
  readonly #rank: ReadonlyMap<T, number>

  constructor(items: readonly T[], rank: ReadonlyMap<T, number>) {
    this.#items = items
    this.#rank = rank
  }

  push(item: T): void {
    const ranks = this.#ranks
    let at = ranks.push(this.#rank.get(item) ?? 0) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#at(parent) <= this.#at(at)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  pop(): T | undefined {
    const ranks = this.#ranks
    const top = ranks[0]
    const last = ranks.pop()
    if (top === undefined || last === undefined) return undefined
    if (ranks.length > 0) {
      ranks[0] = last
      this.#sink()
    }
    return this.#items[top]
  }

  #sink(): void {
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const child = this.#at(left + 1) < this.#at(left) ? left + 1 : left
      if (this.#at(child) >= this.#at(at)) return
      this.#swap(at, child)
      at = child
    }
  }

  /** Infinity outside. */
  #at(i: number): number {
    return this.#ranks[i] ?? Number.POSITIVE_INFINITY
  }

  #swap(a: number, b: number): void {
    const held = this.#at(a)
    this.#ranks[a] = this.#at(b)
    this.#ranks[b] = held
  }
}
