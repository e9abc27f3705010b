/** Least contrast of text on the accent (WCAG 2.2 AA). */
const CONTRAST_MIN = 4.5

function channels(color: string): [number, number, number] {
  const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  return [r ?? 0, g ?? 0, b ?? 0]
}

function luminance(color: string): number {
  const linear = channels(color).map((value) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0)
}

/** Contrast of two `#rrggbb` colours, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05)
}

/** Black or white, whichever reads better on a colour. */
export function textOn(color: string): "#000000" | "#ffffff" {
  return contrast(color, "#ffffff") >= contrast(color, "#000000") ? "#ffffff" : "#000000"
}

function darker(color: string): string {
  const parts = channels(color).map((value) => Math.floor(value * 0.94))
  return `#${parts.map((value) => value.toString(16).padStart(2, "0")).join("")}`
}

/** The colour, darkened until white text on it can be read. */
export function accentWithContrast(color: string): string {
  let result = color.toLowerCase()
  while (contrast(result, "#ffffff") < CONTRAST_MIN) result = darker(result)
  return result
}

/** `#rrggbb` of three bytes. */
export function hexColor(bytes: Uint8Array): string {
  return `#${[...bytes].map((value) => value.toString(16).padStart(2, "0")).join("")}`
}

/** Three bytes of `#rrggbb`. */
export function colorBytes(color: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(channels(color))
}
