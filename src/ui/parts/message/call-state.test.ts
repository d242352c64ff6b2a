import { describe, expect, test } from 'vitest'
import type { SchemaViolation } from '../../../core/checks/check.ts'
import type { ToolCall, ToolSet } from '../../../core/model/message.ts'
import { callState, violationsAt } from './call-state.ts'

const call: ToolCall = {
  name: 'book',
  args: {},
  argsWas: 'object',
  dialect: 'native',
  path: '',
}
const tools: ToolSet = {
  defs: [{ name: 'book', description: '', schema: {}, repairs: [], path: '' }],
  encoding: 'list',
  text: '',
}
const none: ToolSet = { defs: [], encoding: 'absent', text: '' }
const broken: SchemaViolation = { keyword: 'type', path: '/n', message: 'Asks for an integer.' }
const say = (
  c: ToolCall,
  t: ToolSet,
  violations?: readonly SchemaViolation[],
  others: readonly number[] = [],
) => callState(c, t, violations, others, 10)

describe('callState', () => {
  test('says the gravest thing first', () => {
    const unparsed = { ...call, error: { reason: 'It ends inside a string.', raw: '{"a' } }
    expect(say(unparsed, tools, [broken], [6]).words).toBe('Cannot be parsed')
    expect(say({ ...call, name: 'fly' }, tools, undefined, [6]).words).toBe('Unknown tool')
    expect(say(call, tools, [broken], [6]).words).toBe('1 to mend')
    expect(say(call, tools, [], [6]).words).toBe('Id used in 6 too')
  })

  test('a reused id names the other messages, never its own', () => {
    expect(say(call, tools, [], [6, 10]).words).toBe('Id used in 6 too')
    expect(say(call, tools, [], [6, 14]).words).toBe('Id used in 6, 14 too')
    expect(say(call, tools, [], [2, 4, 6, 8]).words).toBe('Id used in 2, 4 and 2 more')
    expect(say(call, tools, [], [10]).words).toBe('Id used twice here')
  })

  test('a call that fits its schema passes; without a schema nothing is claimed', () => {
    expect(say(call, tools, [])).toEqual({ kind: 'passed', words: 'Matches schema' })
    expect(say(call, tools, undefined)).toEqual({ kind: 'neutral', words: 'No schema' })
    expect(say(call, none, undefined)).toEqual({ kind: 'neutral', words: 'No schema' })
  })
})

test('violations belong to the argument they are in', () => {
  const inside = { ...broken, path: '/flights/0/date' }
  expect(violationsAt([broken, inside], '/flights')).toEqual([inside])
  expect(violationsAt([{ ...broken, path: '/number' }], '/n')).toEqual([])
})
