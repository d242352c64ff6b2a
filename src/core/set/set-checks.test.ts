import { expect, test } from 'vitest'
import { testSetCases, type SetCases } from './testing/set-cases.ts'
import { CHECKS } from '../checks/index.ts'
import { SET_CHECKS } from './index.ts'

const modules = import.meta.glob<{ cases: SetCases }>('./fixtures/*.ts', { eager: true })
const all = Object.values(modules).map((module) => module.cases)
for (const cases of all) testSetCases(cases)

test('every check of the set has its cases', () => {
  const covered = all.map(({ check }) => check.code).sort()
  expect(covered).toEqual(SET_CHECKS.map(({ code }) => code).sort())
})

test('no two checks share a code', () => {
  const codes = [...CHECKS, ...SET_CHECKS].map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
})
