import { createCheck, readCheck } from "@aside/api"
import { Button, IconCheck, Spinner } from "@aside/ui"
import { useSignal } from "@preact/signals"
import type { VNode } from "preact"
import { useEffect } from "preact/hooks"
import { connection } from "../connection.ts"
import { useDesk } from "../desk/desk.ts"
import { Field } from "../entry/field.tsx"
import { sayFailure } from "../plain-words.ts"
import { siteUrl } from "./snippet.ts"

/** How often the service is asked whether the site reported itself, in milliseconds. */
const ASK_EVERY_MS = 3000

function useReport(nonce: string): string {
  const pushed = useDesk().checks.value.get(nonce) ?? ""
  const asked = useSignal("")
  const done = pushed !== "" || asked.value !== ""
  useEffect(() => {
    if (nonce === "" || done) return
    const ask = (): void => {
      readCheck(connection, nonce).then(
        (state) => {
          if (state.seen) asked.value = state.origin ?? "your site"
        },
        () => undefined,
      )
    }
    const timer = setInterval(ask, ASK_EVERY_MS)
    return () => clearInterval(timer)
  }, [nonce, done, asked])
  return pushed || asked.value
}

function CheckResult({ nonce, origin }: { nonce: string; origin: string }): VNode {
  return (
    <div
      role="status"
      data-testid="check-state"
      data-state={origin !== "" ? "seen" : nonce !== "" ? "waiting" : "idle"}
    >
      {origin !== "" && (
        <p class="callout callout-good">
          <IconCheck />
          <span>Aside runs on {origin}.</span>
        </p>
      )}
      {origin === "" && nonce !== "" && (
        <p class="callout">
          <Spinner />
          <span>
            Waiting for your site… It turns green by itself once the page in the new tab has loaded.
          </span>
        </p>
      )}
    </div>
  )
}

/** Opens the site in a new tab and waits until the widget there reports itself (spec/api.md §6). */
export function SiteCheck(): VNode {
  const site = useSignal("")
  const nonce = useSignal("")
  const problem = useSignal("")
  const origin = useReport(nonce.value)
  const start = async (): Promise<void> => {
    const url = siteUrl(site.value)
    if (url === undefined) {
      problem.value = "Enter the address of a page, such as https://shop.example."
      return
    }
    problem.value = ""
    // Opened before anything is awaited: later the browser would take it for a pop-up nobody asked for.
    const tab = open("about:blank", "_blank")
    try {
      const check = await createCheck(connection)
      url.hash = `aside-check=${check.nonce}`
      nonce.value = check.nonce
      if (tab === null)
        problem.value = `Your browser kept the tab closed. Open ${url.href} yourself.`
      else sendAway(tab, url)
    } catch (error) {
      tab?.close()
      problem.value = sayFailure(error)
    }
  }
  return (
    <form
      class="form site-check"
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
      noValidate
    >
      <Field
        id="site-url"
        label="Check my site"
        value={site}
        hint="A page with the snippet. It opens in a new tab and reports back once."
        problem={problem.value}
        placeholder="https://"
        type="url"
        autoComplete="url"
        testId="site-url"
      />
      <Button type="submit" data-testid="check-site">
        Check
      </Button>
      <CheckResult nonce={nonce.value} origin={origin} />
    </form>
  )
}

/** Cuts the tab loose before it goes: the site must not reach back into the inbox. */
function sendAway(tab: Window, url: URL): void {
  tab.opener = null
  tab.location.replace(url.href)
}
