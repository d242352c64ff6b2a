import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { callsOf, type Message, type Part } from '../model/message.ts'
import type { FormatId, MessageRef, Sample } from '../model/sample.ts'
import { messageAt } from '../model/sample.ts'
import {
  forkTree,
  joinApart,
  recordedItem,
  recordedTree,
  type Item,
  type Tree,
} from '../model/tree.ts'
import { FORMATS, formatOf } from './index.ts'
import { recordsOf } from './testing/records.ts'
import { RecentToolSets } from './tool-sets.ts'

function readText(format: FormatId, text: string): Sample {
  return formatOf(format).read(JSON.parse(text) as Json, { text, toolSets: new RecentToolSets() })
}

function write(
  format: FormatId,
  text: string,
  change: (tree: Tree, sample: Sample) => Tree,
): string {
  const sample = readText(format, text)
  const written = formatOf(format).write(text, sample, change(recordedTree(sample), sample))
  return written.ok ? written.value : `refused: ${written.error.what}`
}

function own(message: Message, from?: MessageRef): Item {
  return from ? { kind: 'own', message, from } : { kind: 'own', message }
}

function says(role: Message['role'], ...parts: Part[]): Message {
  return { role, sourceRole: role, parts, path: '' }
}
const text = (words: string): Part => ({ t: 'text', text: words })
const callOf = (name: string, argsText: string, id?: string): Part => ({
  t: 'call',
  call: {
    ...(id === undefined ? {} : { id }),
    name,
    args: JSON.parse(argsText) as Json,
    argsText,
    argsWas: 'object',
    dialect: 'native',
    path: '',
  },
})

/** A tree with the message at a place changed. */
function edit(ref: MessageRef, change: (message: Message) => Message) {
  return (tree: Tree, sample: Sample): Tree => {
    const item = own(change(messageAt(sample, ref)!), ref)
    const put = (items: readonly Item[]) => items.map((old, i) => (i === ref.index ? item : old))
    if (ref.lane < 0) return { ...tree, context: put(tree.context) }
    const [first, ...rest] = tree.branches.map((branch, lane) =>
      lane === ref.lane ? { ...branch, items: put(branch.items) } : branch,
    )
    return { ...tree, branches: [first!, ...rest] }
  }
}

const withText =
  (words: string) =>
  (message: Message): Message => ({
    ...message,
    parts: message.parts.map((part) => (part.t === 'text' ? { ...part, text: words } : part)),
  })

const withArgs =
  (argsText: string) =>
  (message: Message): Message => ({
    ...message,
    parts: message.parts.map((part) =>
      part.t === 'call'
        ? { t: 'call', call: { ...part.call, argsText, args: JSON.parse(argsText) as Json } }
        : part,
    ),
  })

/** Puts other items into branch 0. */
const withBranch =
  (change: (items: readonly Item[]) => readonly Item[]) =>
  (tree: Tree): Tree => {
    const [first, ...rest] = tree.branches
    return { ...tree, branches: [{ ...first, items: change(first.items) }, ...rest] }
  }

