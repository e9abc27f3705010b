import { wordlist } from "@scure/bip39/wordlists/english.js"

/** Each word as the number of letters it shares with the one before, and the rest: a third smaller when compressed. */
function frontCoded(words) {
  let last = ""
  return words
    .map((word) => {
      let shared = 0
      while (word[shared] === last[shared]) shared += 1
      last = word
      return `${shared}${word.slice(shared)}`
    })
    .join("")
}

const DECODER = `let last = ""
export const wordlist = CODED.match(/\\d[a-z]+/g).map((coded) => (last = last.slice(0, coded[0]) + coded.slice(1)))
`

/** Puts the list of security code words into the bundle in a form that compresses better. */
export function compactWords() {
  return {
    name: "compact-words",
    load(id) {
      if (!id.endsWith("/wordlists/english.js")) return null
      return `const CODED = ${JSON.stringify(frontCoded(wordlist))}\n${DECODER}`
    },
  }
}
