/** Red, green, blue, 0–255 each. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Contrast that small text needs (WCAG 2.2 AA). */
const TEXT_CONTRAST = 4.5
const WHITE: Rgb = [255, 255, 255]
const BLACK: Rgb = [0, 0, 0]
/** The surfaces of the tokens: what accent-coloured text stands on. */
const LIGHT_SURFACE: Rgb = [255, 255, 255]
const DARK_SURFACE: Rgb = [35, 39, 38]

/** Colours made from a workspace's accent, as CSS. */
export interface Palette {
  /** The accent as chosen: fills. */
  readonly fill: string
  /** Text on a fill. */
  readonly ink: string
  /** The accent moved until it can be read on a light surface, and on a dark one. */
  readonly textOnLight: string
  readonly textOnDark: string
}

function luminance(color: Rgb): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** Contrast ratio of two colours, 1–21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

function mixed(color: Rgb, goal: Rgb, share: number): Rgb {
  const mix = (index: 0 | 1 | 2): number =>
    Math.round(color[index] + (goal[index] - color[index]) * share)
  return [mix(0), mix(1), mix(2)]
}

/** The colour nearest to `color` on the way to `goal` that can be read on `surface`. */
function readable(color: Rgb, goal: Rgb, surface: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const candidate = mixed(color, goal, share)
    if (contrast(candidate, surface) >= TEXT_CONTRAST) return candidate
  }
  return goal
}

export function css(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`
}

/** Whatever accent a workspace chose, text stays readable: black or white on it, darkened or lightened as text. */
export function paletteFrom(accent: Rgb): Palette {
  const ink = contrast(accent, WHITE) >= TEXT_CONTRAST ? WHITE : BLACK
  return {
    fill: css(accent),
    ink: css(contrast(accent, ink) >= TEXT_CONTRAST ? ink : WHITE),
    textOnLight: css(readable(accent, BLACK, LIGHT_SURFACE)),
    textOnDark: css(readable(accent, WHITE, DARK_SURFACE)),
  }
}
