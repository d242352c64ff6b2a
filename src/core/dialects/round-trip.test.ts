/** Every dialect: what it writes it reads, and writing what was read gives the same text. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonObject, type Json } from '../model/json.ts'
import type { Dialect, Item, Segment } from './dialect.ts'
import { DIALECTS } from './index.ts'
import { segmentsOf, wholeCalls } from './segments.ts'
import { valueTexts } from './xml-arguments.ts'

const name = fc
  .stringMatching(/^[a-z][a-z_0-9]{0,11}$/)
  .filter((word) => !/^(?:all|f|assistant)$/.test(word) && !RESERVED.has(word))
const RESERVED = new Set(
  'and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)
const key = fc.stringMatching(/^[a-z][a-z_0-9]{0,7}$/)
/** No text may hold a dialect's own marks, and white space at the ends is not kept by all. */
const words = fc
  .string({ unit: fc.constantFrom(...'abc é日🦊 \n\t"\'\\,.:;/{}()1') })
  .map((text) => text.trim())
const scalar = fc.oneof(
  words,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(0.5, -2.25),
)
const value = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(key, tie('tree'), { maxKeys: 3 }),
  ),
})).tree
const args = fc.dictionary(key, value, { maxKeys: 4 }).map((object) => pretty(object))
const call = fc.record({ name, argsText: args })
const prose = fc
  .stringMatching(/^[A-Za-zé日🦊][A-Za-z é.,!日]{0,20}$/u)
  .map((text) => text.trim())
  .filter((text) => text !== '')

/** JSON as Python lays it out, which is how most datasets have it. */
function pretty(json: Json): string {
  if (Array.isArray(json)) return `[${(json as readonly Json[]).map(pretty).join(', ')}]`
  if (!isJsonObject(json)) return JSON.stringify(json)
  const members = Object.entries(json).map(
    ([name, one]) => `${JSON.stringify(name)}: ${pretty(one)}`,
  )
  return `{${members.join(', ')}}`
}

function read(text: string, dialect: Dialect): readonly Segment[] | null {
  if (dialect.id === 'openai' || dialect.id === 'llama-factory')
    return dialect.readWhole?.(text, 0, text.length, true) ?? null
  return segmentsOf(text) ?? wholeCalls(text, () => true)
}

function itemsOf(text: string, segments: readonly Segment[]): Item[] {
  return segments.flatMap((segment): Item[] => {
    const inner = text.slice(segment.start, segment.end)
    if (segment.kind === 'text') return [{ kind: 'text', text: inner }]
    if (segment.kind === 'reasoning')
      return [{ kind: 'reasoning', text: inner, wrap: segment.wrap }]
    if (segment.kind === 'result') return [{ kind: 'result', result: { text: inner } }]
    return segment.calls.map(({ id, name, argsText = 'null' }) => ({
      kind: 'call',
      call: id === undefined ? { name, argsText } : { id, name, argsText },
    }))
  })
}

/** Dialects whose whole text is calls have no place for prose. */
const BARE = new Set(['llama3-json', 'pythonic', 'glm4', 'openai', 'llama-factory'])
const ONE_CALL = new Set(['glm4'])

describe.each(DIALECTS.map((dialect) => [dialect.id, dialect] as const))('%s', (id, dialect) => {
  const calls = fc.array(call, { minLength: 1, maxLength: ONE_CALL.has(id) ? 1 : 3 })

  test('reads what it writes, and writes what it read', () => {
    fc.assert(
      fc.property(calls, fc.option(prose, { nil: undefined }), (list, text) => {
        const items: Item[] = list.map((one) => ({ kind: 'call', call: one }))
        if (text !== undefined && !BARE.has(id)) items.unshift({ kind: 'text', text })
        const written = dialect.serialise(items)
        const segments = read(written, dialect)
        expect(segments).not.toBeNull()
        const again = itemsOf(written, segments ?? [])
        const found = again.flatMap((item) => (item.kind === 'call' ? [item.call] : []))
        expect(found.map((one) => one.name)).toEqual(list.map((one) => one.name))
        for (const [i, one] of found.entries()) {
          const meant = list[i]!.argsText
          if (segments?.some((s) => s.kind === 'call' && s.calls[0]?.argsWas === 'xml'))
            expect(valueTexts(one.argsText)).toEqual(valueTexts(meant))
          else expect(JSON.parse(one.argsText)).toEqual(JSON.parse(meant))
        }
        for (const segment of segments ?? [])
          if (segment.kind === 'call') expect(segment.dialect).toBe(id)
        expect(dialect.serialise(again)).toBe(written)
      }),
      { numRuns: 60 },
    )
  })

  test('places are where they say', () => {
    const written = dialect.serialise([
      { kind: 'call', call: { name: 'get_it', argsText: '{"city": "Huế", "days": 3}' } },
    ])
    const segment = read(written, dialect)?.find((one) => one.kind === 'call')
    if (segment?.kind !== 'call') throw new Error('no call')
    if (segment.place) {
      expect(written.slice(segment.place.name.start, segment.place.name.end)).toBe('get_it')
      const argsAt = written.slice(segment.place.args.start, segment.place.args.end)
      expect(argsAt).toBe(dialect.writeArguments('{"city": "Huế", "days": 3}'))
      for (const { key, value } of segment.place.values ?? [])
        expect(written.slice(value.start, value.end)).toContain(key === 'city' ? 'Huế' : '3')
    } else expect(JSON.parse(written.slice(segment.start, segment.end))).toBeTruthy()
  })

  test('results it writes it reads', () => {
    const manner = dialect.results
    if (!manner) throw new Error('every dialect says how results stand')
    const results = [{ text: '{"ok": true}', name: 'get_it', callId: 'functions.get_it:0' }]
    const written = manner.write(results)
    expect(manner.read(written)?.map(({ text }) => text)).toEqual(['{"ok": true}'])
    expect(manner.write(manner.read(written) ?? [])).toBe(
      manner.write(manner.read(manner.write(manner.read(written) ?? [])) ?? []),
    )
  })

  test('no reader stops on broken text', () => {
    const written = dialect.serialise([
      { kind: 'text', text: 'Look.' },
      { kind: 'call', call: { name: 'get_it', argsText: '{"city": "Huế", "list": [1, 2]}' } },
    ])
    for (let cut = 0; cut < written.length; cut++) {
      for (const segment of read(written.slice(0, cut), dialect) ?? [])
        expect(segment.end).toBeLessThanOrEqual(cut)
      read(written.slice(cut), dialect)
    }
  })
})
