import { describe, expect, test } from 'vitest'
import type { LoopSpan } from '../../../core/journal/loops.ts'
import { describeLoop, foldLoops } from './fold-loops.ts'
import { foldRuns } from './fold-runs.ts'
import { placesFrom } from './testing.ts'

const loop = (first: number, second: number, end: number): LoopSpan => ({
  passes: 3,
  period: 1,
  first,
  second,
  end,
})

function units(notation: string, loops: readonly LoopSpan[], open: readonly number[] = []): string {
  const runs = foldRuns(
    placesFrom(notation),
    ({ number }) => number === 1,
    () => false,
  )
  return foldLoops(runs, loops, ({ number }) => open.includes(number))
    .map((unit) => {
      if (unit.kind === 'message') return String(unit.place.number)
      const range = `${unit.places[0].number}-${unit.places.at(-1)!.number}`
      return unit.kind === 'loop' ? `(${range})` : `[${range}]`
    })
    .join(' ')
}

const STUCK = 'u c r c r c r a'

describe('folding loops', () => {
  test('the first pass stays, the others become one line', () => {
    expect(units(STUCK, [loop(1, 3, 7)])).toBe('0 1 2 (3-6) 7')
  })

  test('an opened one is shown whole, and none changes nothing', () => {
    expect(units(STUCK, [loop(1, 3, 7)], [3])).toBe('0 1 2 3 4 5 6 7')
    expect(units(STUCK, [])).toBe('0 1 2 3 4 5 6 7')
  })

  test('of overlapping loops the first is folded', () => {
    expect(units(STUCK, [loop(3, 5, 7), loop(1, 3, 5)])).toBe('0 1 2 (3-4) 5 6 7')
    expect(units(STUCK, [loop(2, 5, 7), loop(1, 3, 7)])).toBe('0 1 2 (3-6) 7')
  })

  test('what is folded for another reason gives way', () => {
    const long = 's u c r c r c r a u a u a u a u a'
    expect(units(long, [])).toBe('0 1 2 3 [4-15] 16')
    expect(units(long, [loop(2, 4, 8)])).toBe('0 1 2 3 (4-7) [8-15] 16')
    expect(units(long, [loop(2, 6, 8)])).toBe('0 1 2 3 [4-5] (6-7) [8-15] 16')
  })
})

test('says what goes round', () => {
  const places = placesFrom('c r c r')
  expect(describeLoop(loop(0, 2, 4), places)).toMatch(
    /^×3: \w+ again and again, 4 messages folded$/,
  )
  expect(describeLoop({ ...loop(0, 2, 4), period: 2 }, places)).toContain('round and round')
})
