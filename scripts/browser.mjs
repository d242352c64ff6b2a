// @ts-check
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, runTool } from './process.mjs'

/** Names a value for: the path of a Chromium to test with. */
export const BROWSER_VARIABLE = 'TUNING_FORK_BROWSER'

const NAMES =
  process.platform === 'win32'
    ? ['chrome.exe', 'chromium.exe']
    : ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']

/** Where installers put it without adding to PATH. */
const PLACES = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData']
    .map((name) => process.env[name])
    .filter((folder) => folder !== undefined)
    .map((folder) => join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe')),
}

/**
 * The Chromium to test with: the one named by the environment, one on PATH, or Playwright's own. Null
 * when there is none that runs. Throws when the environment names one that does not.
 * @returns {Promise<string | null>}
 */
export async function findBrowser() {
  const named = process.env[BROWSER_VARIABLE]
  if (named) {
    if (!runs(named)) throw new Error(`${BROWSER_VARIABLE} names ${named}, which does not run.`)
    return named
  }
  return (await candidates()).find(runs) ?? null
}

/**
 * Finds a browser, or installs one: by Playwright, or else, on Debian as root, by apt-get.
 * @returns {Promise<string | null>}
 */
export async function ensureBrowser() {
  const found = await findBrowser()
  if (found) return found
  console.log('No browser found. Installing one with Playwright …')
  await runTool('playwright', ['install', 'chromium'])
  const own = await findBrowser()
  if (own || !existsSync('/etc/debian_version') || process.getuid?.() !== 0) return own
  console.log("Playwright's browser cannot be had or does not run here. Trying apt-get …")
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  await run('apt-get', ['update'], { env })
  const packages = ['chromium', 'fonts-noto-core']
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], { env })
  const packaged = await findBrowser()
  if (packaged) return packaged
  // Ubuntu's package is a stub: what is left is to give Playwright's own the libraries it lacks.
  await runTool('playwright', ['install-deps', 'chromium'], { env })
  return findBrowser()
}

/** @returns {Promise<string[]>} paths of files that could be a browser, best first */
async function candidates() {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const usual = process.platform in PLACES ? PLACES[/** @type {'darwin'} */ (process.platform)] : []
  // Imported when asked for: this file is loaded before anything is installed.
  const { chromium } = await import('@playwright/test')
  return [...onPath, ...usual, chromium.executablePath()].filter(isExecutable)
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/**
 * A file may be there and not run: system libraries are missing, or it is the stub of a package that
 * is not installed. On Windows asking for the version would open a window.
 * @param {string} path
 */
function runs(path) {
  if (process.platform === 'win32') return isExecutable(path)
  return spawnSync(path, ['--version'], { timeout: 30_000, stdio: 'ignore' }).status === 0
}
