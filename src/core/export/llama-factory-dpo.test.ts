import { describe, expect, test } from 'vitest'
import { UNTOUCHED, type SampleState } from '../journal/edit.ts'
import type { ToolSet } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { forkTree, recordedTree, type Tree } from '../model/tree.ts'
import { trace } from '../testing/trace.ts'
import { llamaFactoryDpo } from './llama-factory-dpo.ts'
import type { Converted } from './target.ts'

function convert(sample: Sample, state: Partial<SampleState> = {}): Converted {
  return llamaFactoryDpo.convert({ record: 0, sample, state: { ...UNTOUCHED, ...state } }, [])
}

interface DpoRow {
  readonly conversations: readonly { readonly from: string; readonly value: string }[]
  readonly chosen: { readonly from: string; readonly value: string }
  readonly rejected: { readonly from: string; readonly value: string }
  readonly system: string
  readonly tools: string
}

function rowOf(notation: string, state?: Partial<SampleState>): DpoRow {
  const converted = convert(trace(notation, { exact: true }), state)
  if (!converted.ok) throw new Error(`${converted.reason}: ${converted.message}`)
  return JSON.parse(converted.rows[0]!.text) as DpoRow
}

function reasonOf(notation: string, state?: Partial<SampleState>): string {
  const converted = convert(trace(notation, { exact: true }), state)
  return converted.ok ? 'goes out' : converted.reason
}

