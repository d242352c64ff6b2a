import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message, Role } from '../model/message.ts'
import { alignMessages } from './align.ts'

const ROLES: Record<string, Role> = { a: 'assistant', u: 'user', t: 'tool' }

/** 'u:hello world  a>calculate:1+1  t:2': role, then `:` text, or `>` a call with its argument. */
function talk(notation: string): Message[] {
  return notation
    .split('  ')
    .filter((word) => word !== '')
    .map((word): Message => {
      const role = ROLES[word[0]!]!
      const base = { role, sourceRole: role, path: '' }
      const [name, value] = word.slice(2).split(':')
      if (word[1] !== '>')
        return { ...base, parts: [{ t: role === 'tool' ? 'result' : 'text', text: word.slice(2) }] }
      const call = {
        name: name!,
        args: { value: value! },
        argsText: JSON.stringify({ value }),
        argsWas: 'object',
        dialect: 'native',
        path: '',
      } as const
      return { ...base, parts: [{ t: 'call', call }] }
    })
}

/** Rows as '0=0 1≠1 2| |2': an index alone has a bar on the empty side. */
function rows(a: string, b: string): string {
  return alignMessages(talk(a), talk(b))
    .map((row) => `${row.a ?? ''}|${row.b ?? ''}`)
    .join(' ')
}

describe('alignMessages', () => {
  it('puts equal messages in one row', () => {
    expect(rows('a:one  u:two', 'a:one  u:two')).toBe('0|0 1|1')
  })
  it('keeps an edited message beside its original', () => {
    expect(rows('a:it costs 255  u:yes', 'a:it costs 305 in all  u:yes')).toBe('0|0 1|1')
  })
  it('puts two first answers in one row even when one speaks and the other calls', () => {
    expect(rows('a:how many bags do you have', 'a>book:3')).toBe('0|0')
  })
  it('leaves an added exchange alone on its side', () => {
    expect(
      rows(
        'a:shall I ask  u:yes ask  a>book:1  t:done',
        'a:shall I ask  u:yes ask  a:how many bags  u:three bags  a>book:1  t:done',
      ),
    ).toBe('0|0 1|1 |2 |3 2|4 3|5')
  })
  it('never puts two different speakers in one row', () => {
    expect(rows('a:hello  u:hello', 'a:hello  t:hello')).toBe('0|0 1| |1')
  })
  it('lists what follows a shorter branch', () => {
    expect(rows('a>book:1', 'a>book:2  t:no  a:sorry')).toBe('0|0 |1 |2')
  })
  it('aligns very long branches by place', () => {
    const long = Array.from({ length: 400 }, (_, i) => `a:left ${i}`).join('  ')
    const other = Array.from({ length: 401 }, (_, i) => `a:right ${i}`).join('  ')
    const aligned = alignMessages(talk(long), talk(other))
    expect(aligned).toHaveLength(401)
    expect(aligned.at(-1)).toEqual({ a: null, b: 400 })
  })
  it('shows every message of both sides once and in order', () => {
    const word = fc.constantFrom('a:x', 'a:y z', 'u:x', 't:x', 'a>f:1', 'a>g:1', 'a>f:2')
    const list = fc.array(word, { maxLength: 12 }).map((words) => words.join('  '))
    fc.assert(
      fc.property(list, list, (a, b) => {
        const aligned = alignMessages(talk(a), talk(b))
        const side = (key: 'a' | 'b') => aligned.flatMap((row) => row[key] ?? [])
        expect(side('a')).toEqual(talk(a).map((_, i) => i))
        expect(side('b')).toEqual(talk(b).map((_, i) => i))
        for (const row of aligned)
          if (row.a !== null && row.b !== null)
            expect(talk(a)[row.a]!.role).toBe(talk(b)[row.b]!.role)
      }),
      { numRuns: 150 },
    )
  })
})
