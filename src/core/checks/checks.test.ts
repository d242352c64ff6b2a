import { expect, test } from 'vitest'
import { testCases, type CheckCases } from '../testing/check-cases.ts'
import { CHECKS } from './index.ts'

const modules = import.meta.glob<{ cases: CheckCases }>('./fixtures/*.ts', { eager: true })
const all = Object.values(modules).map((module) => module.cases)
for (const cases of all) testCases(cases)

test('every check that looks at samples has its cases', () => {
  const covered = new Set(all.map((cases) => cases.check.code))
  const missing = CHECKS.map((check) => check.code).filter((code) => !covered.has(code))
  // These two are tested in run.test.ts and schema.test.ts: they need more than a sample.
  expect(missing).toEqual(['check.crash', 'schema'])
})
