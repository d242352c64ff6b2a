import { describe, expect, it } from 'vitest'
import type { Json } from '../model/json.ts'
import { outlineOf, type OutlineRow } from './outline.ts'

const lines = (record: Json, open: string[] | null = null) =>
  outlineOf(record, open && new Set(open)).rows.map((row) =>
    'left' in row ? `${row.within} + ${row.left}` : row.path,
  )
const row = (record: Json, path: string, open: string[] | null = null): OutlineRow => {
  const found = outlineOf(record, open && new Set(open)).rows.find(
    (one): one is OutlineRow => 'path' in one && one.path === path,
  )
  if (!found) throw new Error(`no row ${path}`)
  return found
}

describe('the outline of a record', () => {
  const record = { id: 7, turns: [{ who: 'a' }, { who: 'b' }, { who: 'c' }], 'a.b': null }

  it('opens the upper levels and the first two elements of a list', () => {
    expect(lines(record)).toEqual([
      'id',
      'turns',
      'turns[0]',
      'turns[0].who',
      'turns[1]',
      'turns[1].who',
      'turns[2]',
      '"a.b"',
    ])
  })
  it('opens what is asked for and nothing else', () => {
    expect(lines(record, [])).toEqual(['id', 'turns', '"a.b"'])
    expect(lines(record, ['turns', 'turns[2]']).slice(1, -1)).toEqual([
      'turns',
      'turns[0]',
      'turns[1]',
      'turns[2]',
      'turns[2].who',
    ])
  })
  it('goes into JSON that stands as text, once it is opened', () => {
    const packed = { payload: JSON.stringify({ dialog: [{ who: 'a' }] }) }
    expect(lines(packed)).toEqual(['payload'])
    expect(row(packed, 'payload')).toMatchObject({ kind: 'text', isJsonText: true, canOpen: true })
    expect(lines(packed, ['payload', 'payload~.dialog'])).toEqual([
      'payload',
      'payload~.dialog',
      'payload~.dialog[0]',
    ])
  })
  it('does not take every text for JSON', () => {
    expect(row({ a: '[sic] he said' }, 'a').canOpen).toBe(false)
    expect(row({ a: '12' }, 'a').canOpen).toBe(false)
  })
  it('puts a text on one line and cuts it', () => {
    expect(row({ a: 'one\n\ttwo' }, 'a').text).toBe('one two')
    const long = row({ a: 'x'.repeat(5000) }, 'a')
    expect(long.text).toHaveLength(161)
    expect(long.size).toBe(5000)
  })
  it('names what it leaves out', () => {
    expect(lines({ list: Array.from({ length: 100 }, () => 1) }).at(-1)).toBe('list + 40')
    const wide = Array.from({ length: 60 }, () => Array.from({ length: 60 }, () => 1))
    const open = ['a', ...wide.map((_, i) => `a[${i}]`)]
    expect(lines({ a: wide, b: 1 }, open).length).toBeLessThan(1300)
  })
  it('copes with nesting beyond any stack', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as Json
    expect(lines({ deep }).length).toBeLessThan(10)
    let path = 'deep'
    const open = [path]
    for (let i = 0; i < 100; i++) open.push((path += '[0]'))
    expect(lines({ deep }, open).length).toBeLessThan(60)
  })
})
