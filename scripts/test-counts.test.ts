import { expect, test } from 'vitest'
import { countPlaywright, countVitest, ofAll, ofStage, sum } from './test-counts.mjs'

const vitest = (passed: number, failed: number, files: object[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: files,
})
const playwright = (expected: number, unexpected: number, flaky = 0) => ({
  stats: { expected, unexpected, flaky, skipped: 0 },
})

test('a stage counts as one, passed or failed', () => {
  expect(ofStage(0)).toEqual({ passed: 1, failed: 0 })
  expect(ofStage(2)).toEqual({ passed: 0, failed: 1 })
  expect(ofAll([0, 0])).toEqual({ passed: 1, failed: 0 })
  expect(ofAll([0, 2, 1])).toEqual({ passed: 0, failed: 1 })
})

test('suites are summed', () => {
  expect(sum([{ passed: 3, failed: 0 }, { passed: 4, failed: 2 }, ofStage(1)])).toEqual({
    passed: 7,
    failed: 3,
  })
})

test('passed and failed tests are read from the reports of both runners', () => {
  expect(countVitest(vitest(12, 0), 0)).toEqual({ passed: 12, failed: 0 })
  expect(countVitest(vitest(10, 2), 1)).toEqual({ passed: 10, failed: 2 })
  expect(countPlaywright(playwright(5, 0), 0)).toEqual({ passed: 5, failed: 0 })
  expect(countPlaywright(playwright(5, 1), 1)).toEqual({ passed: 5, failed: 1 })
})

test('a test file that cannot be loaded is a failure, though no test of it ran', () => {
  const files = [
    { status: 'failed', assertionResults: [] },
    { status: 'passed', assertionResults: [{}] },
  ]
  expect(countVitest(vitest(12, 0, files), 1)).toEqual({ passed: 12, failed: 1 })
})

test('a flaky test is a failed one', () => {
  expect(countPlaywright(playwright(5, 0, 1), 0)).toEqual({ passed: 5, failed: 1 })
})

test('a runner that dies, runs nothing or ends non-zero has failed', () => {
  expect(countVitest(null, 1)).toEqual({ passed: 0, failed: 1 })
  expect(countVitest(vitest(12, 0), 1)).toEqual({ passed: 12, failed: 1 })
  expect(countVitest(vitest(0, 0), 0)).toEqual({ passed: 0, failed: 1 })
  expect(countPlaywright({}, 0)).toEqual({ passed: 0, failed: 1 })
})
