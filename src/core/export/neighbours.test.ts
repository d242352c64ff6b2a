import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { NeighbourArranger } from './neighbours.ts'
import type { ExportRow } from './target.ts'

let serial = 0
function rowsOf(keys: readonly string[]): ExportRow[] {
  return keys.map((promptKey) => ({ text: `row ${serial++}`, promptKey }))
}

function arrange(rows: readonly ExportRow[], windowRows: number, poolUnits?: number) {
  const arranger = new NeighbourArranger(windowRows, poolUnits)
  const out = rows.flatMap((row) => arranger.push(row))
  const end = arranger.end()
  return { rows: [...out, ...end.rows], notices: end.notices }
}

/** Rows that the trainer would pair with an answer to their own prompt. */
function collisions(rows: readonly ExportRow[], windowRows: number): number {
  return rows.filter((row, i) => {
    const start = i - (i % windowRows)
    const end = Math.min(start + windowRows, rows.length)
    return rows[i === start ? end - 1 : i - 1]!.promptKey === row.promptKey
  }).length
}

function keysOf(rows: readonly ExportRow[]): string {
  return rows.map((row) => row.promptKey).join('')
}

describe('arranging KTO rows', () => {
  test('rows with prompts of their own stay in source order', () => {
    const rows = rowsOf([...'abcdefghij'])
    expect(arrange(rows, 4)).toEqual({ rows, notices: [] })
  })

  test('two answers to one prompt are put apart', () => {
    const { rows, notices } = arrange(rowsOf([...'aabb']), 1000)
    expect(keysOf(rows)).toBe('abab')
    expect(notices).toEqual([])
  })

  test('the first row of a window differs from its last', () => {
    expect(collisions(arrange(rowsOf([...'abca']), 4).rows, 4)).toBe(0)
  })

  test('a row that is left alone in its window is reported', () => {
    expect(arrange(rowsOf([...'abcde']), 4).notices).toEqual([
      expect.stringContaining('1 row stands behind a row with the same prompt'),
    ])
  })

  test('one prompt for most rows cannot be arranged and is counted', () => {
    const { rows, notices } = arrange(rowsOf([...'aaaab']), 1000)
    expect(rows).toHaveLength(5)
    expect(notices).toEqual([expect.stringContaining(`${collisions(rows, 1000)} rows`)])
  })

  test('no row is lost or doubled, and what cannot be arranged is counted exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'abcdef'), { maxLength: 80 }),
        fc.integer({ min: 2, max: 9 }),
        fc.constantFrom(undefined, 20, 60),
        (keys, windowRows, poolUnits) => {
          const given = rowsOf(keys)
          const { rows, notices } = arrange(given, windowRows, poolUnits)
          expect(new Set(rows)).toEqual(new Set(given))
          expect(rows).toHaveLength(given.length)
          const count = collisions(rows, windowRows)
          expect(notices.length).toBe(count === 0 ? 0 : 1)
          if (count > 0) expect(notices[0]).toMatch(new RegExp(`^${count} rows? `))
        },
      ),
      { numRuns: 200 },
    )
  })

  test('one window is arranged whenever it can be', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'abcdefgh'), { minLength: 2, maxLength: 40 }),
        (keys) => {
          const most = Math.max(...keys.map((key) => keys.filter((k) => k === key).length))
          fc.pre(most * 2 <= keys.length)
          expect(collisions(arrange(rowsOf(keys), 1000).rows, 1000)).toBe(0)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a sorted file of two answers a prompt needs no more than the pool', () => {
    const keys = Array.from({ length: 9000 }, (_, i) => `prompt ${i >> 1}`)
    const { rows, notices } = arrange(rowsOf(keys), 1000)
    expect(collisions(rows, 1000)).toBe(0)
    expect(notices).toEqual([])
  })
})
