import type { SitePage } from "../site.ts"
import type { Account } from "./inbox.ts"

/** A page of a business's site that holds the snippet as it is. */
export function plainPage({ snippet }: Pick<Account, "snippet">, head = ""): SitePage {
  return { body: pageWith(snippet, head) }
}

/**
 * A page under the strictest policy that docs/EMBEDDING.md describes: nothing but scripts with the
 * page's nonce, and connections to the service.
 */
export function strictPage({ snippet }: Pick<Account, "snippet">): SitePage {
  const policy = `default-src 'none'; base-uri 'none'; frame-src 'none'; script-src 'nonce-{nonce}'; ${connections(snippet)}; require-trusted-types-for 'script'; trusted-types aside`
  return { body: pageWith(snippet.replace("<script", '<script nonce="{nonce}"')), policy }
}

/** A page of a site without nonces: the two published hashes instead. */
export function hashedPage(
  { snippet }: Pick<Account, "snippet">,
  scriptHashes: readonly string[],
): SitePage {
  const service = serviceOf(snippet)
  const hashes = scriptHashes.map((hash) => `'${hash}'`).join(" ")
  const policy = `default-src 'none'; script-src ${service} ${hashes}; ${connections(snippet)}`
  return { body: pageWith(snippet), policy }
}

/** The origin that a snippet loads from. */
export function serviceOf(snippet: string): string {
  return new URL(/src="([^"]+)"/.exec(snippet)?.[1] ?? "").origin
}

function connections(snippet: string): string {
  const service = serviceOf(snippet)
  return `connect-src ${service} ${service.replace("http", "ws")}`
}

function pageWith(snippet: string, head = ""): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Harbour Tea</title>${head}</head><body><main><h1>Loose leaf tea</h1><p>Picked in spring.</p><button>Buy</button></main>${snippet}</body></html>`
}