describe('a pair becomes a row', () => {
  test('a pair of answers is written with every column', () => {
    expect(rowOf('s:Be_brief. u:Hi | a:Hello! / a:no')).toEqual({
      conversations: [{ from: 'human', value: 'Hi' }],
      chosen: { from: 'gpt', value: 'Hello!' },
      rejected: { from: 'gpt', value: 'no' },
      system: 'Be brief.',
      tools: '',
    })
  })

  test('a side is the one message at the first difference, and what follows is left out', () => {
    const converted = convert(
      trace('u | +get{"a":1} t:4 a:four / +get{"a":1} t:4 a:five u a', { exact: true }),
    )
    expect(converted).toMatchObject({ ok: true, stepsLeftOut: 2 })
    const row = rowOf('u | +get{"a":1} t:4 a:four / +get{"a":1} t:4 a:five u a')
    expect(row.conversations.map(({ from }) => from)).toEqual([
      'human',
      'function_call',
      'observation',
    ])
    expect(row.chosen).toEqual({ from: 'gpt', value: 'four' })
    expect(row.rejected).toEqual({ from: 'gpt', value: 'five' })
  })

  test('a call may stand against an answer', () => {
    const row = rowOf('u | +wx{"city":"Oslo"} / a:no_idea')
    expect(row.chosen).toEqual({
      from: 'function_call',
      value: '{"name": "wx", "arguments": {"city":"Oslo"}}',
    })
    expect(row.rejected.from).toBe('gpt')
  })

  test('calls are compared as data: key order and spacing are no difference', () => {
    const row = rowOf('u | +f{"a":1,"b":2} t a:x / +f{"b":2,"a":1.0} t a:y')
    expect(row.chosen.value).toBe('x')
  })

  test('integers beyond 2^53 that differ in the last digit are a difference', () => {
    const row = rowOf('u | +f{"id":12345678901234567890} / +f{"id":12345678901234567891}')
    expect(row.chosen.value).toContain('12345678901234567890')
    expect(row.rejected.value).toContain('12345678901234567891')
  })

  test('arguments leave to the letter: number spellings, key order and duplicate keys', () => {
    const args = '{"z":1.10,"a":1e5,"n":12345678901234567890,"a":2}'
    const row = rowOf(`u | +f${args} / a`)
    expect(row.chosen.value).toBe(`{"name": "f", "arguments": ${args}}`)
  })

  test('parallel calls are one list and their results one observation', () => {
    const row = rowOf('u | +f#1+g#2 t#1:x t#2:y a:1 / +f#1+g#2 t#1:x&#2:y a:2')
    expect(row.conversations.slice(1)).toEqual([
      {
        from: 'function_call',
        value: '[{"name": "f", "arguments": {}}, {"name": "g", "arguments": {}}]',
      },
      { from: 'observation', value: 'x\n</tool_response>\n<tool_response>\ny' },
    ])
  })

  test('calls in messages of their own become one list', () => {
    const row = rowOf('u | +f +g t t a:1 / +f+g t t a:2')
    expect(row.conversations.map(({ from }) => from)).toEqual([
      'human',
      'function_call',
      'observation',
    ])
  })

  test('words and a call are words and one marked block', () => {
    const row = rowOf('u | a:Checking.+f / a')
    expect(row.chosen).toEqual({
      from: 'function_call',
      value: 'Checking.\n<tool_call>\n{"name": "f", "arguments": {}}\n</tool_call>',
    })
  })

  test('thinking has the exact form that the trainer looks for', () => {
    expect(rowOf('u | a~hm+f / a').chosen.value).toBe(
      '<think>\nhm\n</think>\n\n{"name": "f", "arguments": {}}',
    )
  })

  test('marks inside arguments are escaped, so that the trainer does not take them for calls', () => {
    const row = rowOf('u | +f{"html":"<tool_call>x</tool_call>"} / a')
    expect(row.chosen.value).not.toContain('<tool_call>')
    expect((JSON.parse(row.chosen.value) as { arguments: object }).arguments).toEqual({
      html: '<tool_call>x</tool_call>',
    })
  })

  test('the tools leave as their exact text, an empty list as nothing', () => {
    const text =
      '[{"name":"f","parameters":{"type":"object","properties":{"n":{"maximum":1e400}}}}]'
    const tools: ToolSet = { defs: [], encoding: 'list', text }
    const row = (set: ToolSet) => {
      const converted = convert({ ...trace('u | a:1 / a:2'), tools: set })
      return converted.ok ? (JSON.parse(converted.rows[0]!.text) as DpoRow).tools : converted.reason
    }
    expect(row(tools)).toBe(text)
    expect(row({ ...tools, text: '[]' })).toBe('')
    expect(row({ ...tools, encoding: 'inText' })).toBe('')
    expect(row({ ...tools, text: '{"name":"f"}' })).toBe('tools')
  })

  test('what templates do with a row is said beside it', () => {
    const noticesOf = (notation: string) => {
      const converted = convert(trace(notation, { exact: true }))
      return converted.ok ? converted.notices.join('\n') : converted.reason
    }
    expect(noticesOf('u:Room_{{idx}} | a / a')).toContain('{{idx}}')
    expect(noticesOf('u:<image> | a / a')).toContain('<image>')
    expect(noticesOf('u | +f+g / a')).toContain('glm4')
    expect(noticesOf('u | a:Now.+f / a')).toContain('Llama2')
    expect(noticesOf('u | a / a')).toBe('')
  })
})

