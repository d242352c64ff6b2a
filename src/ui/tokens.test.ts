import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')

type Theme = 'light' | 'dark'

/** The sRGB channels, 0 to 1, that an oklch colour shows as (CSS Color 4, clipped). */
function srgb(L: number, C: number, hue: number): [number, number, number] {
  const a = C * Math.cos((hue * Math.PI) / 180)
  const b = C * Math.sin((hue * Math.PI) / 180)
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return linear.map((x) => {
    const y = Math.min(1, Math.max(0, x))
    return y <= 0.0031308 ? 12.92 * y : 1.055 * y ** (1 / 2.4) - 0.055
  }) as [number, number, number]
}

function tokens(theme: Theme): Map<string, [number, number, number]> {
  const number = '([\\d.]+)'
  const colour = `oklch\\(${number} ${number} ${number}\\)`
  const pattern = new RegExp(`--([\\w-]+): light-dark\\(${colour}, ${colour}\\)`, 'g')
  const found = new Map<string, [number, number, number]>()
  for (const [, name, ...numbers] of css.matchAll(pattern)) {
    const [L, C, h] = numbers.map(Number).slice(theme === 'light' ? 0 : 3)
    found.set(name!, srgb(L!, C!, h!))
  }
  return found
}

/** WCAG 2.2 contrast ratio. */
function contrast(a: [number, number, number], b: [number, number, number]): number {
  const luminance = (colour: [number, number, number]) => {
    const [r, g, blue] = colour.map((c) =>
      c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * blue!
  }
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (high! + 0.05) / (low! + 0.05)
}

const SURFACES = ['paper', 'surface', 'raised', 'sunken', 'user', 'hover', 'selected']
const SOFT = ['accent', 'chosen', 'rejected', 'error', 'warn', 'info', 'ok']

/** Text on its grounds: all seven surfaces, a colour's own soft ground, and marks for the inks. */
const TEXT: [text: string, ground: string][] = [
  ...['ink', 'ink-2', 'ink-3', ...SOFT].flatMap((text) =>
    SURFACES.map((ground): [string, string] => [text, ground]),
  ),
  ...SOFT.map((text): [string, string] => [text, text + '-soft']),
  ...['ink', 'ink-2'].flatMap((text) =>
    [...SOFT.map((soft) => soft + '-soft'), 'chosen-mark', 'rejected-mark'].map(
      (ground): [string, string] => [text, ground],
    ),
  ),
  ['on-primary', 'ink'],
]
const SHAPES: [shape: string, ground: string][] = [
  ...['line-strong', 'chosen-line', 'rejected-line'].flatMap((shape) =>
    SURFACES.map((ground): [string, string] => [shape, ground]),
  ),
  ['chosen-line', 'chosen-soft'],
  ['rejected-line', 'rejected-soft'],
]

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const colours = tokens(theme)
  const measured = (a: string, b: string) => {
    const [first, second] = [colours.get(a), colours.get(b)]
    if (!first || !second) throw new Error(`tokens.css has no ${first ? b : a}`)
    return contrast(first, second)
  }

  it.each(TEXT)('%s can be read on %s', (text, ground) => {
    expect(measured(text, ground)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(SHAPES)('%s can be seen on %s', (shape, ground) => {
    expect(measured(shape, ground)).toBeGreaterThanOrEqual(3)
  })
})

describe('the measure itself', () => {
  it('gives 21 for black on white and 1 for equal colours', () => {
    expect(contrast([0, 0, 0], [1, 1, 1])).toBeCloseTo(21, 5)
    expect(contrast([0.5, 0.5, 0.5], [0.5, 0.5, 0.5])).toBe(1)
  })
  it('agrees with look.md on the hex of a token', () => {
    const hex = (theme: Theme, name: string) =>
      '#' +
      tokens(theme)
        .get(name)!
        .map((c) =>
          Math.round(c * 255)
            .toString(16)
            .padStart(2, '0'),
        )
        .join('')
    expect(hex('light', 'accent')).toBe('#5d42bb')
    expect(hex('dark', 'rejected')).toBe('#f1b47e')
  })
})
