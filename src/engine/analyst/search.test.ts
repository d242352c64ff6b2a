import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecentToolSets } from '../../core/formats/tool-sets.ts'
import { UNTOUCHED, type SampleState } from '../../core/journal/edit.ts'
import type { FormatId } from '../../core/model/sample.ts'
import { recordedItem, type Item, type Tree } from '../../core/model/tree.ts'
import { parseQuery } from '../../core/query/parse.ts'
import { isTextCondition, type TextCondition } from '../../core/query/where.ts'
import type { Formula } from './analyst.ts'
import { fold } from './candidates.ts'
import { Searcher } from './search.ts'

interface Asked {
  readonly text: readonly TextCondition[]
  readonly formula?: Formula
  readonly states?: ReadonlyMap<number, SampleState>
  readonly format?: FormatId
}

async function ask(records: readonly string[], { text, formula, states, format }: Asked) {
  const encoder = new TextEncoder()
  const bytes = records.map((record) => encoder.encode(record + '\n'))
  let at = 0
  const offsets = bytes.map((b) => {
    const offset = at
    at += b.length
    return offset
  })
  const answer = await new Searcher(new RecentToolSets()).search({
    source: new Blob(bytes),
    query: { text, formula: formula ?? { kind: 'text', at: 0 } },
    offsets: Float64Array.from(offsets),
    lengths: Uint32Array.from(bytes, (b) => b.length - 1),
    inputs: new Uint32Array(records.length),
    formats: [format ?? 'openai'],
    formatOf: new Uint8Array(records.length),
    unreadable: Uint8Array.from(records, (record) => (isJson(record) ? 0 : 1)),
    states: states ?? new Map<number, SampleState>(),
  })
  return { found: [...answer.found], late: answer.late }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const search = async (records: readonly string[], text: string) =>
  (await ask(records, { text: [{ kind: 'text', within: null, text }] })).found

/** Searches as typed: one condition. */
async function find(records: readonly string[], typed: string, states?: Asked['states']) {
  const read = parseQuery(typed)
  if (!read.ok) throw new Error(read.error.message)
  if (!isTextCondition(read.where)) throw new Error(`${typed} is no text condition`)
  return (await ask(records, { text: [read.where], ...(states ? { states } : {}) })).found
}

describe('text search', () => {
  it('finds text whatever its case, in values and keys', async () => {
    const records = ['{"a":"Fetch URL"}', '{"fetch url":1}', '{"a":"fetch"}']
    expect(await search(records, 'fetch url')).toEqual([0, 1])
    expect(await search(records, 'FETCH')).toEqual([0, 1, 2])
  })

  it('reads through escapes and never matches across values', async () => {
    const records = ['{"a":"say \\"hi\\""}', '{"a":"caf\\u00e9"}', '{"a":"x","b":"y"}']
    expect(await search(records, 'say "hi"')).toEqual([0])
    expect(await search(records, 'CAFÉ')).toEqual([1])
    expect(await search(records, 'x","b')).toEqual([])
    expect(await search(['{"a":"\\u0066etch"}'], 'fetch')).toEqual([0])
  })

  it('finds Vietnamese text written either way', async () => {
    expect(await search(['{"a":"Chuyến bay"}', '{"a":"Chuy\\u1ebfn"}'], 'chuyến')).toEqual([0, 1])
  })

  it('searches unreadable records as the text they are', async () => {
    expect(await search(['{"a":"flight', '{"a":"hotel'], 'Flight')).toEqual([0])
  })

  it('copes with nesting deeper than the stack', async () => {
    const deep = '['.repeat(100_000) + '"needle"' + ']'.repeat(100_000)
    expect(await search([deep], 'needle')).toEqual([0])
  })

  it('agrees with searching every parsed record, for any text and needle', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'abkKiIK İß/\\"é\n.') })
    const escaped = (s: string) =>
      JSON.stringify(s).replace(/[^\x20-\x7e]|[ak]/g, (c) => {
        return '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')
      })
    await fc.assert(
      fc.asyncProperty(fc.array(text), text, fc.boolean(), async (texts, needle, isEscaped) => {
        fc.pre(needle !== '')
        const records = texts.map((t) => (isEscaped ? escaped(t) : JSON.stringify(t)))
        const expected = texts.flatMap((t, i) => (fold(t).includes(fold(needle)) ? [i] : []))
        expect(await search(records, needle)).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })
})