describe('one message edited', () => {
  test('only its text changes in the file, spellings around it stay', () => {
    const record =
      '{ "n": 1.0,  "messages": [ {"role":"user","content":"\\u0041sk"},\n {"content" : "old", "role": "assistant", "weight": 1e0} ], "big": 12345678901234567890, "n": 2 }'
    expect(write('openai', record, edit({ lane: 0, index: 0 }, withText('new “é”')))).toBe(
      record.replace('"old"', '"new \\u201c\\u00e9\\u201d"'),
    )
  })

  test('a file with characters above ASCII gets them as they are', () => {
    const record = '{"conversations":[{"from":"human","value":"ü"},{"from":"gpt","value":"old"}]}'
    expect(write('sharegpt', record, edit({ lane: 0, index: 0 }, withText('é')))).toBe(
      record.replace('old', 'é'),
    )
  })

  test('reasoning in marks and the white space around it stay', () => {
    const record =
      '{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"<think>\\n\\nhm </think>\\n\\n\\nold"}]}'
    expect(write('sharegpt', record, edit({ lane: 0, index: 0 }, withText('new')))).toBe(
      record.replace('old', 'new'),
    )
  })

  test('a typed part changes in its place', () => {
    const record =
      '{"messages":[{"role":"user","content":[{"type":"text","value":"q"}]},{"role":"assistant","content":[{"type":"reasoning","value":"r"}, {"type":"text","value":"old"}],"loss_weight":1.0}]}'
    expect(write('openai', record, edit({ lane: 0, index: 0 }, withText('new')))).toBe(
      record.replace('old', 'new'),
    )
  })

  test('one of merged results changes, the others stay', () => {
    const joined = 'r1\\n</tool_response>\\n<tool_response>\\nr2'
    const record = `{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"[]"},{"from":"observation","value":"${joined}"},{"from":"gpt","value":"a"}]}`
    const changed = edit({ lane: 0, index: 1 }, (message) => ({
      ...message,
      parts: message.parts.map((part, i) =>
        i === 1 && part.t === 'result' ? { ...part, text: 'R2' } : part,
      ),
    }))
    expect(write('sharegpt', record, changed)).toBe(record.replace('r2"', 'R2"'))
  })
})

describe('a tool call edited', () => {
  const exactArgs = '{"id": 98765432109876543210, "p": 1.10}'

  test.each<[string, FormatId, string, string, string]>([
    [
      'arguments that are text stay text',
      'openai',
      '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":null,"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{}"}},{"id":"b","function":{"arguments":"ARGS","name":"g"}}]}]}',
      '{\\"x\\":1}',
      JSON.stringify(exactArgs).slice(1, -1),
    ],
    [
      'arguments that are an object stay one',
      'openai',
      '{"messages":[{"role":"user","content":"q"},{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":ARGS}}]}]}',
      '{"x":1}',
      exactArgs,
    ],
    [
      'the old function_call',
      'openai',
      '{"messages":[{"role":"user","content":"q"},{"role":"assistant","function_call":{"name":"f","arguments":"ARGS"}}]}',
      '{\\"x\\":1}',
      JSON.stringify(exactArgs).slice(1, -1),
    ],
    [
      'a call that is a message of its own',
      'sharegpt',
      '{"conversations":[{"from":"human","value":"q"},{"from":"function_call","value":"{\\"name\\": \\"f\\",  \\"arguments\\": ARGS}"}]}',
      '{\\"x\\":1}',
      JSON.stringify(exactArgs).slice(1, -1),
    ],
    [
      'a call marked in text',
      'sharegpt',
      '{"conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"See.\\n<tool_call>\\n{\\"name\\":\\"f\\",\\"arguments\\":ARGS}\\n</tool_call>"}]}',
      '{\\"x\\":1}',
      JSON.stringify(exactArgs).slice(1, -1),
    ],
    [
      'a typed call',
      'openai',
      '{"messages":[{"role":"user","content":[{"type":"text","value":"q"}]},{"role":"assistant","content":[{"type":"tool_call","value":"{\\"name\\":\\"f\\",\\"arguments\\":ARGS}"}]}]}',
      '{\\"x\\":1}',
      JSON.stringify(exactArgs).slice(1, -1),
    ],
  ])('%s', (_name, format, template, before, after) => {
    const change = edit({ lane: 0, index: 0 }, (message) => ({
      ...message,
      parts: message.parts.map((part, i) =>
        i === message.parts.length - 1
          ? withArgs(exactArgs)({ ...message, parts: [part] }).parts[0]!
          : part,
      ),
    }))
    expect(write(format, template.replace('ARGS', before), change)).toBe(
      template.replace('ARGS', after),
    )
  })

  test('a call renamed, one removed, one added', () => {
    const record =
      '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"x","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}, {"id":"b","type":"function","function":{"name":"g","arguments":"{ }"}}]}]}'
    const written = write(
      'openai',
      record,
      edit({ lane: 0, index: 0 }, (message) => ({
        ...message,
        parts: [message.parts[0]!, message.parts[2]!, callOf('h', '{"n":1.0}', 'c')],
      })),
    )
    const { tool_calls: calls } = (JSON.parse(written) as { messages: JsonObject[] }).messages[1]!
    expect(calls).toEqual([
      { id: 'b', type: 'function', function: { name: 'g', arguments: '{ }' } },
      { id: 'c', type: 'function', function: { name: 'h', arguments: '{"n":1.0}' } },
    ])
    expect(written).toContain('"arguments":"{ }"')
  })
})

