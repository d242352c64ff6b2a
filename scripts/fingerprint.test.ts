import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fingerprint, isStamped, stamp } from './fingerprint.mjs'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tuning-fork-fingerprint-'))
  mkdirSync(join(root, 'src/deep'), { recursive: true })
  writeFileSync(join(root, 'src/a.ts'), 'one')
  writeFileSync(join(root, 'src/deep/b.ts'), 'two')
})
afterEach(() => rmSync(root, { recursive: true }))

const now = () => fingerprint(root, ['src', 'package.json'])

test('dates do not matter', () => {
  const before = now()
  utimesSync(join(root, 'src/a.ts'), 1, 1)
  expect(now()).toBe(before)
})

test.each([
  ['a changed file', () => writeFileSync(join(root, 'src/deep/b.ts'), 'owt')],
  ['a new file', () => writeFileSync(join(root, 'src/c.ts'), '')],
  ['a file that is gone', () => rmSync(join(root, 'src/a.ts'))],
  ['a new name', () => renameSync(join(root, 'src/a.ts'), join(root, 'src/z.ts'))],
  ['a path that was absent', () => writeFileSync(join(root, 'package.json'), '')],
])('%s changes it', (_what, change) => {
  const before = now()
  change()
  expect(now()).not.toBe(before)
})

test('a stamp holds for the fingerprint it was made of, and no stamp for none', () => {
  const file = join(root, '.stamp')
  expect(isStamped(file, now())).toBe(false)
  stamp(file, now())
  expect(isStamped(file, now())).toBe(true)
  writeFileSync(join(root, 'src/a.ts'), 'changed')
  expect(isStamped(file, now())).toBe(false)
})
