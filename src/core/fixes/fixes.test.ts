import { expect, test } from 'vitest'
import { CHECKS } from '../checks/index.ts'
import { testFix, type FixCases } from '../testing/fix-cases.ts'
import { fixById, FIXES } from './index.ts'

const modules = import.meta.glob<{ cases: FixCases }>('./fixtures/*.ts', { eager: true })
const all = Object.values(modules).map((module) => module.cases)
for (const cases of all) testFix(cases)

test('every fix has its cases, a name of its own, and mends what checks find', () => {
  expect(all.map(({ fix }) => fix.id).toSorted()).toEqual(FIXES.map(({ id }) => id).toSorted())
  expect(new Set(FIXES.map(({ id }) => id)).size).toBe(FIXES.length)
  const codes = new Set(CHECKS.map(({ code }) => code))
  for (const fix of FIXES) {
    expect(fixById(fix.id)).toBe(fix)
    for (const code of fix.mends) expect(codes).toContain(code)
  }
})
