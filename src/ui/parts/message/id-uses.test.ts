import { expect, test } from 'vitest'
import { callsOf, type Message } from '../../../core/model/message.ts'
import type { Sample } from '../../../core/model/sample.ts'
import { IdUses } from './id-uses.ts'

const calls = (...ids: string[]): Message => ({
  role: 'assistant',
  sourceRole: 'assistant',
  parts: ids.map((id) => ({
    t: 'call',
    call: { id, name: 'f', args: {}, argsWas: 'object', dialect: 'native', path: '' },
  })),
  path: '',
})

test('a call names the others of its conversation that use its id', () => {
  const sample: Sample = {
    format: 'openai',
    tools: { defs: [], encoding: 'absent', text: '' },
    context: [calls('x'), calls('w')],
    branches: [
      { messages: [calls('x'), calls('y')] },
      { messages: [calls('y'), calls('y', 'z', 'z')] },
    ],
    meta: {},
    extra: [],
    problems: [],
  }
  const uses = new IdUses(sample)
  const said = (lane: number, messages: readonly Message[]) =>
    messages.map((m, index) => callsOf(m).map((call) => uses.others({ lane, index }, call)))
  expect(said(-1, sample.context)).toEqual([[[2]], [[]]])
  expect(said(0, sample.branches[0].messages)).toEqual([[[0]], [[]]])
  expect(said(1, sample.branches[1]!.messages)).toEqual([[[3]], [[2], [3], [3]]])
})
