import { expect, it } from 'vitest'
import { CHUNK, Columns } from '../../storage/columns.ts'
import { batchOf } from '../../storage/testing.ts'
import { FLAGS } from '../../core/columns.ts'
import { chartsOf, firstFindings } from './charts.ts'

it('counts samples by length in bars that people can read', () => {
  const columns = new Columns()
  columns.append(
    batchOf(4, (c, i) => {
      c.tokens[i] = [0, 999, 1_000, 15_999][i]!
      c.messages[i] = i
      if (i === 0) c.flags[i] = FLAGS.unreadable
    }),
  )
  const { tokens, messages } = chartsOf(columns)
  expect(tokens.step).toBe(1_000)
  expect(tokens.samples).toEqual([1, 1, ...new Array<number>(13).fill(0), 1])
  expect(messages).toEqual({ step: 1, samples: [0, 1, 1, 1] })
})

it('gathers the worst finding of each sample into cells, in source order', () => {
  const columns = new Columns()
  columns.append(
    batchOf(250, (c, i) => {
      if (i === 0) c.errors[i] = 1
      if (i === 1) c.warnings[i] = 3
      if (i === 249) c.flags[i] = FLAGS.unreadable
      c.notes[i] = 1
    }),
  )
  const { worst } = chartsOf(columns)
  expect(worst).toMatchObject({ perCell: 3, total: 250 })
  expect(worst.errors).toHaveLength(84)
  expect([worst.errors[0], worst.warnings[0], worst.errors[83]]).toEqual([1, 1, 1])
  expect(worst.errors.concat(worst.warnings).reduce((a, b) => a + b)).toBe(3)
})

it('has nothing to draw of nothing', () => {
  expect(chartsOf(new Columns())).toMatchObject({
    tokens: { step: 1, samples: [0] },
    worst: { total: 0, errors: [] },
  })
})

it('finds the first record of each check, beyond a chunk and in both words', () => {
  const columns = new Columns()
  columns.append(
    batchOf(CHUNK + 2, (c, i) => {
      if (i === 3 || i === 5) c.findings0[i] = 0x8000_0001
      if (i === CHUNK + 1) c.findings1[i] = 0x8000_0000
    }),
  )
  const found = [...firstFindings(columns).entries()].filter(([, record]) => record >= 0)
  expect(found).toEqual([
    [0, 3],
    [31, 3],
    [63, CHUNK + 1],
  ])
})
