import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** Names another server program than the built one. Not `ASIDE_…`, which the server itself reads. */
const SERVER_VARIABLE = "E2E_SERVER"

const ROOT = new URL("../../../../", import.meta.url)

function pathOf(relative: string): string {
  return fileURLToPath(new URL(relative, ROOT))
}

/** The server program: the one named in the environment, else the release build, else the debug build. */
export function serverProgram(): string {
  const named = process.env[SERVER_VARIABLE]
  const built = ["target/release/aside-server", "target/debug/aside-server"].map(pathOf)
  const found = named ?? built.find((path) => existsSync(path))
  if (found === undefined) throw new Error("there is no server program")
  return found
}

/** What has to be built before the tests can run: one command each, in words for a person. */
export function missingBuilds(): string[] {
  const missing: string[] = []
  const pages = ["web/apps/inbox/dist/index.html", "web/apps/widget/dist/manifest.json"]
  if (!pages.every((page) => existsSync(pathOf(page)))) missing.push("make web")
  try {
    serverProgram()
  } catch {
    missing.push("cargo build --release -p aside-server")
  }
  return missing
}
