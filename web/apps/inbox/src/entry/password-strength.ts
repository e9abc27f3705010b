/** Fewest characters of a password. */
export const PASSWORD_MIN = 10

/** How well a password would stand up to guessing, for the meter. */
export interface Strength {
  /** 0 to 4 */
  readonly level: 0 | 1 | 2 | 3 | 4
  readonly word: string
}

const COMMON = [
  "password",
  "passwort",
  "qwerty",
  "letmein",
  "welcome",
  "admin",
  "iloveyou",
  "123456",
  "asdfgh",
]
const WORDS = ["Too short", "Weak", "Fair", "Good", "Strong"] as const
/** Bits above which a password reaches level 2, 3, 4. */
const STEPS = [40, 55, 70] as const

function alphabetSize(password: string): number {
  const classes: readonly [RegExp, number][] = [
    [/[a-z]/u, 26],
    [/[A-Z]/u, 26],
    [/[0-9]/u, 10],
    [/[^a-zA-Z0-9]/u, 30],
  ]
  return classes.reduce((sum, [pattern, size]) => (pattern.test(password) ? sum + size : sum), 0)
}

/** Characters that add something: not a repetition or the next of the one before. */
function freshCharacters(password: string): number {
  let fresh = 0
  let before = Number.NaN
  for (const char of password) {
    const code = char.codePointAt(0) ?? 0
    if (Math.abs(code - before) > 1 || Number.isNaN(before)) fresh += 1
    before = code
  }
  return fresh
}

/** Judges a password by its length, variety and the most common words; no list can prove one good. */
export function strengthOf(password: string, others: readonly string[]): Strength {
  if ([...password].length < PASSWORD_MIN) return { level: 0, word: WORDS[0] }
  let rest = password.toLowerCase()
  for (const word of [...COMMON, ...others.map((other) => other.toLowerCase())]) {
    if (word.length > 2) rest = rest.replaceAll(word, word.slice(0, 1))
  }
  const bits =
    Math.min(freshCharacters(rest), rest.length) * Math.log2(Math.max(2, alphabetSize(password)))
  const steps = STEPS.filter((step) => bits >= step).length
  const level = (1 + steps) as 1 | 2 | 3 | 4
  return { level, word: WORDS[level] }
}
