// @ts-check
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint, isStamped, stamp } from './fingerprint.mjs'
import { ROOT, runTool } from './process.mjs'

/** What either build depends on besides its own sources. */
const COMMON = ['package-lock.json', 'vite.config.ts', 'svelte.config.js', 'tsconfig.base.json']

const BUILDS = {
  app: {
    outDir: 'dist',
    sources: [...COMMON, 'index.html', 'public', 'src', 'workers', 'scripts/security-headers.mjs'],
    args: [],
  },
  cli: {
    outDir: 'dist-cli',
    sources: [...COMMON, 'package.json', 'src/cli', 'src/core'],
    args: ['--ssr', 'src/cli/main.ts'],
  },
}

/**
 * Builds unless the folder there was built from the same sources. What it says goes to stderr; it
 * throws when it cannot. The
 * build grows in a folder of its own and takes its place when whole, so that a server or another
 * process never sees half of one. A plain `vite build` empties the folder, and the stamp with it.
 * @param {keyof typeof BUILDS} name
 * @returns {Promise<string>} the folder
 */
export async function ensureBuilt(name) {
  const { sources, args, outDir } = BUILDS[name]
  const folder = join(ROOT, outDir)
  const wanted = fingerprint(ROOT, sources)
  if (isStamped(join(folder, '.built'), wanted)) return folder

  console.error(name === 'app' ? 'Building the app …' : 'Building the headless tool …')
  const growing = join(ROOT, 'node_modules', `.building-${name}-${process.pid}`)
  const code = await runTool(
    'vite',
    ['build', ...args, '--outDir', growing, '--logLevel', 'warn'],
    {
      stdio: ['ignore', process.stderr, process.stderr],
    },
  )
  if (code !== 0) {
    rmSync(growing, { recursive: true, force: true })
    throw new Error('The build failed. The reason stands above.')
  }
  stamp(join(growing, '.built'), wanted)
  takePlace(growing, folder)
  return folder
}

/**
 * @param {string} growing
 * @param {string} folder
 */
function takePlace(growing, folder) {
  rmSync(folder, { recursive: true, force: true })
  try {
    renameSync(growing, folder)
  } catch (error) {
    // Another process finished the same build between the two lines above.
    rmSync(growing, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
}
