import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../model/json.ts'
import { RecordReading } from './reading.ts'
import { readTools, toolTexts } from './read-tools.ts'
import { mendSchema } from './schema-words.ts'
import { RecentToolSets } from './tool-sets.ts'

const read = (tools: Json, toolSets = new RecentToolSets(), text?: string) =>
  readTools({ tools }, new RecordReading(text === undefined ? { toolSets } : { text, toolSets }))

const schema = { type: 'object', properties: { a: { type: 'string' } } }

describe('every shape of a definition', () => {
  test.each<[string, Json]>([
    [
      'OpenAI’s',
      { type: 'function', function: { name: 'f', description: 'd', parameters: schema } },
    ],
    ['bare', { name: 'f', description: 'd', parameters: schema }],
    [
      'Responses',
      { type: 'function', name: 'f', description: 'd', parameters: schema, strict: true },
    ],
    ['Anthropic’s', { name: 'f', description: 'd', input_schema: schema }],
    ['MCP’s', { name: 'f', description: 'd', inputSchema: schema }],
    ['Gemini’s', { functionDeclarations: [{ name: 'f', description: 'd', parameters: schema }] }],
  ])('%s is read', (_name, definition) => {
    const expected = { name: 'f', description: 'd', schema, repairs: [] }
    expect(read([definition]).defs).toEqual([{ ...expected, path: '/tools/0' }])
    expect(read(JSON.stringify([definition])).defs).toEqual([{ ...expected, path: '/tools' }])
    expect(read(definition).defs).toEqual([{ ...expected, path: '/tools' }])
  })

  test('xLAM’s flat map becomes an object schema', () => {
    const parameters = {
      q: { type: 'str', description: 'query' },
      n: { type: 'int, optional', description: 'how many' },
      k: { type: 'float', default: 1.5 },
    }
    const [def] = read([{ name: 'f', parameters }]).defs
    expect(def?.schema).toEqual({
      type: 'object',
      properties: {
        q: { type: 'string', description: 'query' },
        n: { type: 'integer', description: 'how many' },
        k: { type: 'number', default: 1.5 },
      },
      required: ['q'],
    })
    expect(def?.repairs[0]).toBe('The parameters are a flat map; each was read as a property.')
  })

  test('Seal-Tools’ map has its required names beside it', () => {
    const tool = {
      api_name: 'f',
      api_description: 'd',
      parameters: { a: { type: 'str', description: 'x' }, b: { type: 'float' } },
      required: ['b'],
    }
    expect(read([tool]).defs[0]).toMatchObject({
      name: 'f',
      description: 'd',
      schema: {
        type: 'object',
        properties: { a: { type: 'string', description: 'x' }, b: { type: 'number' } },
        required: ['b'],
      },
    })
  })

  test('ToolBench’s lists of parameters become an object schema', () => {
    const tool = {
      category_name: 'c',
      api_name: 'f',
      api_description: 'd',
      required_parameters: [{ name: 'a', type: 'STRING', description: 'x' }, 'no entry'],
      optional_parameters: [{ name: 'b', type: 'NUMBER', default: '' }],
      method: 'GET',
    }
    const [def] = read([tool]).defs
    expect(def?.schema).toEqual({
      type: 'object',
      properties: { a: { type: 'string', description: 'x' }, b: { type: 'number', default: '' } },
      required: ['a'],
    })
    expect(def?.repairs[0]).toBe('The parameters are lists; each entry was read as a property.')
    expect(read([tool], new RecentToolSets(), JSON.stringify({ tools: [tool] })).text).toBe(
      JSON.stringify([tool]),
    )
  })

  test('a tool without parameters takes none', () => {
    expect(read([{ name: 'f' }]).defs[0]?.schema).toEqual({ type: 'object', properties: {} })
  })
})

describe('type words', () => {
  test.each<[Json, Json, number]>([
    [{ type: 'dict' }, { type: 'object' }, 1],
    [
      { type: 'OBJECT', properties: { a: { type: 'STRING' } } },
      { type: 'object', properties: { a: { type: 'string' } } },
      2,
    ],
    [{ type: 'List[int]' }, { type: 'array' }, 1],
    [{ type: 'tuple' }, { type: 'array' }, 1],
    [{ type: 'Dict[str, int], optional' }, { type: 'object' }, 1],
    [{ type: 'ArrayList' }, { type: 'array' }, 1],
    [{ type: 'HashMap' }, { type: 'object' }, 1],
    [{ type: 'char' }, { type: 'string' }, 1],
    [{ type: 'array', items: { type: 'float' } }, { type: 'array', items: { type: 'number' } }, 1],
    [{ type: 'any', description: 'x' }, { description: 'x' }, 1],
    [{ type: 'flavour' }, {}, 1],
    [{ type: ['str', 'null'] }, { type: ['string', 'null'] }, 1],
    [
      { type: 'object', properties: { a: { type: 'string', required: true } } },
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      1,
    ],
    [
      { type: 'object', properties: { a: { type: 'str, optional' } }, required: ['a'] },
      { type: 'object', properties: { a: { type: 'string' } }, required: [] },
      1,
    ],
  ])('%j becomes %j', (given, expected, repairs) => {
    const mended = mendSchema(given)
    expect(mended.schema).toEqual(expected)
    expect(mended.repairs).toHaveLength(repairs)
  })

  test('a schema in standard words is the same object, and mending twice changes nothing', () => {
    expect(mendSchema(schema).schema).toBe(schema)
    fc.assert(
      fc.property(fc.jsonValue() as fc.Arbitrary<Json>, (value) => {
        const once = mendSchema(value).schema
        expect(mendSchema(once)).toEqual({ schema: once, repairs: [] })
      }),
    )
  })
})

describe('tool sets', () => {
  test('the same text or an equal list is the same object', () => {
    const toolSets = new RecentToolSets()
    const text = JSON.stringify([{ name: 'f' }])
    expect(read(text, toolSets)).toBe(read(JSON.parse(JSON.stringify(text)) as Json, toolSets))
    const first = read([{ name: 'f' }], toolSets)
    expect(read([{ name: 'g' }], toolSets)).not.toBe(first)
    expect(read([{ name: 'f' }], toolSets)).toBe(first)
  })

  test('the cache stays bounded', () => {
    const toolSets = new RecentToolSets()
    const first = read('[{"name":"f0"}]', toolSets)
    for (let i = 1; i < 2000; i++) read(`[{"name":"f${i}"}]`, toolSets)
    expect(toolSets.get('[{"name":"f0"}]')).toBeUndefined()
    expect(first.defs).toHaveLength(1)
  })

  test('the exact text is that of a list, number spellings and all', () => {
    const record = '{"tools": [ {"name":"f","parameters":{"maximum":1.0}} ]}'
    const { tools } = JSON.parse(record) as JsonObject
    const set = read(tools!, new RecentToolSets(), record)
    expect(set).toMatchObject({
      encoding: 'list',
      text: '[ {"name":"f","parameters":{"maximum":1.0}} ]',
    })
    expect(toolTexts(set)).toEqual(['{"name":"f","parameters":{"maximum":1.0}}'])
    expect(read(' {"name":"f"} ').text).toBe('[{"name":"f"}]')
  })

  test.each([
    ['', undefined],
    ['[', 'The tools are not JSON. It ends before a list is closed.'],
    ['[{"name":"f"},{}]', 'Tool 2 is no definition: an object with a name is wanted.'],
    ['7', 'Tool 1 is no definition: an object with a name is wanted.'],
  ])('%j has the error %j', (tools, error) => {
    expect(read(tools).error).toBe(error)
  })
})
