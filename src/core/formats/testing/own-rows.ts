/** Rows of our own: a ranking, a pair with calls, a judged answer, and two sides that are no pair. */
import type { Json } from '../../model/json.ts'

const said = (role: string, text: string) => ({
  role,
  sourceRole: role,
  parts: [{ t: 'text', text }],
  path: '/messages/0',
})
const asked = said('user', 'Which one?')
const call = {
  id: 'c1',
  name: 'f',
  args: { a: 1 },
  argsText: '{"a": 1.0}',
  argsWas: 'object',
  dialect: 'openai',
  path: '/messages/1/tool_calls/0',
}
const calling = {
  role: 'assistant',
  sourceRole: 'assistant',
  parts: [
    { t: 'reasoning', text: 'so', wrap: 'think' },
    { t: 'call', call },
  ],
  path: '/messages/1',
}
const result = {
  role: 'tool',
  sourceRole: 'tool',
  parts: [{ t: 'result', callId: 'c1', name: 'f', text: '1', isError: false }],
  path: '/messages/2',
}
const NO_TOOLS = { defs: [], encoding: 'absent', text: '' }
const TOOLS = {
  defs: [],
  encoding: 'list',
  text: '[{"name":"f","parameters":{"type":"object","properties":{}}}]',
}

function row(sample: { readonly [key: string]: Json }): Json {
  const rest = { format: 'openai', tools: NO_TOOLS, meta: {}, extra: [], problems: [] }
  return { tuningFork: 1, format: 'openai', sample: { ...rest, ...sample }, record: '{}' }
}

export const OWN_ROWS: readonly Json[] = [
  row({
    context: [said('system', 'Be brief.'), asked],
    branches: [
      {
        messages: [said('assistant', 'a')],
        model: 'm',
        rank: 2,
        scores: [{ key: 'helpfulness', value: 0.5, why: 'short', path: '/scores/0' }],
      },
      { messages: [said('assistant', 'b')], rank: 1, scores: [] },
      { messages: [said('assistant', 'c')], rank: 2 },
    ],
    meta: { id: '7', group: 'g', topic: ['x'] },
  }),
  row({
    tools: TOOLS,
    context: [asked],
    branches: [
      { messages: [said('assistant', 'a')] },
      { messages: [calling, result, said('assistant', 'b')] },
    ],
    recordedPair: { chosen: 1, rejected: 0 },
  }),
  row({
    tools: { ...TOOLS, encoding: 'inText' },
    context: [asked, calling, result],
    branches: [{ messages: [said('assistant', 'a')], label: false }],
  }),
  row({
    context: [asked],
    branches: [{ messages: [said('assistant', 'a')] }],
    apart: {
      context: [said('user', 'Which?')],
      completion: [said('assistant', 'b')],
      differsAt: 0,
      path: '/rejected/0',
    },
  }),
]