describe('a regular expression', () => {
  it('is matched against each string, number and literal, escapes read', async () => {
    const records = [
      '{"a":"line one\\nline two","b":12.50}',
      '{"a":"tab\\there \\"quoted\\" caf\\u00e9"}',
      '{"a":["x","y"],"b":true}',
    ]
    expect(await find(records, '/one\\nline/')).toEqual([0])
    expect(await find(records, '/^12\\.5/')).toEqual([0])
    expect(await find(records, '/\\there "quoted" café$/')).toEqual([1])
    expect(await find(records, '/x.*y/')).toEqual([])
    expect(await find(records, '/^(x|true)$/')).toEqual([2])
    expect(await find(records, '/CAFÉ/')).toEqual([])
    expect(await find(records, '/CAFÉ/i')).toEqual([1])
  })

  it('is matched against an unreadable record as the text that it is', async () => {
    expect(await find(['{"a":"flight\\n', '{"a":1}'], '/flight\\\\n$/')).toEqual([0])
  })

  it('finds in the text of JSON what it finds in its parsed strings', async () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab1 \n"\\é\u2028/-.') })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.dictionary(text, fc.oneof(text, fc.integer()))),
        fc.constantFrom('^a', 'b$', 'a.b', '\\n', '"', '\\\\', '\\bab?\\b', '1', 'é', '[^a]{3}'),
        async (values, source) => {
          const pattern = new RegExp(source)
          const expected = values.flatMap((value, i) =>
            Object.entries(value)
              .flat()
              .some((part) => pattern.test(String(part)))
              ? [i]
              : [],
          )
          const records = values.map((value) => JSON.stringify(value))
          const asked: Asked = { text: [{ kind: 'pattern', within: null, source, flags: '' }] }
          expect((await ask(records, asked)).found).toEqual(expected)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('that goes through too many states leaves the record out and says so', async () => {
    const noise = Array.from({ length: 400_000 }, (_, i) => (Math.sin(i * i) > 0 ? 'a' : 'b')).join(
      '',
    )
    const records = [JSON.stringify({ a: noise }), '{"a":"aab"}']
    const pattern = {
      kind: 'pattern' as const,
      within: null,
      source: 'a[ab]{900}c|aab$',
      flags: '',
    }
    const started = performance.now()
    expect(await ask(records, { text: [pattern] })).toEqual({ found: [1], late: 1 })
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('text within a sample', () => {
  const call = { id: 'c', type: 'function', function: { name: 'book', arguments: '{"to": "Huế"}' } }
  const record = JSON.stringify({
    reward: 0.5,
    split: 'train',
    messages: [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Book a flight' },
      { role: 'assistant', content: 'Gladly', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'c', content: 'booked' },
      { role: 'assistant', content: 'Done.' },
    ],
  })

  it.each([
    ['system:kind', true],
    ['user:flight', true],
    ['user:gladly', false],
    ['user:/^Book/', true],
    ['assistant:GLADLY', true],
    ['assistant:/^(Done|Gone)\\.$/', true],
    ['assistant:flight', false],
    ['tool:book', true],
    ['tool:/^booked$/', true],
    ['tool:kind', false],
    ['args:/"to": "Huế"/', true],
    ['args:flight', false],
    ['col:reward>0.4', true],
    ['col:reward>=0.5', true],
    ['col:reward>0.5', false],
    ['col:reward=0.50', true],
    ['col:split=train', true],
    ['col:split=test', false],
    ['col:split', true],
    ['col:missing', false],
    ['col:messages=x', false],
  ])('%s: %s', async (typed, holds) => {
    expect(await find([record], typed)).toEqual(holds ? [0] : [])
  })

  it('is what a person wrote about it too, where no place is named', async () => {
    const states = new Map([[0, { ...UNTOUCHED, flag: { note: 'Ask Mai' } }]])
    expect(await find([record], 'ask mai', states)).toEqual([0])
    expect(await find([record], '/Ask M/', states)).toEqual([0])
    expect(await find([record], 'user:Mai', states)).toEqual([])
  })

  it('is that of the messages as a person left them', async () => {
    const own = (text: string): Item => ({
      kind: 'own',
      message: { role: 'assistant', sourceRole: '', parts: [{ t: 'text', text }], path: '' },
    })
    const tree: Tree = {
      context: [recordedItem(-1, 1)],
      branches: [{ id: 'r0', origin: { kind: 'recorded' }, items: [own('Never mind')] }],
      roles: { chosen: null, rejected: null },
    }
    const states = new Map([[0, { ...UNTOUCHED, tree }]])
    expect(await find([record], 'assistant:"never mind"', states)).toEqual([0])
    expect(await find([record], 'assistant:/^Never/', states)).toEqual([0])
    expect(await find([record], 'assistant:gladly', states)).toEqual([])
    expect(await find([record], 'tool:book', states)).toEqual([])
    expect(await find([record], 'user:flight', states)).toEqual([0])
    // Without a place, what the file holds counts too.
    expect(await find([record], 'gladly', states)).toEqual([0])
    expect(await find([record], '/Never mind$/', states)).toEqual([0])
  })
})
