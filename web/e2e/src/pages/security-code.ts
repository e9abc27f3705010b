import type { Scope } from "../driver/scope.ts"
import { waitFor } from "../driver/wait.ts"

/** The words of the security code that is shown, once they have faded in. */
export async function readWords(scope: Scope): Promise<string[]> {
  return waitFor(async () => {
    const words = await scope.texts({ css: "[data-testid=security-code] > li" })
    return words.length > 0 && words.every((word) => word !== "") && words
  }, "the security code")
}
