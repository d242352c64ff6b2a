import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScrollScale } from './scroll-scale.ts'

const MILLION_ROWS = 1_000_000 * 54

describe('ScrollScale', () => {
  it('leaves a list that fits as it is', () => {
    const scale = new ScrollScale(5400, 600)
    expect(scale.trackHeight).toBe(5400)
    expect(scale.toOffset(4800)).toBe(4800)
    expect(scale.toScrollTop(1234)).toBe(1234)
  })
  it('reaches the very first and last pixel of a million rows', () => {
    const scale = new ScrollScale(MILLION_ROWS, 700)
    expect(scale.trackHeight).toBe(12_000_000)
    expect(scale.toOffset(0)).toBe(0)
    expect(scale.toOffset(scale.maxScrollTop)).toBe(MILLION_ROWS - 700)
  })
  it('moves pixel by pixel near both ends', () => {
    const scale = new ScrollScale(MILLION_ROWS, 700)
    expect(scale.toOffset(1000) - scale.toOffset(900)).toBe(100)
    const end = scale.maxScrollTop
    expect(scale.toOffset(end - 900) - scale.toOffset(end - 1000)).toBe(100)
  })
  it('is undone by its inverse, and never runs backwards', () => {
    const part = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), part, part, (height, a, b) => {
        const scale = new ScrollScale(height, 700)
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((p) => p * scale.maxOffset)
        expect(scale.toOffset(scale.toScrollTop(high!))).toBeCloseTo(high!, 3)
        expect(scale.toScrollTop(low!)).toBeLessThanOrEqual(scale.toScrollTop(high!))
      }),
    )
  })
})
