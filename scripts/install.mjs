// @ts-check
import { join } from 'node:path'
import { fingerprint, isStamped, stamp } from './fingerprint.mjs'
import { ROOT, runNpm } from './process.mjs'

const OLDEST_NODE = [20, 19]

/**
 * Installs the exact dependencies of the lock file, unless they are there. Whatever it says goes to
 * stderr; it throws when it cannot. The stamp lies in node_modules, so deleting that folder asks for a new install.
 */
export async function ensureInstalled() {
  refuseOldNode()
  const wanted = fingerprint(ROOT, ['package-lock.json'])
  const stampFile = join(ROOT, 'node_modules', '.installed')
  if (isStamped(stampFile, wanted)) return
  console.error('Installing dependencies …')
  // All of them are development dependencies, which NODE_ENV=production would leave out.
  const code = await runNpm(['ci', '--include=dev', '--loglevel=warn', '--no-progress'], {
    stdio: ['ignore', process.stderr, process.stderr],
  })
  if (code !== 0) throw new Error('The dependencies could not be installed. npm says why above.')
  stamp(stampFile, wanted)
}

function refuseOldNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.version}.`)
}
