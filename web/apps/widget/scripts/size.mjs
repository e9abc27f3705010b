/** Prints what a visitor downloads and fails over budget. Run after the build. */
import { readFile } from "node:fs/promises"
import { brotliCompressSync, constants, gzipSync } from "node:zlib"

const KIB = 1024
const LOADER_MAX = 6 * KIB
const OPEN_CHAT_MAX = 60 * KIB

/** Size of a file as it is, and compressed the two ways a server sends it. */
async function measure(name) {
  const bytes = await readFile(new URL(`../dist/${name}`, import.meta.url))
  const brotli = brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
  })
  return { raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotli.length }
}

function line(name, size, budget) {
  const kib = (n) => `${(n / KIB).toFixed(2)} KiB`.padStart(10)
  const limit = budget === undefined ? "" : `   budget ${budget / KIB} KiB gzip`
  return `${name.padEnd(20)} gzip ${kib(size.gzip)}   brotli ${kib(size.brotli)}   raw ${kib(size.raw)}${limit}`
}

const loader = await measure("aside.js")
const frame = await measure("frame.js")
const total = {
  raw: loader.raw + frame.raw,
  gzip: loader.gzip + frame.gzip,
  brotli: loader.brotli + frame.brotli,
}
process.stdout.write(
  `${[
    line("loader", loader, LOADER_MAX),
    line("frame", frame),
    line("until an open chat", total, OPEN_CHAT_MAX),
  ].join("\n")}\n`,
)

const over = [
  loader.gzip > LOADER_MAX && "the loader is over its budget",
  total.gzip > OPEN_CHAT_MAX && "an open chat is over its budget",
].filter(Boolean)
if (over.length) {
  process.stderr.write(`${over.join("; ")}\n`)
  process.exitCode = 1
}
