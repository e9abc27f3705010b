import { readFileSync } from "node:fs"
import { expect, test } from "vitest"

const SOURCE = new URL("../src/", import.meta.url)

/** Every module that a module of `src/` reaches, as paths below `src/`, and packages by name. */
function reachedFrom(entry: string): Set<string> {
  const reached = new Set<string>()
  const open = [new URL(entry, SOURCE)]
  for (let module = open.pop(); module; module = open.pop()) {
    const name = module.href.slice(SOURCE.href.length)
    if (reached.has(name)) continue
    reached.add(name)
    for (const [, specifier] of readFileSync(module, "utf8").matchAll(/from (?:")([^"]+)"/g)) {
      if (specifier?.startsWith(".")) open.push(new URL(specifier, module))
      else if (specifier) reached.add(specifier)
    }
  }
  return reached
}

test("what the visitor's frame imports reaches no account and no agent's keys", () => {
  const reached = [...reachedFrom("visitor.ts")]
  const private_ = /^(account|agent|device-link|epochs|history|login|root-vault|workspace)/
  expect(reached.filter((name) => private_.test(name))).toEqual([])
  expect(reached.filter((name) => !name.endsWith(".ts")).sort()).toEqual([
    "@noble/hashes/sha3.js",
    "@noble/post-quantum/ml-kem.js",
    "@scure/bip39/wordlists/english.js",
    "hpke",
  ])
})

test("the text forms, which the loader may need, reach no encryption", () => {
  expect([...reachedFrom("text-forms.ts")].sort()).toEqual([
    "base32.ts",
    "bytes.ts",
    "errors.ts",
    "hash.ts",
    "text-forms.ts",
  ])
})