describe('messages added and cut', () => {
  const pretty = JSON.stringify(
    {
      conversations: [
        { from: 'human', value: 'q' },
        { from: 'gpt', value: 'a' },
        { from: 'human', value: 'r' },
        { from: 'gpt', value: 'b' },
      ],
      tools: '',
    },
    null,
    2,
  )

  test('what is cut leaves no trace, what is added looks like the rest', () => {
    const written = write(
      'sharegpt',
      pretty,
      withBranch(([first]) => [
        first!,
        own(says('user', text('and?'))),
        own(says('assistant', callOf('f', '{"n": 1.0}'))),
      ]),
    )
    expect(written).toBe(
      pretty
        .replace('"r"', '"and?"')
        .replace(
          /"gpt",\n {6}"value": "b"/,
          '"function_call",\n      "value": "{\\"name\\": \\"f\\", \\"arguments\\": {\\"n\\": 1.0}}"',
        ),
    )
  })

  test('cutting to the first answer', () => {
    expect(
      JSON.parse(
        write(
          'sharegpt',
          pretty,
          withBranch(([first]) => [first!]),
        ),
      ),
    ).toEqual({
      conversations: [
        { from: 'human', value: 'q' },
        { from: 'gpt', value: 'a' },
      ],
      tools: '',
    })
  })

  test('an OpenAI message gets its fields', () => {
    const record = '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}'
    const result: Part = { t: 'result', callId: 'c', name: 'f', text: '1' }
    expect(
      write(
        'openai',
        record,
        withBranch(() => [
          own(says('assistant', text('Wait.'), callOf('f', '{"n":1.0}', 'c'))),
          own(says('tool', result)),
        ]),
      ),
    ).toBe(
      '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"Wait.","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{\\"n\\":1.0}"}}]},{"role":"tool","tool_call_id":"c","name":"f","content":"1"}]}',
    )
  })

  test('entries that are no messages stay where they were', () => {
    const record =
      '{"messages":[null,{"role":"user","content":"q"},7,{"role":"assistant","content":"a"}]}'
    expect(write('openai', record, edit({ lane: 0, index: 0 }, withText('b')))).toBe(
      record.replace('"a"', '"b"'),
    )
  })

  test('the chosen branch of a fork is written', () => {
    const sample = readText('sharegpt', pretty)
    const forked = forkTree(sample, recordedTree(sample), 3, 'empty')
    if (!forked.ok) throw new Error(forked.error.kind)
    const [fresh, old] = forked.value.branches as Tree['branches'] & { 1: Tree['branches'][0] }
    const tree: Tree = {
      ...forked.value,
      branches: [{ ...fresh, items: [own(says('assistant', text('better')))] }, old],
    }
    const written = FORMATS.sharegpt.write(pretty, sample, tree)
    expect(written).toEqual({ ok: true, value: pretty.replace('"b"', '"better"') })
  })
})

describe('the system column', () => {
  const record =
    '{"system":"old","conversations":[{"from":"human","value":"q"},{"from":"gpt","value":"a"}]}'

  test('is edited where it stands', () => {
    expect(write('sharegpt', record, edit({ lane: -1, index: 0 }, withText('new')))).toBe(
      record.replace('old', 'new'),
    )
  })

  test('is emptied when the message goes', () => {
    const without = (tree: Tree): Tree => ({ ...tree, context: tree.context.slice(1) })
    expect(write('sharegpt', record, without)).toBe(record.replace('old', ''))
  })
})

