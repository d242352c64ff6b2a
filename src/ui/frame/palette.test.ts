import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choose, recordNumber, stretches, type Choice } from './palette.ts'

const choice = (title: string, scope: Choice['scope'], detail = ''): Choice => ({
  id: title,
  scope,
  title,
  detail,
  keys: undefined,
  icon: undefined,
  run: () => undefined,
})
const ALL = [
  choice('Export forked pairs', 'dataset'),
  choice('Fork here', 'message', 'after message 15'),
  choice('Keep', 'sample'),
  choice('Show samples with a fork', 'dataset'),
]
const titles = (typed: string) => choose(ALL, typed).map((c) => c.title)

describe('the palette', () => {
  it('lists what the message offers before what the dataset offers', () => {
    expect(titles('fork')).toEqual(['Fork here', 'Export forked pairs', 'Show samples with a fork'])
  })
  it('asks for every word, in any order', () => {
    expect(titles('pairs export')).toEqual(['Export forked pairs'])
    expect(titles('fork keep')).toEqual([])
  })
  it('looks into details too', () => {
    expect(titles('15')).toEqual(['Fork here'])
  })
  it('takes # and digits for a record', () => {
    expect(recordNumber('#123')).toBe(123)
    expect(recordNumber(' # 0 ')).toBe(0)
    expect(recordNumber('#12a')).toBeNull()
    expect(recordNumber('123')).toBeNull()
  })
  it('never changes a title by marking it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (title, typed) => {
        expect(
          stretches(title, typed)
            .map((s) => s.text)
            .join(''),
        ).toBe(title)
      }),
    )
  })
  it('marks what was typed', () => {
    expect(stretches('Mine forks', 'fork')).toEqual([
      { text: 'Mine ', hit: false },
      { text: 'fork', hit: true },
      { text: 's', hit: false },
    ])
  })
})
