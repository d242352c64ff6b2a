import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WorkCounts } from '../../../engine/protocol.ts'
import { defaultScope, fileStem, nameProblem, scopeCounts } from './targets.ts'

const work = (some: Partial<WorkCounts>): WorkCounts => ({
  todo: 0,
  draft: 0,
  kept: 0,
  dropped: 0,
  paired: 0,
  tied: 0,
  labelled: 0,
  flagged: 0,
  ...some,
})

describe('the scope of an export', () => {
  it('is what was decided once anything was', () => {
    expect(defaultScope(work({ todo: 99, paired: 1 }))).toBe('decided')
    expect(defaultScope(work({ todo: 99, dropped: 1, tied: 1 }))).toBe('notDropped')
  })
  it('counts the samples it takes', () => {
    const counts = scopeCounts(
      work({
        todo: 1,
        draft: 2,
        kept: 4,
        dropped: 8,
        paired: 16,
        tied: 32,
        labelled: 64,
        flagged: 9,
      }),
    )
    expect(counts).toEqual({ decided: 84, notDropped: 119 })
  })
})

describe('names of files', () => {
  it.each([
    ['tau-bench airline', 'tau-bench_airline_dpo'],
    ['Dữ liệu Đà Nẵng', 'Du_lieu_da_Nang_dpo'],
    ['../../etc/passwd', 'etc_passwd_dpo'],
    ['对话', 'dataset_dpo'],
  ])('%s becomes %s', (name, stem) => expect(fileStem(name, 'dpo')).toBe(stem))

  it('made from any name at all can be used', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(nameProblem(fileStem(name, 'kto'))).toBeUndefined()
      }),
    )
  })
  it.each(['', '..', 'a/b', 'a b', 'ä'])('%o is refused', (name) => {
    expect(nameProblem(name)).toMatch(/\.$/)
  })
})
