import { describe, expect, it } from 'vitest'
import type { WorkCounts } from '../../../engine/protocol.ts'
import { decidedCount, lossOf } from './work.ts'

const NONE: WorkCounts = {
  todo: 0,
  draft: 0,
  kept: 0,
  dropped: 0,
  paired: 0,
  tied: 0,
  labelled: 0,
  flagged: 0,
}
const loss = (work: Partial<WorkCounts>) => lossOf({ work: { ...NONE, ...work } })

describe('what a dataset holds of work', () => {
  it('counts every finished judgement and no draft', () => {
    const work = {
      todo: 9,
      draft: 8,
      kept: 1,
      dropped: 2,
      paired: 3,
      tied: 4,
      labelled: 5,
      flagged: 7,
    }
    expect(decidedCount(work)).toBe(15)
  })
  it('names all that is lost', () => {
    expect(loss({ kept: 110, paired: 148, draft: 1, flagged: 2 })).toMatch(
      /^258 decisions, 148 pairs among them, 1 unfinished fork and 2 flags go with it\./,
    )
  })
  it('agrees in number', () => {
    expect(loss({ kept: 1 })).toMatch(/^1 decision goes with it\./)
    expect(loss({ kept: 2 })).toMatch(/^2 decisions go with it\./)
  })
  it('says so when nothing was decided', () => {
    expect(loss({ todo: 100 })).toMatch(/^Nothing was decided in it\./)
  })
})
