import { describe, expect, test } from 'vitest'
import { placesIn } from './fold-loops.ts'
import { describeRun, foldRuns } from './fold-runs.ts'
import { placesFrom } from './testing.ts'

/** Units as numbers and `[from-to]` runs; `worth` are the numbers to look at. */
function units(notation: string, worth: readonly number[], open: readonly number[] = []): string {
  return foldRuns(
    placesFrom(notation),
    (place) => worth.includes(place.number),
    (first) => open.includes(first.number),
  )
    .map((unit) =>
      unit.kind === 'message'
        ? String(unit.place.number)
        : `[${unit.places[0].number}-${unit.places.at(-1)!.number}]`,
    )
    .join(' ')
}
const LONG = 's u a u c r a u a u c r a u a u'

describe('foldRuns', () => {
  test('messages far from anything to look at fold into runs; first and last stay', () => {
    expect(units(LONG, [10])).toBe('0 [1-8] 9 10 11 12 13 14 15')
  })

  test('a result stays with its call on either side of a fold', () => {
    expect(units(LONG, [6])).toBe('0 1 2 3 4 5 6 7 8 [9-14] 15')
    expect(units('s u a u c r a u a u c r a u a u a u a u', [2])).toBe('0 1 2 3 4 5 [6-18] 19')
  })

  test('short conversations and those without anything to look at are shown whole', () => {
    expect(units('s u a u a', [2])).toBe('0 1 2 3 4')
    expect(units(LONG, [])).toBe('0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15')
  })

  test('an opened run is shown', () => {
    expect(units(LONG, [10], [1])).toBe('0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15')
  })

  test('every message is shown or folded, once and in order', () => {
    const places = placesFrom(LONG)
    for (let worth = 0; worth < places.length; worth++) {
      const all = foldRuns(
        places,
        (p) => p.number === worth,
        () => false,
      ).flatMap(placesIn)
      expect(all).toEqual(places)
    }
  })
})

test('a run says what is in it', () => {
  expect(describeRun(placesFrom('u a c r u c r a'))).toBe(
    '8 messages folded: 2 user, 2 assistant, 2 calls with results',
  )
  expect(describeRun(placesFrom('s u c'))).toBe('3 messages folded: 1 system, 1 user, 1 call')
  expect(describeRun(placesFrom('u c r'))).toBe('3 messages folded: 1 user, 1 call with its result')
})
