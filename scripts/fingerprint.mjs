// @ts-check
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * SHA-256 over names and contents of files and of everything in folders, in a fixed order. Contents,
 * not dates: a checkout of an older version is a change too.
 * @param {string} root
 * @param {readonly string[]} paths relative to `root`; one that does not exist counts as such
 */
export function fingerprint(root, paths) {
  const hash = createHash('sha256')
  for (const path of paths) addPath(hash, root, path)
  return hash.digest('hex')
}

/**
 * @param {import('node:crypto').Hash} hash
 * @param {string} root
 * @param {string} path
 */
function addPath(hash, root, path) {
  const stat = statSync(join(root, path), { throwIfNoEntry: false })
  if (stat?.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) addPath(hash, root, `${path}/${name}`)
    return
  }
  hash.update(`${path}\0${stat ? stat.size : 'absent'}\0`)
  if (stat) hash.update(readFileSync(join(root, path)))
}

/**
 * True when `stampFile` holds this fingerprint.
 * @param {string} stampFile
 * @param {string} value
 */
export function isStamped(stampFile, value) {
  const stat = statSync(stampFile, { throwIfNoEntry: false })
  return stat !== undefined && readFileSync(stampFile, 'utf8').trim() === value
}

/**
 * @param {string} stampFile
 * @param {string} value
 */
export function stamp(stampFile, value) {
  writeFileSync(stampFile, value + '\n')
}
