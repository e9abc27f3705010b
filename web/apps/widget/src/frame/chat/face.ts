import type { Appearance } from "@aside/protocol/visitor"
import { type Palette, paletteFrom } from "../color.ts"
import type { Face } from "../model.ts"

/** What the workspace says about itself in the visitor's language, or the nearest it has. */
export function faceFrom(appearance: Appearance | null, locale: string): Face {
  if (appearance === null) return { name: "this site", greeting: "", replyHint: "" }
  const wanted = locale.toLowerCase()
  const [language = ""] = wanted.split("-")
  const { texts, name } = appearance
  const byTag = (tag: string): (typeof texts)[number] | undefined =>
    texts.find((each) => each.locale.toLowerCase() === tag)
  const nearest =
    byTag(wanted) ??
    byTag(language) ??
    texts.find((each) => each.locale.toLowerCase().startsWith(`${language}-`)) ??
    byTag("en") ??
    texts[0]
  return { name, greeting: nearest?.greeting ?? "", replyHint: nearest?.replyHint ?? "" }
}

/** The colours of the workspace, if it has an appearance. */
export function paletteOf(appearance: Appearance | null): Palette | undefined {
  const [red, green, blue] = appearance?.accent ?? []
  if (red === undefined || green === undefined || blue === undefined) return
  return paletteFrom([red, green, blue])
}