describe('Alpaca', () => {
  const record = '{"instruction":"Say it","input":"twice","output":"old","history":[["q","a"]]}'

  test('the answer and the question change in their columns', () => {
    expect(write('alpaca', record, edit({ lane: 0, index: 0 }, withText('new')))).toBe(
      record.replace('old', 'new'),
    )
    expect(write('alpaca', record, edit({ lane: -1, index: 2 }, withText('Say it\nonce')))).toBe(
      record.replace('twice', 'once'),
    )
    expect(write('alpaca', record, edit({ lane: -1, index: 2 }, withText('Shout\ntwice')))).toBe(
      record.replace('Say it', 'Shout'),
    )
    expect(write('alpaca', record, edit({ lane: -1, index: 2 }, withText('Be quiet')))).toBe(
      record.replace('Say it', 'Be quiet').replace('twice', ''),
    )
  })

  test('an earlier turn changes in the history', () => {
    expect(write('alpaca', record, edit({ lane: -1, index: 1 }, withText('A')))).toBe(
      record.replace('"a"', '"A"'),
    )
  })

  test('what has no column is refused', () => {
    const called = edit({ lane: 0, index: 0 }, (m) => ({
      ...m,
      parts: [...m.parts, callOf('f', '{}')],
    }))
    expect(write('alpaca', record, called)).toBe(
      'refused: a tool call in a column that holds only text',
    )
    const longer = withBranch((items) => [...items, own(says('user', text('more')))])
    expect(write('alpaca', record, longer)).toMatch(/^refused: /)
  })
})

describe('pairs', () => {
  const ranked =
    '{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"gpt","value":"c"},"rejected":{"from":"gpt","value":"r"}}'
  const swapped = (tree: Tree): Tree => ({
    ...tree,
    roles: { chosen: tree.roles.rejected, rejected: tree.roles.chosen },
  })

  test('a side changes in its object', () => {
    expect(write('llama-factory/dpo', ranked, edit({ lane: 0, index: 0 }, withText('C')))).toBe(
      ranked.replace('"c"', '"C"'),
    )
  })

  test('sides change places', () => {
    expect(write('llama-factory/dpo', ranked, swapped)).toBe(
      ranked.replace('"c"', '"x"').replace('"r"', '"c"').replace('"x"', '"r"'),
    )
    const texts = '{"instruction":"q","chosen":"c","rejected":"r"}'
    expect(write('llama-factory/dpo', texts, swapped)).toBe(
      '{"instruction":"q","chosen":"r","rejected":"c"}',
    )
  })

  test('a side of two messages is refused where the format holds one', () => {
    const longer = withBranch((items) => [
      ...items,
      own(says('user', text('more'))),
      own(says('assistant', text('x'))),
    ])
    expect(write('llama-factory/dpo', ranked, longer)).toBe(
      'refused: sides of more than one message behind the shared prompt',
    )
  })

  test('TRL’s explicit prompt, lists and texts', () => {
    const record =
      '{"prompt":[{"role":"user","content":"q"}],"chosen":[{"role":"assistant","content":"c"}],"rejected":"r"}'
    expect(write('trl/preference', record, edit({ lane: 0, index: 0 }, withText('C')))).toBe(
      record.replace('"c"', '"C"'),
    )
    expect(write('trl/preference', record, edit({ lane: 1, index: 0 }, withText('R')))).toBe(
      record.replace('"r"', '"R"'),
    )
    expect(write('trl/preference', record, edit({ lane: -1, index: 0 }, withText('Q')))).toBe(
      record.replace('"q"', '"Q"'),
    )
  })

  test('a shared prompt is changed on both sides, each keeping its own spelling', () => {
    const record =
      '{"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"c"}],"rejected":[{"content":"q","role":"user","name":null},{"role":"assistant","content":"r"}]}'
    expect(write('trl/preference', record, edit({ lane: -1, index: 0 }, withText('Q')))).toBe(
      record.replaceAll('"q"', '"Q"'),
    )
  })

  test('a transcript keeps the turns that nobody changed to the letter', () => {
    const record = JSON.stringify({
      chosen: '\n\nHuman:  q \n\nAssistant: c',
      rejected: '\n\nHuman:  q \n\nAssistant: r ',
    })
    expect(write('trl/preference', record, edit({ lane: 0, index: 0 }, withText('C')))).toBe(
      record.replace('Assistant: c', 'Assistant: C'),
    )
    expect(JSON.parse(write('trl/preference', record, swapped))).toEqual({
      chosen: '\n\nHuman:  q \n\nAssistant: r ',
      rejected: '\n\nHuman:  q \n\nAssistant: c',
    })
  })
})

