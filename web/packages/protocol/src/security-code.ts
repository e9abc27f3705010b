import { wordlist } from "@scure/bip39/wordlists/english.js"
import { hash } from "./hash.ts"
import type { Session } from "./session.ts"

const WORDS = 6
const WORD_BITS = 11

/** The six words that visitor and agent can compare (`spec/protocol.md §6.4`). */
export async function securityCode(session: Pick<Session, "wid" | "sid" | "vPk">): Promise<string> {
  const digest = await hash("code", session.wid, session.sid, session.vPk)
  const bits = Array.from(digest.subarray(0, 9), (byte) => byte.toString(2).padStart(8, "0")).join(
    "",
  )
  const words = Array.from({ length: WORDS }, (_, i) => {
    const index = Number.parseInt(bits.slice(i * WORD_BITS, (i + 1) * WORD_BITS), 2)
    return wordlist[index]
  })
  return words.join(" ")
}
