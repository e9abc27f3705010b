import type { VNode } from "preact"

const TONES = 5

/** At most two letters that stand for a name. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u)
  const last = words.length > 1 ? words[words.length - 1] : undefined
  const letters = [words[0], last].map((word) => (word === undefined ? "" : ([...word][0] ?? "")))
  return letters.join("").toUpperCase()
}

function toneOf(seed: string): number {
  let sum = 0
  for (const char of seed) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 9973
  return sum % TONES
}

export interface AvatarProps {
  /** What the letters are taken from. */
  readonly name: string
  /** What the colour is taken from; by default the name. */
  readonly seed?: string
  /** Shown instead of the letters. */
  readonly letters?: string
}

/** A coloured disc with letters. Decorative: the name stands beside it as text. */
export function Avatar({ name, seed = name, letters }: AvatarProps): VNode {
  return (
    <span class={`avatar avatar-tone-${toneOf(seed)}`} aria-hidden="true">
      {letters ?? initials(name)}
    </span>
  )
}
