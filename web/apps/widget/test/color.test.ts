import { describe, expect, test } from "vitest"
import { contrast, paletteFrom, type Rgb } from "../src/frame/color.ts"

const rgb = (css: string): Rgb => {
  const part = (at: number): number => Number.parseInt(css.slice(at, at + 2), 16)
  return [part(1), part(3), part(5)]
}

describe("a workspace's accent", () => {
  test("black and white have the greatest contrast", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21)
  })

  test("whatever it is, text on it and text in it can be read", () => {
    for (let red = 0; red < 256; red += 15) {
      for (let green = 0; green < 256; green += 15) {
        for (let blue = 0; blue < 256; blue += 15) {
          const accent: Rgb = [red, green, blue]
          const palette = paletteFrom(accent)
          expect(contrast(rgb(palette.fill), rgb(palette.ink))).toBeGreaterThanOrEqual(4.5)
          expect(contrast(rgb(palette.textOnLight), [255, 255, 255])).toBeGreaterThanOrEqual(4.5)
          expect(contrast(rgb(palette.textOnDark), [35, 39, 38])).toBeGreaterThanOrEqual(4.5)
        }
      }
    }
  })

  test("one that can be read as it is stays as it is", () => {
    expect(paletteFrom([15, 118, 110])).toMatchObject({ fill: "#0f766e", textOnLight: "#0f766e" })
  })
})
