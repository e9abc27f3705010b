import { render } from "preact"
import "./styles/base.css"
import "./styles/entry.css"
import { secretKeyOf, signIn, startOfNothing } from "./account/sign-in.ts"
import { FullStop } from "./entry/stop.tsx"
import { Working } from "./entry/working.tsx"
import { clearEverything, openDatabase } from "./local/database.ts"
import { sayFailure } from "./plain-words.ts"

/** The sample agent's credentials, as the demo hands them out. */
interface Credentials {
  readonly email: string
  readonly password: string
  readonly secret_key: string
}

const STAGES = ["Stretching the sample password", "Signing in", "Opening the keys"]

function isCredentials(value: unknown): value is Credentials {
  if (typeof value !== "object" || value === null) return false
  const fields = value as Record<string, unknown>
  return ["email", "password", "secret_key"].every((name) => typeof fields[name] === "string")
}

async function readCredentials(): Promise<Credentials> {
  const fragment = new URLSearchParams(location.hash.slice(1))
  history.replaceState(null, "", location.pathname)
  const given: unknown = Object.fromEntries(fragment)
  if (isCredentials(given)) return given
  const answer: unknown = await (
    await fetch("/demo/credentials.json", { cache: "no-store" })
  ).json()
  if (!isCredentials(answer)) throw new TypeError("the demo's credentials are not complete")
  return answer
}

async function run(into: HTMLElement): Promise<void> {
  const show = (current: number): void => {
    render(<Working title="Opening the demo inbox" stages={STAGES} current={current} />, into)
  }
  show(0)
  const { email, password, secret_key } = await readCredentials()
  const database = await openDatabase()
  const member = await database.get("member", "member")
  if (member?.email === email && (await isSignedIn())) return location.replace("/")
  await clearEverything(database)
  await signIn(database, startOfNothing(email, password, await secretKeyOf(secret_key)), show)
  location.replace("/")
}

/** A second start of the demo has a new service that knows nothing of an earlier one's sign-in. */
async function isSignedIn(): Promise<boolean> {
  const answer = await fetch("/v1/account", { cache: "no-store" })
  return answer.ok
}

const root = document.getElementById("app")
if (root !== null) {
  run(root).catch((error: unknown) => {
    render(
      <FullStop title="The demo inbox did not open" testId="demo-stop">
        <p class="soft">{sayFailure(error)} Stop the demo and start it again.</p>
      </FullStop>,
      root,
    )
  })
}
