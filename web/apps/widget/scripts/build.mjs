/**
 * Builds dist/: frame first, then the loader with the frame's hash in it, then manifest.json. Deterministic: the
 * release is the hash of both files.
 */
import { createHash } from "node:crypto"
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { build } from "vite"
import { compactWords } from "./compact-words.mjs"

const root = fileURLToPath(new URL("..", import.meta.url))
const dist = `${root}/dist`
// Firefox ESR, Safari 17.5 and everything from 2024 on: light-dark(), Ed25519 in SubtleCrypto.
const target = ["chrome124", "firefox128", "safari17.5"]

const hash = (algorithm, text) =>
  `${algorithm}-${createHash(algorithm).update(text).digest("base64")}`

/** Bundles one entry into one classic script. */
async function bundle(entry, define = {}) {
  const [result] = await build({
    root,
    configFile: false,
    logLevel: "warn",
    define: { "process.env.NODE_ENV": '"production"', ...define },
    plugins: [compactWords()],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      write: false,
      target,
      cssTarget: target,
      modulePreload: false,
      lib: { entry: `${root}/${entry}`, formats: ["iife"], name: "_", fileName: "out" },
      rolldownOptions: { output: { codeSplitting: false, minify: true } },
    },
  })
  const scripts = result.output.filter((file) => file.type === "chunk")
  if (scripts.length !== 1)
    throw new Error(`${entry} became ${scripts.length} files instead of one`)
  return scripts[0].code.trim()
}

/** What would end an inline script early, or start a comment in it, must not stand in it. */
function assertInline(code) {
  const bad = /<!--|<\/?script/i.exec(code)
  if (bad)
    throw new Error(`the frame's code holds "${bad[0]}", which cannot stand in an inline script`)
}

const outer = await readFile(`${root}/src/loader/outer.js`, "utf8")
const frame = await bundle("src/frame/main.tsx")
assertInline(outer)
assertInline(frame)
const scriptHashes = [hash("sha256", outer), hash("sha256", frame)]
const loader = await bundle("src/loader/main.ts", {
  FRAME_INTEGRITY: JSON.stringify(hash("sha384", frame)),
  SCRIPT_SOURCES: JSON.stringify(scriptHashes.map((source) => `'${source}'`).join(" ")),
})
const release = createHash("sha256").update(loader).update(frame).digest("hex").slice(0, 16)
const manifest = {
  release,
  loader: { file: "aside.js", integrity: hash("sha384", loader) },
  frame: { file: "frame.js", integrity: hash("sha384", frame) },
  script_hashes: scriptHashes,
}

await rm(dist, { recursive: true, force: true })
await mkdir(dist, { recursive: true })
await writeFile(`${dist}/aside.js`, loader)
await writeFile(`${dist}/frame.js`, frame)
await writeFile(`${dist}/manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`)
