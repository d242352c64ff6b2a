import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Json } from '../model/json.ts'
import { ToolValidators } from '../schema/validators.ts'
import { trace } from '../testing/trace.ts'
import type { RecordShape } from './check.ts'
import { NO_OPTIONS } from './options.ts'
import { schema } from './schema.ts'

const zod = z.object({ messages: z.array(z.object({ role: z.string() })) })
const format: RecordShape = {
  id: 'openai',
  schema: zod,
  fits: (record) => zod.safeParse(record).success,
}
const validators = new ToolValidators()
const sample = trace('u a')

function run(record: Json, of = sample) {
  return schema.run(of, { format, record, validators }, NO_OPTIONS)
}

describe('schema', () => {
  test('a record that fits is in order', () => {
    expect(run({ messages: [{ role: 'user' }], more: 1 })).toEqual([])
  })

  test('a record that does not fit is reported at the very place', () => {
    expect(run({ messages: [{ role: 'user' }, { role: 5 }] })).toMatchObject([
      { code: 'schema', severity: 'error', path: '/messages/1/role' },
    ])
    expect(run([])).toMatchObject([{ path: '' }])
  })

  test('every misfit is reported, ten at most', () => {
    expect(run({ messages: [{}, {}] })).toHaveLength(2)
    expect(run({ messages: Array<Json>(50).fill({}) })).toHaveLength(10)
  })

  test('what the reader could not take is reported in its own words', () => {
    const problems = [{ kind: 'labelType', path: '/label', message: 'The label is text.' }] as const
    expect(run({ messages: [] }, { ...sample, problems })).toMatchObject([
      { path: '/label', message: 'The label is text.' },
    ])
  })

  test('problems of the tools are left to tools.schema', () => {
    const problems = [{ kind: 'tools', path: '/tools', message: 'No JSON.' }] as const
    expect(run({ messages: [] }, { ...sample, problems })).toEqual([])
  })

  test('an edited sample has no record to look at', () => {
    expect(schema.run(sample, { format, validators }, NO_OPTIONS)).toEqual([])
  })
})
