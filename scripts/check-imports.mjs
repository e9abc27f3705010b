// The import rules of web/: each workspace imports only what its package.json declares, nothing
// outside its own folder, and of ours only what stands here.
import { readdirSync, readFileSync } from "node:fs"
import { builtinModules } from "node:module"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

const WEB = fileURLToPath(new URL("../web", import.meta.url))

const OURS = {
  "packages/protocol": [],
  "packages/api": ["@aside/protocol"],
  "packages/ui": [],
  "apps/widget": ["@aside/api", "@aside/protocol", "@aside/ui"],
  "apps/inbox": ["@aside/api", "@aside/protocol", "@aside/ui"],
  e2e: ["@aside/api", "@aside/inbox", "@aside/protocol", "@aside/ui", "@aside/widget"],
}

const IMPORT = /(?:\bfrom |^import |\bimport\()["']([^"'\n]+)["']/gm

const manifest = (folder) => JSON.parse(readFileSync(join(WEB, folder, "package.json"), "utf8"))

const sources = (folder) =>
  readdirSync(join(WEB, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/\/(node_modules|dist)\//.test(path))

const packageName = (specifier) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/")

const fault = (folder, declared, path, specifier) => {
  if (specifier.startsWith(".")) {
    const inside = !relative(join(WEB, folder), resolve(dirname(path), specifier)).startsWith("..")
    return inside ? undefined : "reaches outside its workspace"
  }
  const name = packageName(specifier)
  if (specifier.startsWith("node:") || builtinModules.includes(name)) {
    const browserCode = folder !== "e2e" && path.startsWith(join(WEB, folder, "src"))
    return browserCode ? "is not there in a browser" : undefined
  }
  if (specifier.startsWith("virtual:") || name === manifest(folder).name) return undefined
  if (!declared.has(name)) return "is not declared in its package.json"
  if (name.startsWith("@aside/") && !OURS[folder].includes(name)) return "is not allowed here"
  return undefined
}

const shared = Object.keys(manifest(".").devDependencies)
let faults = 0
for (const folder of Object.keys(OURS)) {
  const { dependencies = {}, devDependencies = {} } = manifest(folder)
  const declared = new Set([...Object.keys({ ...dependencies, ...devDependencies }), ...shared])
  for (const path of sources(folder)) {
    for (const [, specifier] of readFileSync(path, "utf8").matchAll(IMPORT)) {
      const reason = fault(folder, declared, path, specifier)
      if (reason === undefined) continue
      faults += 1
      process.stderr.write(`error: ${relative(WEB, path)}: import of "${specifier}" ${reason}\n`)
    }
  }
}
process.exitCode = faults === 0 ? 0 : 1
