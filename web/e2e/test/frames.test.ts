import assert from "node:assert/strict"
import {
  Browser,
  type EngineName,
  eachEngine,
  type Page,
  startSite,
  waitFor,
} from "../src/index.ts"
import { FRAME_HASHES, type HostOptions, hostPage } from "./frames-fixture.ts"

const STRICT = "default-src 'none'; frame-src 'none'; script-src 'nonce-{nonce}'"

/** What the inner frame told the page: one entry a message. */
interface Told {
  readonly kind: string
  readonly origin?: string
  readonly secure?: boolean
  readonly subtle?: string
  readonly text?: string
  readonly same?: boolean
  readonly extractable?: boolean
  readonly aes?: unknown
  readonly root?: unknown
}

interface HostGlobals {
  readonly log: Told[]
  readonly port: MessagePort
  keep(value: unknown): Promise<void>
  kept(): Promise<object>
}

interface Host {
  readonly page: Page
  /** Requests that reached the site, the page itself aside. */
  otherRequests(): string[]
}

async function withHost(
  engine: EngineName,
  policy: string | undefined,
  options: HostOptions,
  body: (host: Host) => Promise<void>,
): Promise<void> {
  const page = { body: hostPage(options), ...(policy !== undefined && { policy }) }
  const site = await startSite({ "/": page })
  const browser = await Browser.open(engine)
  try {
    await browser.page.goto(`${site.origin}/`)
    const usual = ["GET /", "GET /favicon.ico"]
    const otherRequests = () => site.requests.filter((request) => !usual.includes(request))
    await body({ page: browser.page, otherRequests })
  } finally {
    await browser.close()
    await site.close()
  }
}

const OUTER = { css: "iframe" }
const inner = (page: Page) => page.frame(OUTER).frame({ css: "iframe" })

/** The newest message of the inner frame, once it is of this kind. CryptoKeys come as `true`. */
async function told(page: Page, kind: string): Promise<Told> {
  return page.waitFor(
    `the frame to say “${kind}”`,
    (wanted: string) => {
      const entry = (globalThis as unknown as HostGlobals).log.find((e) => e.kind === wanted)
      return (
        entry && {
          ...entry,
          aes: entry.aes instanceof CryptoKey,
          root: entry.root instanceof CryptoKey,
          iv: 0,
          box: 0,
          bits: 0,
        }
      )
    },
    kind,
  ) as unknown as Promise<Told>
}

async function assertStarts(page: Page): Promise<void> {
  const { origin, secure, subtle } = await told(page, "ready")
  assert.deepEqual({ origin, secure, subtle }, { origin: "null", secure: true, subtle: "object" })
}

const STARTS: Record<string, [string | undefined, HostOptions]> = {
  "without a policy": [undefined, {}],
  "that allows only its nonce": [STRICT, {}],
  "that allows its nonce and what that loads": [`${STRICT} 'strict-dynamic'`, {}],
  "that allows the two hashes": [`${STRICT} ${FRAME_HASHES}`, { passNonce: false }],
  "that enforces Trusted Types": [
    `${STRICT}; require-trusted-types-for 'script'; trusted-types aside`,
    {},
  ],
}

for (const [site, [policy, options]] of Object.entries(STARTS)) {
  eachEngine(`a nested sandboxed frame starts on a site ${site}`, (engine) =>
    withHost(engine, policy, options, ({ page }) => assertStarts(page)),
  )
}

eachEngine(
  "a frame script that the site allows neither by nonce nor by hash does not run",
  (engine) =>
    withHost(engine, STRICT, { passNonce: false }, async ({ page }) => {
      // The outer document is there and complete, yet its script left no trace.
      await page
        .frame(OUTER)
        .waitFor(
          "the outer document",
          () => document.title === "Chat" && document.readyState === "complete",
        )
      const ran = await page.frame(OUTER).evaluate(() => "violations" in globalThis)
      assert.equal(ran, false)
    }),
)

eachEngine(
  "keys made in the frame survive a reload in the page's database and stay unreadable",
  (engine) =>
    withHost(engine, STRICT, {}, async ({ page }) => {
      await told(page, "ready")
      await page.evaluate(() =>
        (globalThis as unknown as HostGlobals).port.postMessage({ kind: "make" }),
      )
      const made = await told(page, "made")
      assert.deepEqual([made.aes, made.root], [true, true])
      await page.evaluate(() => {
        const host = globalThis as unknown as HostGlobals
        return host.keep(host.log.find((entry) => entry.kind === "made"))
      })

      await page.reload()
      await told(page, "ready")
      await page.evaluate(async () => {
        const host = globalThis as unknown as HostGlobals
        host.port.postMessage({ ...(await host.kept()), kind: "use" })
      })
      const { text, same, extractable } = await told(page, "used")
      assert.deepEqual(
        { text, same, extractable },
        { text: "kept across a reload", same: true, extractable: false },
      )
    }),
)

async function leave(page: Page): Promise<void> {
  const target = new URL("/leak?secret", await page.url()).href
  await inner(page).evaluate((url) => {
    location.href = url
  }, target)
}

eachEngine(
  "navigating the frame away to carry a secret out is blocked before any request",
  (engine) =>
    withHost(engine, undefined, {}, async ({ page, otherRequests }) => {
      await told(page, "ready")
      await leave(page)
      await page.frame(OUTER).waitFor("the refusal", () => {
        const { violations } = globalThis as unknown as { violations: string[] }
        return violations.includes("frame-src")
      })
      assert.deepEqual(otherRequests(), [])
    }),
)

eachEngine("the same navigation gets out where the frames have no policy", (engine) =>
  withHost(engine, undefined, { guarded: false }, async ({ page, otherRequests }) => {
    await told(page, "ready")
    await leave(page)
    await waitFor(() => otherRequests().includes("GET /leak?secret"), "the secret to arrive")
  }),
)

eachEngine(
  "a person can type and click inside the nested frames, and axe can look at them",
  (engine) =>
    withHost(engine, STRICT, {}, async ({ page }) => {
      const chat = inner(page)
      await chat.type({ role: "textbox", name: "Message" }, "Grüße")
      await chat.press("Shift+ArrowLeft")
      await chat.press("x")
      await chat.click({ role: "button", name: "Send" })
      await chat.see({ text: "Sent Grüßx" })
      assert.equal(
        await chat.evaluate(
          () => getComputedStyle(document.querySelector("button") ?? document.body).color,
        ),
        "rgb(1, 2, 3)",
      )
      assert.deepEqual(await chat.axe(), [])
      await chat.evaluate(() => document.querySelector("input")?.removeAttribute("aria-label"))
      assert.deepEqual(
        (await chat.axe()).map((violation) => violation.rule),
        ["label"],
      )
    }),
)
