import { expect, test } from 'vitest'
import { groupKey, groupOf } from './groups.ts'
import { trace } from './testing/trace.ts'

test('formats of one family share their groups, others do not', () => {
  const of = (format: 'bfcl' | 'bfcl/answers' | 'tau-bench') =>
    groupOf({ ...trace('u a', { format }), meta: { group: '7' } })
  expect(of('bfcl/answers')).toBe(of('bfcl'))
  expect(of('tau-bench')).not.toBe(of('bfcl'))
  expect(groupOf(trace('u a'))).toBeUndefined()
})

test('keys are whole numbers of 32 bits, never 0, and rarely meet', () => {
  const keys = Array.from({ length: 20_000 }, (_, i) => groupKey(`tau-bench ${i}`))
  expect(keys.every((key) => Number.isInteger(key) && key > 0 && key <= 0xffff_ffff)).toBe(true)
  expect(new Set(keys).size).toBeGreaterThan(19_990)
})