describe('two prompts that stand apart', () => {
  const record =
    '{"chosen":[{"role":"user","content":"q1"},{"role":"assistant","content":"c"}],"rejected":[{"role":"user","content":"q2"},{"role":"assistant","content":"r"}]}'

  test('side A is edited without touching side B', () => {
    expect(write('trl/preference', record, edit({ lane: 0, index: 0 }, withText('C')))).toBe(
      record.replace('"c"', '"C"'),
    )
  })

  test('joined, both sides get the prompt that was taken', () => {
    const joined = (take: 'A' | 'B') => (_: Tree, sample: Sample) => {
      const tree = joinApart(sample, take)
      if (!tree.ok) throw new Error(tree.error.kind)
      return tree.value
    }
    expect(write('trl/preference', record, joined('A'))).toBe(record.replace('q2', 'q1'))
    expect(write('trl/preference', record, joined('B'))).toBe(record.replace('q1', 'q2'))
  })
})

test('what may no longer follow is refused', () => {
  const record = '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}'
  const stale = withBranch(() => [{ ...recordedItem(0, 0), stale: true }])
  expect(write('openai', record, stale)).toBe(
    'refused: a message behind an edited tool call that nobody has confirmed',
  )
})

test('any text put into any message reads back, and every other message stays', () => {
  const words = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((some) => some.trim() === some && some !== '' && !some.includes('<'))
  const cases = Object.values(FORMATS).flatMap(({ id }) =>
    recordsOf(id).flatMap((record) =>
      [undefined, 2].map((indent) => ({ id, record: JSON.stringify(record, null, indent) })),
    ),
  )
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.nat(), words, ({ id, record }, dice, some) => {
      const before = readText(id, record)
      const places = refsOf(before).filter((ref) =>
        messageAt(before, ref)!.parts.some((part) => part.t === 'text'),
      )
      const ref = places[dice % places.length]!
      const after = readText(id, write(id, record, edit(ref, withText(some))))
      expect(refsOf(after)).toEqual(refsOf(before))
      for (const place of refsOf(before)) {
        const old = messageAt(before, place)!
        const isIt = place.lane === ref.lane && place.index === ref.index
        expect(messageAt(after, place)).toEqual(isIt ? withText(some)(old) : old)
      }
    }),
    { numRuns: 400 },
  )
})

function refsOf({ context, branches }: Sample): MessageRef[] {
  return [
    ...context.map((_, index) => ({ lane: -1, index })),
    ...branches.flatMap((branch, lane) => branch.messages.map((_, index) => ({ lane, index }))),
  ]
}

test('what was written reads back as what was meant', () => {
  const record = '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}'
  const meant = says(
    'assistant',
    { t: 'reasoning', text: 'so', wrap: 'think' },
    text('Yes.'),
    callOf('f', '{"a":[1.0]}', 'x'),
  )
  const written = write(
    'openai',
    record,
    withBranch(() => [own(meant)]),
  )
  const message = readText('openai', written).branches[0].messages[0]!
  expect(message.parts.filter((part) => part.t !== 'call')).toEqual(meant.parts.slice(0, 2))
  expect(callsOf(message)[0]).toMatchObject({ id: 'x', name: 'f', argsText: '{"a":[1.0]}' })
  expect(isJsonObject(JSON.parse(written))).toBe(true)
})
