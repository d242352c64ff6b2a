// @ts-check

/** @typedef {{ passed: number, failed: number }} Counts */

/**
 * A stage that passes or fails as a whole.
 * @param {number} exitCode
 * @returns {Counts}
 */
export function ofStage(exitCode) {
  return exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/**
 * A stage of several commands, which counts as one.
 * @param {readonly number[]} exitCodes
 */
export function ofAll(exitCodes) {
  return ofStage(exitCodes.every((code) => code === 0) ? 0 : 1)
}

/**
 * @param {readonly Counts[]} all
 * @returns {Counts}
 */
export function sum(all) {
  return {
    passed: all.reduce((total, each) => total + each.passed, 0),
    failed: all.reduce((total, each) => total + each.failed, 0),
  }
}

/**
 * From Vitest's JSON report.
 * @param {unknown} report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  // A file that cannot be loaded has no tests; it is a failed suite without failed tests.
  const broken = listAt(report, 'testResults').filter(
    (file) => textAt(file, 'status') === 'failed' && listAt(file, 'assertionResults').length === 0,
  ).length
  return agreeing(
    {
      passed: numberAt(report, 'numPassedTests'),
      failed: numberAt(report, 'numFailedTests') + broken,
    },
    exitCode,
  )
}

/**
 * From Playwright's JSON report. A flaky test is a failed one: it failed once.
 * @param {unknown} report
 * @param {number} exitCode
 * @returns {Counts}
 */
export function countPlaywright(report, exitCode) {
  const stats = at(report, 'stats')
  return agreeing(
    {
      passed: numberAt(stats, 'expected'),
      failed: numberAt(stats, 'unexpected') + numberAt(stats, 'flaky'),
    },
    exitCode,
  )
}

/**
 * A runner that says it failed has failed, and one that ran nothing has proved nothing.
 * @param {Counts} counts
 * @param {number} exitCode
 * @returns {Counts}
 */
function agreeing(counts, exitCode) {
  const wrong = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0)
  return wrong ? { ...counts, failed: 1 } : counts
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {unknown}
 */
function at(value, key) {
  return typeof value === 'object' && value !== null
    ? /** @type {Record<string, unknown>} */ (value)[key]
    : undefined
}

/**
 * @param {unknown} value
 * @param {string} key
 */
function numberAt(value, key) {
  const found = at(value, key)
  return typeof found === 'number' ? found : 0
}

/**
 * @param {unknown} value
 * @param {string} key
 */
function textAt(value, key) {
  const found = at(value, key)
  return typeof found === 'string' ? found : ''
}

/**
 * @param {unknown} value
 * @param {string} key
 * @returns {readonly unknown[]}
 */
function listAt(value, key) {
  const found = at(value, key)
  return Array.isArray(found) ? found : []
}
