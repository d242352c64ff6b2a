/** An edited call goes back into its message in its own dialect, and only what changed changes. */
import { describe, expect, test } from 'vitest'
import { DIALECTS } from '../dialects/index.ts'
import type { Json } from '../model/json.ts'
import type { Message, Part } from '../model/message.ts'
import { recordedTree, type Tree } from '../model/tree.ts'
import { openai } from './openai.ts'
import { RecentToolSets } from './tool-sets.ts'

const TOOLS: Json = ['get_weather', 'get_time'].map((name) => ({
  type: 'function',
  function: {
    name,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer' } },
    },
  },
}))

/** What the answer becomes once its parts are changed. */
function rewritten(content: string, change: (parts: readonly Part[]) => readonly Part[]): string {
  const record = {
    messages: [
      { role: 'user', content: 'x' },
      { role: 'assistant', content },
    ],
    tools: TOOLS,
  }
  const text = JSON.stringify(record)
  const sample = openai.read(record, { text, toolSets: new RecentToolSets() })
  const was = sample.branches[0].messages[0]!
  const message: Message = { ...was, parts: change(was.parts) }
  const tree = recordedTree(sample)
  const [first, ...rest] = tree.branches
  const next: Tree = {
    ...tree,
    branches: [
      { ...first, items: [{ kind: 'own', message, from: { lane: 0, index: 0 } }] },
      ...rest,
    ],
  }
  const written = openai.write(text, sample, next)
  if (!written.ok) return `refused: ${written.error.what}`
  const back = JSON.parse(written.value) as { messages: { content: string }[] }
  return back.messages[1]!.content
}

function editCall(
  parts: readonly Part[],
  index: number,
  change: { name?: string; argsText?: string },
): Part[] {
  let seen = -1
  return parts.map((part) => {
    if (part.t !== 'call' || ++seen !== index) return part
    const { argsText = part.call.argsText ?? '{}', name = part.call.name } = change
    const call = { ...part.call, name, argsText, args: JSON.parse(argsText) as Json }
    return { t: 'call', call }
  })
}

const TEXT = DIALECTS.filter(({ id }) => id !== 'openai' && id !== 'llama-factory')
const BARE = new Set(['llama3-json', 'pythonic', 'glm4'])

describe.each(TEXT.map((dialect) => [dialect.id, dialect] as const))('%s', (id, dialect) => {
  const call = (name: string, argsText: string) =>
    ({ kind: 'call', call: { name, argsText } }) as const
  const prose = BARE.has(id) ? [] : ([{ kind: 'text', text: 'I look, “so”.' }] as const)
  const before = call('get_time', '{"city": "Huế"}')
  const first = id === 'glm4' ? [] : [before]
  const layout = (name: string, argsText: string) =>
    dialect.serialise([...prose, ...first, call(name, argsText)])
  const content = layout('get_weather', '{"city": "Huế", "days": 3}')
  const last = first.length

  test('nothing changed', () => expect(rewritten(content, (parts) => parts)).toBe(content))

  test('one value', () =>
    expect(
      rewritten(content, (parts) =>
        editCall(parts, last, { argsText: '{"city": "Huế", "days": 5}' }),
      ),
    ).toBe(layout('get_weather', '{"city": "Huế", "days": 5}')))

  test('another argument', () =>
    expect(rewritten(content, (parts) => editCall(parts, last, { argsText: '{"days": 5}' }))).toBe(
      layout('get_weather', '{"days": 5}'),
    ))

  test('the name', () => {
    const written = rewritten(content, (parts) => editCall(parts, last, { name: 'get_time' }))
    // Kimi's id holds the name and a number that stays.
    expect(written).toBe(layout('get_time', '{"city": "Huế", "days": 3}'))
  })

  test('a call more', () => {
    if (id === 'glm4') return
    const added: Part = {
      t: 'call',
      call: {
        name: 'get_time',
        args: {},
        argsText: '{}',
        argsWas: 'object',
        dialect: 'native',
        path: '',
      },
    }
    const written = rewritten(content, (parts) => [...parts, added])
    const again: string[] = []
    rewritten(written, (parts) => {
      for (const part of parts)
        if (part.t === 'call') again.push(`${part.call.dialect} ${part.call.name}`)
      return parts
    })
    expect(again).toEqual([`${id} get_time`, `${id} get_weather`, `${id} get_time`])
  })
})

test('white space, order and spelling around an edited value stay', () => {
  const content =
    'So:\n\n<tool_call>\n  <function=get_weather>\n<parameter=city>\nHuế \n</parameter>  <parameter=days>3</parameter>\n</function></tool_call>  '
  expect(
    rewritten(content, (parts) => editCall(parts, 0, { argsText: '{"city": "Huế ", "days": 7}' })),
  ).toBe(content.replace('>3<', '>7<'))
})

test('a value that holds the dialect’s own mark is refused', () => {
  const content =
    '<tool_call>\n<function=get_weather>\n<parameter=city>\nHuế\n</parameter>\n</function>\n</tool_call>'
  expect(
    rewritten(content, (parts) => editCall(parts, 0, { argsText: '{"city": "a</parameter>b"}' })),
  ).toBe('refused: these calls as Qwen3-Coder writes them')
})

test('the text beside a call', () => {
  expect(
    rewritten(
      'Look.\nAction: get_time\nAction Input: {"city": "Huế"}\nObservation: noon',
      (parts) =>
        parts.map((part) =>
          part.t === 'text'
            ? { ...part, text: 'See.' }
            : part.t === 'result'
              ? { ...part, text: 'one' }
              : part,
        ),
    ),
  ).toBe('See.\nAction: get_time\nAction Input: {"city": "Huế"}\nObservation: one')
})
