import { createHash, randomBytes } from "node:crypto"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"

/** A page that a site serves. `{nonce}` in policy and body is replaced by a fresh value per request. */
export interface SitePage {
  readonly body: string
  /** The Content-Security-Policy header; none if absent. */
  readonly policy?: string
  readonly contentType?: string
}

/** A business's own website, on a free port of 127.0.0.1. */
export interface Site {
  readonly origin: string
  /** Adds or replaces a page. */
  put(path: string, page: SitePage): void
  /** `METHOD /path?query` of every request so far: what an observer of the site would have seen. */
  readonly requests: readonly string[]
  close(): Promise<void>
}

/** `'sha256-…'` as a policy wants it for an inline script. */
export function scriptHash(source: string): string {
  return `'sha256-${createHash("sha256").update(source, "utf8").digest("base64")}'`
}

/** Starts a site that serves `pages` by path. */
export async function startSite(pages: Record<string, SitePage> = {}): Promise<Site> {
  const known = new Map(Object.entries(pages))
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    answer(known, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    origin: `http://127.0.0.1:${portOf(server)}`,
    put: (path, page) => void known.set(path, page),
    requests,
    close: () => closeNow(server),
  }
}

function answer(
  pages: Map<string, SitePage>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { pathname } = new URL(request.url ?? "/", "http://site.invalid")
  const page = pages.get(pathname)
  if (page === undefined) {
    response.writeHead(404).end()
    return
  }
  const nonce = randomBytes(16).toString("base64")
  const headers: Record<string, string> = {
    "content-type": page.contentType ?? "text/html; charset=utf-8",
    "cache-control": "no-store",
  }
  if (page.policy !== undefined)
    headers["content-security-policy"] = page.policy.replaceAll("{nonce}", nonce)
  response.writeHead(200, headers).end(page.body.replaceAll("{nonce}", nonce))
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== "object" || address === null) throw new Error("the site has no address")
  return address.port
}

function closeNow(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
