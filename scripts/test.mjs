// @ts-check
// `npm test`: everything that must hold, from a fresh clone on. The last line counts over all suites.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BROWSER_VARIABLE, ensureBrowser } from './browser.mjs'
import { ensureInstalled } from './install.mjs'
import { runTool } from './process.mjs'
import { countPlaywright, countVitest, ofAll, ofStage, sum } from './test-counts.mjs'

/** @typedef {import('./test-counts.mjs').Counts} Counts */

const reports = mkdtempSync(join(tmpdir(), 'tuning-fork-test-'))
/** @type {{ name: string, seconds: number, counts: Counts }[]} */
const done = []

await stage('install', () => ensureInstalled().then(() => null, failed))
const isInstalled = lastPassed()
if (isInstalled) await runStages()

rmSync(reports, { recursive: true, force: true })
const total = sum(done.map((each) => each.counts))
console.log('')
for (const { name, seconds, counts } of done)
  console.log(
    `${name.padEnd(8)} ${seconds.toFixed(1).padStart(6)} s  ${counts.passed} passed, ${counts.failed} failed`,
  )
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1

async function runStages() {
  await stage('browser', () => ensureBrowser().then(useBrowser, failed))
  const hasBrowser = lastPassed()
  await stage('format', async () => ofStage(await runTool('prettier', ['--check', '.'])))
  await stage('lint', async () => ofStage(await runTool('eslint', ['.'])))
  await stage('types', async () =>
    ofAll([
      await runTool('tsc', ['-p', 'src/core']),
      await runTool('tsc', ['-p', 'workers']),
      await runTool('svelte-check', ['--tsconfig', './tsconfig.json', '--fail-on-warnings']),
    ]),
  )
  await stage('unit', unitTests)
  await stage('build', async () =>
    ofAll([
      await runTool('vite', ['build', '--logLevel', 'warn']),
      await runTool('vite', ['build', '--ssr', 'src/cli/main.ts', '--logLevel', 'warn']),
    ]),
  )
  if (hasBrowser && lastPassed()) await stage('e2e', endToEndTests)
  else console.log('\n— e2e: left out, since there is no browser or no build')
}

async function unitTests() {
  const report = join(reports, 'unit.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await runTool('vitest', ['run', ...reporters])
  return countVitest(readReport(report), code)
}

async function endToEndTests() {
  const report = join(reports, 'e2e.json')
  const code = await runTool(
    'playwright',
    ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'],
    { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
  )
  return countPlaywright(readReport(report), code)
}

/** @param {string | null} browser */
function useBrowser(browser) {
  if (browser === null) {
    console.error(`There is no browser. Install Chromium, or name one in ${BROWSER_VARIABLE}.`)
    return { passed: 0, failed: 1 }
  }
  console.log(browser)
  process.env[BROWSER_VARIABLE] = browser
  return null
}

/** @param {unknown} error */
function failed(error) {
  console.error(error instanceof Error ? error.message : error)
  return { passed: 0, failed: 1 }
}

function lastPassed() {
  return done.at(-1)?.counts.failed === 0
}

/**
 * Runs one stage and keeps its time; null counts for nothing.
 * @param {string} name
 * @param {() => Promise<Counts | null>} work
 */
async function stage(name, work) {
  console.log(`\n— ${name}`)
  const startedAt = performance.now()
  const counts = (await work()) ?? { passed: 0, failed: 0 }
  const seconds = (performance.now() - startedAt) / 1000
  done.push({ name, seconds, counts })
  console.log(`— ${name}: ${seconds.toFixed(1)} s${counts.failed > 0 ? ', FAILED' : ''}`)
}

/**
 * @param {string} path
 * @returns {unknown} null when the runner died before writing it
 */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}
