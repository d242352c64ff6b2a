import { describe, expect, test } from 'vitest'
import type { SchemaViolation } from '../../../core/checks/check.ts'
import type { Finding } from '../../../core/model/finding.ts'
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
const reused: Finding = {
  code: 'id.pair',
  severity: 'error',
  message: '',
  path: '',
  at: { lane: 0, index: 9 },
  also: [{ lane: 0, index: 5 }],
}
const say = (
  c: ToolCall,
  t: ToolSet,
  violations?: readonly SchemaViolation[],
  findings: readonly Finding[] = [],
  number = 10,
) => callState(c, t, violations, findings, number, (ref) => ref.index + 1)

describe('callState', () => {
  test('says the gravest thing first', () => {
    const unparsed = { ...call, error: { reason: 'It ends inside a string.', raw: '{"a' } }
    expect(say(unparsed, tools, [broken], [reused]).words).toBe('Cannot be parsed')
    expect(say({ ...call, name: 'fly' }, tools, undefined, [reused]).words).toBe('Unknown tool')
    expect(say(call, tools, [broken], [reused]).words).toBe('1 to mend')
    expect(say(call, tools, [], [reused]).words).toBe('Id used in 6 too')
  })

  test('an id used twice names the other message on either side', () => {
    expect(say(call, tools, [], [reused], 6).words).toBe('Id used in 10 too')
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
