import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatOf } from '../formats/index.ts'
import { anyRecord, anyRecordOfFormat, RECORDS } from '../formats/testing/records.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Json } from '../model/json.ts'
import type { FormatId, Sample } from '../model/sample.ts'
import { convertRecord, type ConvertTarget } from './index.ts'
import { withoutToolList } from './hermes-row.ts'
import { sameSample, type Keeps } from './same-sample.ts'

function read(text: string, format: FormatId): Sample {
  return formatOf(format).read(JSON.parse(text) as Json, { text, toolSets: new RecentToolSets() })
}

function convert(record: Json | string, from: FormatId, to: ConvertTarget) {
  const text = typeof record === 'string' ? record : JSON.stringify(record)
  const converted = convertRecord(text, read(text, from), to)
  return converted.ok ? converted.value : converted.error.reason
}

const EXACT = '{"id": 12345678901234567890, "p": 1.10, "p": 2}'
const TOOLS =
  '[{"name":"f","description":"d","parameters":{"type":"object","properties":{},"x":1.0}}]'
const run = `{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":${JSON.stringify(
  `{"name":"f","arguments":${EXACT}}`,
)}},{"from":"observation","value":"1"},{"from":"gpt","value":"<think>\\nhm\\n</think>\\n\\nDone."}],"system":"s","tools":${JSON.stringify(TOOLS)}}`

describe('rows', () => {
  test('OpenAI: arguments are exact text', () => {
    expect(convert(run, 'sharegpt', 'openai')).toBe(
      `{"messages":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"f","arguments":${JSON.stringify(EXACT)}}}]},{"role":"tool","content":"1"},{"role":"assistant","reasoning_content":"hm","content":"Done."}],"tools":${TOOLS}}`,
    )
  })

  test('TRL prompt and completion: arguments are exact objects, tools text', () => {
    expect(convert(run, 'sharegpt', 'trl/prompt-completion')).toBe(
      `{"prompt":[{"role":"system","content":"s"},{"role":"user","content":"q"}],"completion":[{"role":"assistant","content":null,"tool_calls":[{"type":"function","function":{"name":"f","arguments":${EXACT}}}]},{"role":"tool","content":"1"},{"role":"assistant","reasoning_content":"hm","content":"Done."}],"tools":${JSON.stringify(TOOLS)}}`,
    )
  })

  test('Hermes: tools in the system turn, calls and results between marks', () => {
    const row = JSON.parse(convert(run, 'sharegpt', 'hermes')) as {
      conversations: { from: string; value: string }[]
    }
    expect(row.conversations.map(({ from }) => from)).toEqual([
      'system',
      'human',
      'gpt',
      'tool',
      'gpt',
    ])
    expect(row.conversations[0]!.value).toContain(`s\n\nYou are`)
    expect(row.conversations[0]!.value).toContain(`<tools>\n${TOOLS}\n</tools>`)
    expect(row.conversations[2]!.value).toBe(
      `<tool_call>\n{"name": "f", "arguments": ${EXACT}}\n</tool_call>`,
    )
    expect(row.conversations[3]!.value).toBe('<tool_response>\n1\n</tool_response>')
    expect(row.conversations[4]!.value).toBe('<think>\nhm\n</think>\n\nDone.')
  })

  test('Anthropic: blocks, ids by order, schemas exact', () => {
    expect(convert(run, 'sharegpt', 'anthropic')).toBe(
      `{"system":"s","messages":[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":${EXACT}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"1"}]},{"role":"assistant","content":[{"type":"thinking","thinking":"hm"},{"type":"text","text":"Done."}]}],"tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{},"x":1.0}}]}`,
    )
  })

  test('ShareGPT: parallel results share one observation', () => {
    const call = (id: string) => ({
      id,
      type: 'function',
      function: { name: 'f', arguments: '{}' },
    })
    const record = {
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', content: null, tool_calls: [call('a'), call('b')] },
        { role: 'tool', tool_call_id: 'a', content: '1' },
        { role: 'tool', tool_call_id: 'b', content: '2' },
      ],
    }
    expect(JSON.parse(convert(record, 'openai', 'sharegpt'))).toEqual({
      conversations: [
        { from: 'human', value: 'q' },
        {
          from: 'function_call',
          value: '[{"name": "f", "arguments": {}}, {"name": "f", "arguments": {}}]',
        },
        { from: 'observation', value: '1\n</tool_response>\n<tool_response>\n2' },
      ],
    })
  })

  test('a pair as TRL and LLaMA-Factory want it', () => {
    const pair = { instruction: 'Say', input: 'hi', chosen: 'a', rejected: 'b' }
    expect(JSON.parse(convert(pair, 'llama-factory/dpo', 'trl/preference'))).toEqual({
      prompt: [{ role: 'user', content: 'Say\nhi' }],
      chosen: [{ role: 'assistant', content: 'a' }],
      rejected: [{ role: 'assistant', content: 'b' }],
    })
    const trl = { prompt: 'q', chosen: 'a', rejected: 'b' }
    expect(JSON.parse(convert(trl, 'trl/preference', 'llama-factory/dpo'))).toMatchObject({
      conversations: [{ from: 'human', value: 'q' }],
      chosen: { from: 'gpt', value: 'a' },
    })
  })

  test('a judged answer as TRL and LLaMA-Factory want it', () => {
    const kto = { instruction: 'q', output: 'a', kto_tag: false }
    expect(JSON.parse(convert(kto, 'llama-factory/kto', 'trl/unpaired'))).toMatchObject({
      label: false,
    })
    expect(convert(kto, 'llama-factory/kto', 'openai')).toBe('label')
  })

  test('a record that has the shape already leaves as it came, on one line', () => {
    expect(convert(run, 'sharegpt', 'sharegpt')).toBe(run)
    const record = JSON.parse(run) as Json
    const pretty = JSON.stringify(record, null, 2)
    const line = convert(pretty, 'sharegpt', 'sharegpt')
    expect(line).not.toContain('\n')
    expect(JSON.parse(line)).toEqual(record)
  })

  test('exact text that stands on several lines in the record stands on one in the row', () => {
    const tools = JSON.stringify([{ name: 'f', parameters: { type: 'object', x: 1 } }], null, 2)
    const text = `{"messages":[{"role":"user","content":"a\\nb"}],"tools":${tools}}`
    for (const to of ['anthropic', 'hermes', 'sharegpt'] as const) {
      const row = convert(text, 'openai', to)
      expect(row).not.toContain('\n')
      expect(read(row, to).tools.defs[0]).toMatchObject({ schema: { type: 'object', x: 1 } })
    }
  })

  test('our own row holds the sample and the record’s text', () => {
    const row = JSON.parse(convert(run, 'sharegpt', 'tuning-fork')) as Record<string, unknown>
    expect(row['record']).toBe(run)
    expect(row['format']).toBe('sharegpt')
    expect(row['sample']).toEqual(JSON.parse(JSON.stringify(read(run, 'sharegpt'))))
  })
})

