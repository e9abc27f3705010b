import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"

/** The forms in which a sentence could lie on a disk: as it is, and as programs write bytes down. */
export function formsOf(sentence: string): Map<string, Buffer> {
  const utf8 = Buffer.from(sentence, "utf8")
  const utf16 = Buffer.from(sentence, "utf16le")
  const forms = new Map([
    ["utf-8", utf8],
    ["utf-16le", utf16],
    ["utf-16be", Buffer.from(utf16).swap16()],
    ["hex", Buffer.from(utf8.toString("hex"))],
    ["HEX", Buffer.from(utf8.toString("hex").toUpperCase())],
    ["json", Buffer.from(JSON.stringify(sentence).slice(1, -1))],
    ["percent", Buffer.from(encodeURIComponent(sentence))],
  ])
  // Where base64 begins decides what it looks like; the middle of each of the three is the same.
  for (const shift of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(shift), utf8]).toString("base64")
    const middle = shifted.slice(4, -4)
    forms.set(`base64+${shift}`, Buffer.from(middle))
    forms.set(`base64url+${shift}`, Buffer.from(middle.replaceAll("+", "-").replaceAll("/", "_")))
  }
  return forms
}

/** Where a sentence shows up in these bytes, in whatever form. */
export function findIn(haystacks: ReadonlyMap<string, Buffer>, sentence: string): string[] {
  const found: string[] = []
  for (const [place, bytes] of haystacks)
    for (const [form, needle] of formsOf(sentence))
      if (bytes.includes(needle)) found.push(`${place} as ${form}`)
  return found
}

/** Every file below a folder, by its path in it. */
export async function filesBelow(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
  const read = paths.map(
    async (path) => [path.slice(folder.length + 1), await readFile(path)] as const,
  )
  return new Map(await Promise.all(read))
}
