import { describe, expect, test, vi } from 'vitest'
import type { Json } from '../model/json.ts'
import type { ToolDef, ToolSet } from '../model/message.ts'
import { ToolValidators } from './validators.ts'

function toolSet(...schemas: Json[]): ToolSet {
  const defs = schemas.map((schema, i): ToolDef => ({
    name: `tool${i}`,
    description: '',
    schema,
    repairs: [],
    path: `/tools/${i}`,
  }))
  return { defs, encoding: 'list', text: '' }
}

async function validate(schema: Json, args: Json) {
  const tools = toolSet(schema)
  const validators = new ToolValidators()
  await validators.prepare(tools)
  return validators.validate(tools.defs[0]!, args)
}

async function messages(schema: Json, args: Json): Promise<readonly string[]> {
  return (await validate(schema, args))!.map((v) => `${v.path}: ${v.message}`)
}

const FLIGHT = {
  type: 'object',
  properties: {
    cabin: { type: 'string', enum: ['basic_economy', 'economy', 'business'] },
    bags: { type: 'integer', minimum: 0 },
    names: { type: 'array', items: { type: 'string' }, minItems: 1 },
    colour: { type: ['string', 'null'] },
  },
  required: ['cabin', 'bags'],
  additionalProperties: false,
}

describe.each([
  ['the common keywords', (schema: Json): Json => schema],
  ['the general validator', (schema: Json): Json => ({ allOf: [true], ...(schema as object) })],
])('%s', (_, form) => {
  test.each<[string, Json, string]>([
    ['a wrong type', { cabin: 'economy', bags: '2' }, '/bags: Asks for an integer; got a string.'],
    ['a fraction', { cabin: 'economy', bags: 1.5 }, '/bags: Asks for an integer; got 1.5.'],
    [
      'a choice that is not there',
      { cabin: 'premium', bags: 1 },
      '/cabin: “premium” is not allowed. Use basic_economy, economy or business.',
    ],
    ['what is missing', { cabin: 'economy' }, ': “bags” is missing.'],
    [
      'what is not expected',
      { cabin: 'economy', bags: 1, color: 'red' },
      ': “color” is not expected here. Did you mean “colour”?',
    ],
    ['a limit', { cabin: 'economy', bags: -1 }, '/bags: Must be at least 0; got -1.'],
    [
      'an entry of a list',
      { cabin: 'economy', bags: 1, names: ['a', 2] },
      '/names/1: Asks for a string; got a number.',
    ],
    [
      'an empty list',
      { cabin: 'economy', bags: 1, names: [] },
      '/names: Needs at least 1 entry; has 0.',
    ],
    [
      'a list of types',
      { cabin: 'economy', bags: 1, colour: true },
      '/colour: Asks for a string or null; got true.',
    ],
    ['arguments that are no object', 'x', ': Asks for an object; got a string.'],
  ])('explain %s', async (_what, args, expected) => {
    expect(await messages(form(FLIGHT), args)).toEqual([expected])
  })

  test('say all that is wrong at once', async () => {
    expect(await messages(form(FLIGHT), { cabin: 1, bag: 1 })).toHaveLength(3)
  })

  test('accept what fits', async () => {
    expect(await validate(form(FLIGHT), { cabin: 'economy', bags: 0, colour: null })).toEqual([])
  })
})

describe('schemas beyond the common keywords', () => {
  test('an alternative is one violation, not one per form', async () => {
    const schema = { properties: { to: { anyOf: [{ type: 'string' }, { type: 'integer' }] } } }
    expect(await messages(schema, { to: true })).toEqual(['/to: Fits none of the allowed forms.'])
  })

  test('a reference within the schema is followed', async () => {
    const schema = {
      properties: { a: { $ref: '#/definitions/n' } },
      definitions: { n: { type: 'number' } },
    }
    expect(await messages(schema, { a: 'x' })).toEqual(['/a: Asks for a number; got a string.'])
  })

  test('a schema that names draft 7 is read', async () => {
    const $schema = 'http://json-schema.org/draft-07/schema#'
    expect(await messages({ $schema, type: 'object' }, [])).toEqual([
      ': Asks for an object; got an array.',
    ])
  })

  test('arguments too deep for the general validator are said to be so', async () => {
    let deep: Json = []
    for (let i = 0; i < 100_000; i++) deep = [deep]
    expect(await messages({ allOf: [true] }, { a: deep })).toEqual([
      ': Nested too deeply to be checked.',
    ])
  })
})

describe('malformed schemas', () => {
  test.each<[string, Json, string]>([
    ['a type that does not exist', { type: 'strin' }, 'It is not valid JSON Schema.'],
    ['a schema that is text', 'object', 'It is neither an object nor true or false.'],
    [
      'a reference to nothing',
      { $ref: '#/$defs/a' },
      'It refers to a part of itself that it does not have.',
    ],
    [
      'a reference into the network',
      { properties: { a: { $ref: 'https://example.com/a.json' } } },
      'It refers to https://example.com/a.json, which is not in the record; nothing is fetched.',
    ],
  ])('%s', async (_, schema, reason) => {
    const tools = toolSet({ type: 'object' }, schema)
    const validators = new ToolValidators()
    await validators.prepare(tools)
    expect(validators.schemaError(tools.defs[1]!)).toBe(reason)
    expect(validators.validate(tools.defs[1]!, {})).toBeUndefined()
    expect(validators.malformed(tools)).toEqual([tools.defs[1]])
  })

  test('nothing is fetched for a reference', async () => {
    const fetching = vi.spyOn(globalThis, 'fetch')
    const urls = ['https://example.com/a.json', 'http://example.com/a', 'file:///etc/hosts']
    const tools = toolSet(...urls.map(($ref) => ({ $ref })))
    const validators = new ToolValidators()
    await validators.prepare(tools)
    expect(validators.malformed(tools)).toHaveLength(urls.length)
    expect(fetching).not.toHaveBeenCalled()
    fetching.mockRestore()
  })

  test('a schema nested 100,000 deep', async () => {
    let deep: Json = {}
    for (let i = 0; i < 100_000; i++) deep = { items: deep }
    const tools = toolSet(deep)
    const validators = new ToolValidators()
    await validators.prepare(tools)
    expect(validators.schemaError(tools.defs[0]!)).toBe('It is nested too deeply.')
  })
})

describe('preparing', () => {
  test('common schemas are ready at once, others after a promise, known ones at once again', async () => {
    const validators = new ToolValidators()
    expect(validators.prepare(toolSet({ type: 'object' }))).toBeUndefined()
    const tools = toolSet({ anyOf: [true] })
    const pending = validators.prepare(tools)
    expect(pending).toBeInstanceOf(Promise)
    await pending
    expect(validators.prepare(tools)).toBeUndefined()
  })

  test('a tool that was not prepared is a bug and says so', () => {
    expect(() => new ToolValidators().validate(toolSet(true).defs[0]!, {})).toThrow('not prepared')
  })

  test('many preparations at once do not disturb each other', async () => {
    const validators = new ToolValidators()
    const sets = Array.from({ length: 50 }, (_, i) => toolSet({ allOf: [{ minimum: i }] }))
    await Promise.all(sets.map(async (tools) => validators.prepare(tools)))
    sets.forEach((tools, i) => {
      expect(validators.validate(tools.defs[0]!, i)).toEqual([])
      expect(validators.validate(tools.defs[0]!, i - 1)).toHaveLength(1)
    })
  })
})