describe('refusals', () => {
  const ask = { role: 'user', content: 'q' }
  const talk = (...messages: Json[]) => ({ messages: [ask, ...messages] })
  const calling = (args: string) => ({
    role: 'assistant',
    tool_calls: [{ function: { name: 'f', arguments: args } }],
  })

  test.each<[string, Json, FormatId, ConvertTarget]>([
    ['toolCall', talk(calling('{}')), 'openai', 'alpaca'],
    ['brokenCall', talk(calling('{')), 'openai', 'sharegpt'],
    ['argumentsNoObject', talk(calling('[1]')), 'openai', 'anthropic'],
    [
      'unpairedResult',
      talk({ role: 'tool', tool_call_id: 'x', content: '1' }),
      'openai',
      'anthropic',
    ],
    [
      'media',
      { messages: [{ role: 'user', content: [{ type: 'image_url', value: 'x' }] }] },
      'openai',
      'sharegpt',
    ],
    ['developer', { messages: [{ role: 'developer', content: 'd' }, ask] }, 'openai', 'hermes'],
    ['systemPlace', talk({ role: 'system', content: 's' }), 'openai', 'sharegpt'],
    ['notAPair', talk({ role: 'assistant', content: 'a' }), 'openai', 'trl/preference'],
    ['noLabel', talk({ role: 'assistant', content: 'a' }), 'openai', 'trl/unpaired'],
    ['severalBranches', { prompt: 'q', chosen: 'a', rejected: 'b' }, 'trl/preference', 'openai'],
    ['marks', talk({ role: 'assistant', content: 'use <tool_call>' }), 'openai', 'hermes'],
    [
      'changed',
      talk({ role: 'assistant', content: '', reasoning_content: 'a </think> b' }),
      'openai',
      'sharegpt',
    ],
    ['turns', talk(ask, { role: 'assistant', content: 'a' }), 'openai', 'alpaca'],
    ['problems', { messages: [ask, { role: 'alien', content: 'x' }] }, 'openai', 'sharegpt'],
    ['noAnswer', { messages: [ask] }, 'openai', 'trl/prompt-completion'],
    ['empty', { messages: [{ role: 'system', content: 's' }] }, 'openai', 'anthropic'],
    ['notAPair', talk({ role: 'assistant', content: 'a' }), 'openai', 'llama-factory/dpo'],
    ['noLabel', talk({ role: 'assistant', content: 'a' }), 'openai', 'llama-factory/kto'],
    [
      'leftOut',
      {
        prompt: [ask],
        chosen: [{ role: 'assistant', content: 'a' }, ask, { role: 'assistant', content: 'c' }],
        rejected: [{ role: 'assistant', content: 'b' }],
      },
      'trl/preference',
      'llama-factory/dpo',
    ],
  ])('%s', (reason, record, from, to) => expect(convert(record, from, to)).toBe(reason))
})

