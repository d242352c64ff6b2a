import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STATE_NAMES } from './conditions.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import { anyWhere } from './testing.ts'
import { allOf, fitsName, type Where } from './where.ts'

function read(text: string): Where {
  const query = parseQuery(text)
  if (!query.ok) throw new Error(`${query.error.at}: ${query.error.message}`)
  return query.where
}

function refusal(text: string) {
  const query = parseQuery(text)
  return query.ok ? null : query.error
}

describe('a typed query', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['finding:call.schema', 'finding:call.schema'],
    ['finding:loop.* state:todo', 'finding:loop.* state:todo'],
    ['refund  flight', '"refund flight"'],
    ['finding:id.pair refund  state:todo flight', 'finding:id.pair "refund" state:todo "flight"'],
    ['"refund" "flight"', '"refund" "flight"'],
    ['"say \\"no\\" \\\\ now"', '"say \\"no\\" \\\\ now"'],
    ['tokens>4000', 'tokens>4000'],
    ['tokens>=4001', 'tokens>=4001'],
    ['bytes>10k', 'bytes>10000'],
    ['bytes<=1.5k', 'bytes<=1500'],
    ['messages:2..6', 'messages:2..6'],
    ['messages:2..', 'messages>=2'],
    ['messages:..9', 'messages<=9'],
    ['messages<10', 'messages<10'],
    ['calls=0', 'calls=0'],
    ['record:5', 'record=5'],
    ['line:100..200', 'line:100..200'],
    ['errors>=2', 'errors>=2'],
    ['errors>0', 'errors>0'],
    ['errors>=1', 'has:error'],
    ['has:warning', 'has:warning'],
    ['state:kept state:dropped', 'state:kept,dropped'],
    ['is:to-do', 'state:todo'],
    ['state:Pairs', 'state:paired'],
    ['state:flagged', 'is:flagged'],
    ['state:kept,flagged', 'state:kept OR is:flagged'],
    ['label:Undesirable', 'label:undesirable'],
    ['source:train.jsonl format:openai', 'source:train.jsonl format:openai'],
    ['source:"my file.jsonl"', 'source:"my file.jsonl"'],
    ['-is:pair', '-is:pair'],
    ['NOT is:pair', '-is:pair'],
    ['--is:pair', 'is:pair'],
    ['-(is:pair state:kept)', '-(is:pair state:kept)'],
    ['a OR b', '"a" OR "b"'],
    ['a | b', '"a" OR "b"'],
    ['a|b', '"a|b"'],
    ['not found or lost', '"not found or lost"'],
    ['a b OR c', '"a b" OR "c"'],
    ['is:pair (a OR b)', 'is:pair ("a" OR "b")'],
    ['is:pair AND is:apart', 'is:pair is:apart'],
    ['(a OR f(x))', '"a" OR "f(x)"'],
    ['f(x) and more', '"f(x) and more"'],
    ['/re(a|b)+/i', '/re(a|b)+/i'],
    ['/a b/ c', '/a b/ "c"'],
    ['/[/]/', '/[/]/'],
    ['/a\\/b/', '/a\\/b/'],
    ['/usr/bin', '"/usr/bin"'],
    [
      'user:"two words" assistant:/so+/ tool:search',
      'user:"two words" assistant:/so+/ tool:"search"',
    ],
    ['user:one two', 'user:"one" "two"'],
    ['col:reward>0.5', 'col:reward>0.5'],
    ['column:split=train', 'col:split=train'],
    ['col:"a b"="c d"', 'col:"a b"="c d"'],
    ['col:reward', 'col:reward'],
    ['http://x.test 12:30', '"http://x.test 12:30"'],
    ['2024 - 2025', '"2024 - 2025"'],
    ['a=b x>y', '"a=b x>y"'],
  ])('%j is read as %j', (typed, printed) => {
    expect(printQuery(read(typed))).toBe(printed)
  })

  it.each([
    ['state:finished', 6, /No state is called “finished”\. States: todo, /],
    ['finding:', 0, /code belongs behind finding:/],
    ['tokens>many', 7, /“many” is no whole number/],
    ['tokens>', 0, /A number belongs here/],
    ['messages:6..2', 9, /Write messages:2\.\.6/],
    ['tokens>1.5', 7, /no whole number/],
    ['label:good', 6, /desirable, undesirable, none/],
    ['has:luck', 4, /Use error, warning or note/],
    ['a "b', 2, /never closed/],
    ['is:pair (a', 8, /never closed/],
    ['a OR', 3, /missing here/],
    ['OR a', 0, /missing here/],
    ['a AND', 2, /missing here/],
    ['NOT', 0, /missing here/],
    ['()', 1, /missing here/],
    ['user:', 0, /no text to look for/],
    ['""', 0, /no text to look for/],
    ['a /b(c/', 4, /never closed/],
    ['/b[c/', 2, /class is never closed/],
    ['user:/x(?=y)/', 7, /ahead or behind/],
    ['/x/g', 2, /The flag g/],
    ['col:', 0, /column’s name/],
    ['col:a>b', 6, /A number belongs behind >/],
  ])('%j is refused at %i with what to do', (typed, at, message) => {
    const error = refusal(typed)
    expect(error?.message).toMatch(message)
    expect(error?.at).toBe(at)
    expect(error!.end).toBeGreaterThan(error!.at)
  })

  it('has at most 32 conditions and bounded nesting', () => {
    expect(refusal('is:pair '.repeat(40))).toBeNull()
    const many = Array.from({ length: 33 }, (_, i) => `tokens>${i}`).join(' ')
    expect(refusal(many)?.message).toMatch(/at most 32/)
    expect(refusal('('.repeat(5_000))?.message).toMatch(/nested too deep/)
    expect(refusal('-'.repeat(5_000) + 'x')?.message).toMatch(/nested too deep/)
  })
})

describe('any query', () => {
  it('is printed as text that is read as the same', () => {
    fc.assert(
      fc.property(anyWhere, (where) => {
        expect(read(printQuery(where))).toEqual(where)
      }),
      { numRuns: 2_000 },
    )
  })

  it('or any other text is read or refused with a place in it', () => {
    const piece = fc.constantFrom(
      ...[
        'finding:',
        'state:',
        'is:pair',
        'tokens',
        '>',
        '<=',
        '..',
        ':',
        '(',
        ')',
        '-',
        '"',
        '/',
        '\\',
      ],
      ...['OR', 'AND', 'NOT', '|', ' ', 'a', '1k', 'col:', 'user:', '[', '+', 'i', ...STATE_NAMES],
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 14 }).map((p) => p.join('')),
      fc.string(),
    )
    fc.assert(
      fc.property(text, (typed) => {
        const query = parseQuery(typed)
        if (query.ok) expect(read(printQuery(query.where))).toEqual(query.where)
        else {
          expect(query.error.at).toBeGreaterThanOrEqual(0)
          expect(query.error.at).toBeLessThanOrEqual(typed.length)
        }
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('names', () => {
  it('fit with a star for anything, case folded', () => {
    expect(fitsName('loop.*', 'loop.exact')).toBe(true)
    expect(fitsName('*.JSONL', 'train.jsonl')).toBe(true)
    expect(fitsName('a*a', 'a')).toBe(false)
    expect(fitsName('a*b*c', 'axxbyyc')).toBe(true)
    expect(fitsName('loop', 'loop.exact')).toBe(false)
  })
})

it('repeats and nesting leave no trace', () => {
  const pair: Where = { kind: 'is', trait: 'pair' }
  expect(allOf([pair, allOf([pair])])).toEqual(pair)
})
