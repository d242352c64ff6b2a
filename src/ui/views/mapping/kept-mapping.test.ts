import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Mapping } from '../../../core/mapping/mapping.ts'
import { dropMapping, keepMapping, keptMapping } from './kept-mapping.ts'

const MAPPING: Mapping = { version: 1, name: 'Odd', prompt: ['q'], completion: 'a' }
const stored = new Map<string, string>()

beforeEach(() => {
  stored.clear()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  })
})
afterEach(() => vi.unstubAllGlobals())

it('keeps a mapping with its file until it is let go', () => {
  expect(keptMapping()).toBeNull()
  keepMapping('odd.jsonl', MAPPING, true)
  expect(keptMapping()).toMatchObject({ fileName: 'odd.jsonl', mapping: MAPPING, named: true })
  dropMapping()
  expect(keptMapping()).toBeNull()
})

it('takes what cannot be read for nothing', () => {
  for (const broken of ['{', '1', '{"fileName": "a"}', '{"fileName": "a", "text": "{}"}']) {
    stored.set('tuning-fork.mapping', broken)
    expect(keptMapping()).toBeNull()
  }
})

it('does without a storage that refuses', () => {
  const refuse = () => {
    throw new DOMException('no')
  }
  vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
  keepMapping('odd.jsonl', MAPPING, false)
  expect(keptMapping()).toBeNull()
})
