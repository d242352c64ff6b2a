import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ExactText } from '../json/exact.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { callsOf, endsPrompt, type Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { recordedTree } from '../model/tree.ts'
import { FORMATS } from './index.ts'
import { anyRecord, recordsOf } from './testing/records.ts'
import { RecentToolSets } from './tool-sets.ts'

const anyFormat = fc.constantFrom(...Object.values(FORMATS))
const anyJson = fc.oneof(anyRecord, fc.jsonValue() as fc.Arbitrary<Json>)
const spacing = fc.constantFrom(undefined, 2, '\t')

function readExact(text: string, format = FORMATS.openai): Sample {
  return format.read(JSON.parse(text) as Json, { text, toolSets: new RecentToolSets() })
}

function allMessages(sample: Sample): Message[] {
  const { context, branches, apart } = sample
  return [
    context,
    ...branches.map((b) => b.messages),
    apart?.context ?? [],
    apart?.completion ?? [],
  ].flat()
}

describe.each(Object.values(FORMATS))('$id', (format) => {
  test('its own records fit and read without a problem', () => {
    for (const record of recordsOf(format.id)) {
      expect(format.schema.safeParse(record)).toMatchObject({ success: true })
      expect(format.fits(record)).toBe(true)
      expect(format.read(record, { toolSets: new RecentToolSets() }).problems).toEqual([])
    }
  })

  test('the predicate and the schema agree on every record', () => {
    fc.assert(
      fc.property(anyJson, (record) => {
        expect(format.fits(record)).toBe(format.schema.safeParse(record).success)
      }),
      { numRuns: 400 },
    )
  })
})

test('any JSON is a sample or has problems, and keeps the rules of a sample', () => {
  fc.assert(
    fc.property(anyFormat, anyJson, (format, record) => {
      const before = JSON.stringify(record)
      const sample = format.read(record, { toolSets: new RecentToolSets() })
      expect(JSON.stringify(record)).toBe(before)
      expect(sample.branches.length).toBeGreaterThan(0)
      if (sample.branches.some((branch) => branch.messages.length > 0))
        expect(sample.context.length === 0 || endsPrompt(sample.context.at(-1))).toBe(true)
      const pair = sample.recordedPair
      if (pair) {
        expect(pair.chosen).not.toBe(pair.rejected)
        expect(sample.branches[pair.chosen]).toBeDefined()
        expect(sample.branches[pair.rejected]).toBeDefined()
      }
      if (!isJsonObject(record)) expect(sample.problems).not.toEqual([])
    }),
    { numRuns: 600 },
  )
})

test('every path points at what was read, and exact arguments are those of the record', () => {
  fc.assert(
    fc.property(anyFormat, anyJson, spacing, (format, record, indent) => {
      const text = JSON.stringify(record, null, indent)
      const exact = new ExactText(text)
      for (const message of allMessages(readExact(text, format))) {
        expect(exact.span(message.path)).toBeDefined()
        for (const call of callsOf(message)) {
          expect(exact.span(call.path)).toBeDefined()
          if (!call.error) expect(JSON.parse(call.argsText!)).toEqual(call.args)
        }
      }
    }),
    { numRuns: 400 },
  )
})

test('reading fast and reading exactly give the same sample but for exact texts', () => {
  const slim = (sample: Sample) =>
    JSON.parse(
      JSON.stringify(sample, (key, value: unknown) =>
        key === 'argsText' || key === 'extra' ? undefined : value,
      ),
    ) as unknown
  fc.assert(
    fc.property(anyFormat, anyRecord, (format, record) => {
      const text = JSON.stringify(record)
      const exact = readExact(text, format)
      const fast = format.read(record, { toolSets: new RecentToolSets() })
      expect({ ...(slim(fast) as object), tools: fast.tools.defs }).toEqual({
        ...(slim(exact) as object),
        tools: exact.tools.defs,
      })
    }),
    { numRuns: 300 },
  )
})

test('writing the recorded tree gives the same text', () => {
  fc.assert(
    fc.property(anyFormat, anyJson, spacing, (format, record, indent) => {
      const text = JSON.stringify(record, null, indent)
      const sample = readExact(text, format)
      const written = format.write(text, sample, recordedTree(sample))
      expect(written).toEqual({ ok: true, value: text })
    }),
    { numRuns: 400 },
  )
})

test('a tree that is only near the recorded one still leaves what it does not name', () => {
  for (const format of Object.values(FORMATS))
    for (const record of recordsOf(format.id)) {
      const text = JSON.stringify(record, null, 1)
      const sample = readExact(text, format)
      // An empty branch more, without a role, takes the writers past their shortcut.
      const tree = recordedTree(sample)
      const more = { id: 'n1', origin: { kind: 'empty' }, items: [] } as const
      const roles = tree.roles.chosen ? tree.roles : { chosen: tree.branches[0].id, rejected: null }
      const near = { ...tree, branches: [...tree.branches, more] as typeof tree.branches, roles }
      expect(format.write(text, sample, near)).toEqual({ ok: true, value: text })
    }
})

test('columns that the format does not read are named in source order', () => {
  const text = '{"z":1,"messages":[{"role":"user","content":"q"}],"b":2,"z":3}'
  expect(readExact(text).extra).toEqual(['z', 'b'])
})

test('a __proto__ key is an ordinary key', () => {
  const text =
    '{"__proto__":{"messages":[]},"messages":[{"role":"assistant","__proto__":{"x":1},"tool_calls":' +
    '[{"function":{"name":"f","arguments":{"__proto__":{"polluted":true}}}}]}]}'
  const sample = readExact(text)
  const call = callsOf(allMessages(sample)[0]!)[0]!
  expect(call.argsText).toBe('{"__proto__":{"polluted":true}}')
  expect(Object.getPrototypeOf(call.args)).toBe(Object.prototype)
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  expect(sample.extra).toEqual(['__proto__'])
})

test('lone surrogates survive reading', () => {
  const sample = readExact('{"messages":[{"role":"user","content":"a\\ud800b"}]}')
  expect(allMessages(sample)[0]!.parts).toEqual([{ t: 'text', text: 'a\ud800b' }])
})

describe('arguments', () => {
  const callOf = (args: string) => {
    const text = `{"messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":${args}}}]}]}`
    return callsOf(allMessages(readExact(text))[0]!)[0]!
  }

  test('numbers, key order and duplicate keys stay as they were written', () => {
    const args = '{"id":12345678901234567890, "p":1.10, "e":1e5, "p":2}'
    expect(callOf(args)).toMatchObject({ argsText: args, argsWas: 'object' })
    expect(callOf(JSON.stringify(args))).toMatchObject({ argsText: args, argsWas: 'string' })
    expect(callOf(JSON.stringify(JSON.stringify(args)))).toMatchObject({
      argsText: args,
      argsWas: 'doubleString',
    })
  })

  test('deeper than 512 levels is an error, not a crash', () => {
    const nest = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
    expect(callOf(nest(512)).error).toBeUndefined()
    for (const args of [nest(513), nest(5_000), JSON.stringify(nest(100_000))])
      expect(callOf(args)).toMatchObject({
        args: undefined,
        error: { reason: 'The arguments are nested more than 512 levels deep.' },
      })
  })

  test('what is not JSON is named with the reason', () => {
    expect(callOf('"{\'a\':1}"').error).toEqual({
      reason: 'The arguments are not JSON. A single quote where JSON wants a double one.',
      raw: "{'a':1}",
    })
    expect(callOf('""').error?.reason).toBe('The arguments are empty text.')
    expect(callOf('null')).toMatchObject({ args: {}, argsText: '{}', argsWas: 'absent' })
  })
})