/** What each target's own format reads of a row, and what of the record a row keeps. */
const BACK: Readonly<Record<Exclude<ConvertTarget, 'tuning-fork'>, Keeps>> = {
  sharegpt: { ids: false },
  openai: { ids: true },
  alpaca: { ids: false },
  'llama-factory/dpo': { ids: false },
  'llama-factory/kto': { ids: false },
  'trl/preference': { ids: true },
  'trl/prompt-completion': { ids: true },
  'trl/unpaired': { ids: true },
  hermes: { ids: false },
  anthropic: { ids: false, toolText: false },
}
const TARGETS = Object.keys(BACK) as (keyof typeof BACK)[]

/** Whether the record became a row, which then says the same; else there is a reason. */
function convertsTruly(record: Json, from: FormatId, to: keyof typeof BACK): boolean {
  const text = JSON.stringify(record)
  const sample = read(text, from)
  const converted = convertRecord(text, sample, to)
  if (!converted.ok) {
    expect(converted.error.message).not.toBe('')
    return false
  }
  const row = converted.value
  if (from === to) {
    expect(row).toBe(text)
    return true
  }
  expect(row).not.toContain('\n')
  const again = read(row, to)
  expect(formatOf(to).fits(JSON.parse(row) as Json)).toBe(true)
  expect(again.problems).toEqual([])
  const shown = to === 'hermes' ? withoutToolList(again) : again
  expect(sameSample(sample, shown, BACK[to])).toBe(true)
  return true
}

test('what converts reads back the same, whatever the record and the target', () => {
  fc.assert(
    fc.property(anyRecordOfFormat, fc.constantFrom(...TARGETS), ([record, from], to) => {
      convertsTruly(record, from, to)
    }),
    { numRuns: 4000 },
  )
})

test('records read by a format that is not theirs convert truly too', () => {
  const anyFormat = fc.constantFrom(...(Object.keys(RECORDS) as FormatId[]))
  fc.assert(
    fc.property(anyRecord, anyFormat, fc.constantFrom(...TARGETS), (record, from, to) => {
      convertsTruly(record, from, to)
    }),
    { numRuns: 1500 },
  )
})

describe('every format’s own records, as rows of every other shape', () => {
  test.each(TARGETS)('%s reads back the same', (to) => {
    let rows = 0
    for (const [from, records] of Object.entries(RECORDS) as [FormatId, readonly Json[]][])
      for (const record of records) if (from !== to && convertsTruly(record, from, to)) rows++
    expect(rows).toBeGreaterThan(3)
  })

  test('Hermes and Anthropic rows that would read back as something else are refused', () => {
    const ask = { role: 'user', content: 'q' }
    const said = (content: string) => ({ messages: [ask, { role: 'assistant', content }] })
    expect(convert(said('<function=f>\n</function>'), 'openai', 'anthropic')).toContain('tool_use')
    expect(convert({ messages: [{ role: 'user', content: '' }] }, 'openai', 'hermes')).toContain(
      '"value":""',
    )
    const two = [ask, { role: 'assistant', content: ' ', reasoning_content: ' a ' }]
    expect(convert({ messages: two }, 'openai', 'hermes')).toBe('changed')
  })
})