describe('what is held back', () => {
  test.each([
    ['identical', 'u | a:same / a:same'],
    ['identical', 'u | +f{"a":1,"b":2} / +f{"b":2,"a":1}'],
    ['strictPrefix', 'u | +f t a / +f t'],
    ['environment', 'u | +f t:1 a / +f t:2 a'],
    ['environment', 'u | a:x u:1 a / a:x u:2 a'],
    ['blank', 'u | a: / a'],
    ['blank', 'u | a~only_thoughts / a'],
    ['blankUser', 'u:_ | a / a'],
    ['order', 'u u | a / a'],
    ['order', 'u a:x a:y u | a / a'],
    ['systemPlace', 'u a s u | a / a'],
    ['unreadableCall', 'u | +f!{broken / a'],
    ['unreadableCall', 'u +!{broken t u | a / a'],
    ['arguments', 'u | +f(5) / a'],
    ['notAPair', 'u | a'],
    ['promptEnd', 'u a | a:x / a:y'],
    ['markers', 'u | a:see_<think>+f / a'],
  ])('%s: %s', (reason, notation) => {
    expect(reasonOf(notation)).toBe(reason)
  })

  test('the place of what cannot be merged is named', () => {
    const converted = convert(trace('u u | a / a'))
    expect(converted).toMatchObject({ message: expect.stringContaining('Message 1 ') as string })
  })

  test('a flag, a tie, and two prompts', () => {
    expect(reasonOf('u | a / a', { flag: { note: '' } })).toBe('flagged')
    expect(reasonOf('u | a / a', { verdict: 'tie' })).toBe('noWinner')
    expect(reasonOf('u | a / a', { verdict: 'bothBad' })).toBe('noWinner')
    const sample = trace('u | a')
    const apart = { context: [], completion: [], differsAt: 0, path: '' }
    expect(convert({ ...sample, apart })).toMatchObject({ reason: 'apart' })
  })

  test('a text with half a character, raw or escaped in arguments', () => {
    expect(reasonOf('u:\ud83d | a / a')).toBe('surrogate')
    expect(reasonOf('u | +f{"a":"\\ud83d"} / a')).toBe('surrogate')
    expect(reasonOf('u | +f{"a":"\\ud83d\\ude00","b":"\\\\ud83d"} / a')).toBe('goes out')
  })

  test('a record that was read in part', () => {
    const problems = [{ kind: 'schema', path: '/messages/1', message: 'No role.' }] as const
    expect(convert({ ...trace('u | a / a'), problems })).toMatchObject({ reason: 'schema' })
  })
})

describe('forks made here', () => {
  const sample = trace('u +f t a:old', { exact: true })

  function forked(): Tree {
    const made = forkTree(sample, recordedTree(sample), 1, 'copy')
    if (!made.ok) throw new Error(made.error.kind)
    return made.value
  }

  test('an unfinished fork stays behind, a saved one goes out', () => {
    const tree = forked()
    const edited: Tree = {
      ...tree,
      branches: [{ ...tree.branches[0], items: [own('better')] }, tree.branches[1]!],
    }
    expect(convert(sample, { tree: edited })).toMatchObject({ reason: 'draft' })
    expect(convert(sample, { tree: edited, verdict: 'pair' })).toMatchObject({ ok: true })
  })

  test('nothing stale goes out, in a side or in the prompt', () => {
    const tree = forked()
    const stale = (item: Tree['context'][number]) => ({ ...item, stale: true as const })
    const side: Tree = {
      ...tree,
      branches: [{ ...tree.branches[0], items: [own('x'), stale(own('y'))] }, tree.branches[1]!],
    }
    expect(convert(sample, { tree: side, verdict: 'pair' })).toMatchObject({ reason: 'stale' })
    const prompt: Tree = { ...side, context: tree.context.map(stale) }
    expect(convert(sample, { tree: prompt, verdict: 'pair' })).toMatchObject({ reason: 'stale' })
  })

  function own(text: string) {
    const message = { role: 'assistant', sourceRole: 'assistant', path: '' } as const
    return { kind: 'own', message: { ...message, parts: [{ t: 'text', text }] } } as const
  }
})

test('dataset_info.json is complete and in ASCII', () => {
  const [file] = llamaFactoryDpo.sideFiles({
    target: 'llama-factory/dpo',
    name: 'đôi',
    scope: 'decided',
  })
  expect(file!.name).toBe('dataset_info.json')
  expect(file!.text).toMatch(/^[\0-\x7f]*$/)
  expect(JSON.parse(file!.text)).toEqual({
    đôi: {
      file_name: 'đôi.jsonl',
      formatting: 'sharegpt',
      ranking: true,
      columns: {
        messages: 'conversations',
        chosen: 'chosen',
        rejected: 'rejected',
        system: 'system',
        tools: 'tools',
      },
      tags: {
        role_tag: 'from',
        content_tag: 'value',
        user_tag: 'human',
        assistant_tag: 'gpt',
        observation_tag: 'observation',
        function_tag: 'function_call',
        system_tag: 'system',
      },
    },
  })
})
