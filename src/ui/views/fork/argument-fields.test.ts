import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../core/model/json.ts'
import type { ToolDef } from '../../../core/model/message.ts'
import { ToolValidators } from '../../../core/schema/validators.ts'
import {
  argumentFields,
  blankRow,
  shownValue,
  typedValue,
  violationsOf,
} from './argument-fields.ts'
import { mendsOf } from './argument-mends.ts'

const BOOK: ToolDef = {
  name: 'book',
  description: '',
  path: '',
  repairs: [],
  schema: {
    type: 'object',
    properties: {
      cabin: { type: 'string', enum: ['basic_economy', 'economy', 'business'] },
      bags: { type: 'integer' },
      id: { type: 'string' },
      flights: {
        type: 'array',
        items: {
          type: 'object',
          properties: { number: { type: 'string' }, price: { type: 'number' } },
        },
      },
      insured: { type: 'boolean' },
    },
    required: ['cabin', 'bags'],
    additionalProperties: false,
  },
}
const integer: JsonObject = { type: 'integer' }
const string: JsonObject = { type: 'string' }

function fieldsOf(argsText: string) {
  return argumentFields(argsText, BOOK)!
}

describe('argumentFields', () => {
  it('lists what the call has in its order, then what it lacks', () => {
    const fields = fieldsOf('{"bags":3,"colour":"red"}')
    expect(fields.map((f) => f.key)).toEqual([
      'bags',
      'colour',
      'cabin',
      'id',
      'flights',
      'insured',
    ])
    expect(fields[1]).toMatchObject({ extra: true, required: false })
    expect(fields[2]).toMatchObject({ text: undefined, required: true, expects: 'one of 3' })
  })
  it('draws lists of flat objects as tables and choices as lists', () => {
    const [flights, insured] = fieldsOf(
      '{"flights":[{"number":"HAT1","price":1.10}],"insured":true}',
    )
    expect(flights!.field).toMatchObject({ kind: 'table', count: 1 })
    expect(flights!.expects).toBe('array of object')
    expect(insured!.field).toEqual({ kind: 'choice', choices: ['true', 'false'] })
  })
  it('does not make a table of what has deeper values', () => {
    expect(fieldsOf('{"flights":[{"number":["x"]}]}')[0]!.field).toEqual({ kind: 'text' })
  })
  it('has no form for arguments that are no object', () => {
    expect(argumentFields('[1]', BOOK)).toBeUndefined()
  })
})

describe('what stands in a field', () => {
  it('shows strings bare where strings are expected, in quotes where not', () => {
    expect(shownValue('"mia"', string)).toBe('mia')
    expect(shownValue('"0"', integer)).toBe('"0"')
    expect(shownValue('12345678901234567890', integer)).toBe('12345678901234567890')
  })
  it('keeps numbers as they are typed and strings as strings', () => {
    expect(typedValue('1.10', integer, '1')).toBe('1.10')
    expect(typedValue('0', string, '"x"')).toBe('"0"')
    expect(typedValue('abc', integer, '1')).toBe('"abc"')
    expect(typedValue('7', undefined, '"6"')).toBe('"7"')
    expect(typedValue('7', undefined, '6')).toBe('7')
    expect(typedValue('null', { type: ['string', 'null'] }, 'null')).toBe('null')
  })
  it('gives back the text of every value that it shows', () => {
    for (const [text, schema] of [
      ['"a b"', string],
      ['"0"', integer],
      ['1e5', integer],
      ['{"x": [1]}', undefined],
      ['"{\\"x\\"}"', undefined],
    ] as const)
      expect(typedValue(shownValue(text, schema), schema, text)).toBe(text)
  })
  it('fills a new row with values of the right kind', () => {
    expect(
      blankRow([
        { key: 'number', schema: string },
        { key: 'price', schema: { type: 'number' } },
      ]),
    ).toBe('{"number": "", "price": 0}')
  })
})

describe('mends', () => {
  const validators = new ToolValidators()
  void validators.prepare({ defs: [BOOK], encoding: 'list', text: '' })
  /** The labels offered for one argument; and that each, taken, leaves nothing wrong there. */
  function offered(argsText: string, key: string, before = argsText): string[] {
    const at = (text: string) => {
      const fields = fieldsOf(text)
      const field = fields.find((f) => f.key === key)
      const violations = validators.validate(BOOK, JSON.parse(text))!
      return { field, fields, wrong: field ? violationsOf(field, violations) : [] }
    }
    const { field, fields, wrong } = at(argsText)
    const mends = mendsOf(argsText, field!, wrong, before, fields)
    for (const mend of mends) expect(at(mend.text).wrong).toEqual([])
    return mends.map((mend) => mend.label)
  }

  it('reads a number out of a string', () => {
    expect(offered('{"cabin":"economy","bags":"0"}', 'bags')).toEqual(['Make it 0'])
    expect(offered('{"cabin":"economy","bags":"007"}', 'bags')).toEqual(['Make it 7'])
  })
  it('puts back what was there, or takes the nearest choice', () => {
    const good = '{"cabin":"economy","bags":0}'
    expect(offered('{"cabin":"premium","bags":0}', 'cabin', good)).toEqual(['Put back economy'])
    expect(offered('{"cabin":"Basic Economy","bags":0}', 'cabin')).toEqual([
      'Make it basic_economy',
    ])
  })
  it('puts back a missing argument', () => {
    expect(offered('{"cabin":"economy"}', 'bags', '{"cabin":"economy","bags":2}')).toEqual([
      'Put back 2',
    ])
  })
  it('renames a misspelt argument or removes it', () => {
    expect(offered('{"cabin":"economy","bagss":0}', 'bagss')).toEqual([
      'Rename it bags',
      'Remove it',
    ])
  })
  it('reaches into a table', () => {
    expect(
      offered('{"cabin":"economy","bags":0,"flights":[{"number":"A","price":"1.10"}]}', 'flights'),
    ).toEqual(['Make it 1.10'])
  })
  it('offers nothing where it would have to guess', () => {
    expect(offered('{"cabin":"economy","bags":"three"}', 'bags')).toEqual([])
  })
})
