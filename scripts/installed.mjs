// Exits 0 if web/node_modules holds what web/package-lock.json asks for, whoever installed it.
import { readFileSync } from "node:fs"

const packages = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url))).packages

const isCurrent = () => {
  const wanted = packages("../web/package-lock.json")
  const present = packages("../web/node_modules/.package-lock.json")
  return Object.entries(wanted)
    .filter(([path, entry]) => path.includes("node_modules/") && !entry.optional)
    .every(([path, entry]) => path in present && present[path].integrity === entry.integrity)
}

let current = false
try {
  current = isCurrent()
} catch (error) {
  if (error.code !== "ENOENT") throw error
}
process.exitCode = current ? 0 : 1
