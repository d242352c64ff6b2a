/**
 * Defects planted into clean real records, each with the harmless change that looks most like it.
 * What a check must find, and what it must leave alone, is then known for certain.
 */
import type { FormatId } from '../model/sample.ts'
import type { OpenAiMessage, OpenAiRecord, PairRecord, ToolCallingRecord } from './examples.ts'

export interface Planted {
  readonly format: FormatId
  readonly record: unknown
}

/** A way to change a clean record. */
export interface Planting<R> {
  readonly title: string
  /** Codes of the findings that the change must bring, and no others; none for a near miss. */
  readonly codes: readonly string[]
  /** Changes the record in place, or gives another; null where the record offers no place for it. */
  plant(record: R): Planted | null
}

// --- OpenAI messages with ids ------------------------------------------------------------------

function openai(messages: OpenAiMessage[] | null): Planted | null {
  return messages && { format: 'openai', record: { messages } }
}

/** Index of the first call that is followed by its result and then by the assistant. */
function stepAt(messages: readonly OpenAiMessage[]): number {
  return messages.findIndex(
    (message, i) =>
      message.tool_calls &&
      messages[i + 1]?.role === 'tool' &&
      messages[i + 2]?.role === 'assistant' &&
      messages[i - 1]?.role === 'user',
  )
}

/** The step's call and result as copies with ids of their own, and the result changed if asked. */
function copies(
  step: readonly OpenAiMessage[],
  count: number,
  result: (text: string | null, n: number) => string | null = (text) => text,
): OpenAiMessage[] {
  return Array.from({ length: count }, (_, n) => n).flatMap((n) =>
    structuredClone([...step]).map((message) => {
      for (const call of message.tool_calls ?? []) call.id += `-${n}`
      if (message.tool_call_id !== undefined) message.tool_call_id += `-${n}`
      return message.role === 'tool' ? { ...message, content: result(message.content, n) } : message
    }),
  )
}

function withStep(
  change: (step: [OpenAiMessage, OpenAiMessage], messages: OpenAiMessage[]) => OpenAiMessage[],
): (record: OpenAiRecord) => Planted | null {
  return ({ messages }) => {
    const at = stepAt(messages)
    if (at < 0) return null
    const step: [OpenAiMessage, OpenAiMessage] = [messages[at]!, messages[at + 1]!]
    messages.splice(at, 2, ...change(step, messages))
    return openai(messages)
  }
}

const call = (message: OpenAiMessage) => message.tool_calls![0]!

/** A second step that differs from the first. */
function otherStep([asks, answers]: readonly [OpenAiMessage, OpenAiMessage]): [
  OpenAiMessage,
  OpenAiMessage,
] {
  const [a, b] = structuredClone([asks, answers])
  call(a).id += '-other'
  call(a).function.name = 'think_again'
  return [a, { ...b, tool_call_id: call(a).id }]
}

function rounds(step: readonly OpenAiMessage[], count: number): OpenAiMessage[] {
  return copies(step, count)
}

export const CALL_PLANTINGS: readonly Planting<OpenAiRecord>[] = [
  {
    title: 'a result for an id that no call has',
    codes: ['id.pair'],
    plant: withStep(([a, b]) => [a, { ...b, tool_call_id: 'call_nobody' }]),
  },
  {
    title: 'a call whose result is gone',
    codes: ['id.pair', 'role.order'],
    plant: withStep(([a]) => [a]),
  },
  {
    title: 'a result whose call is gone',
    codes: ['id.pair'],
    plant: ({ messages }) => {
      const calls = messages.flatMap((message, i) => (message.tool_calls ? [i] : []))
      if (calls.length < 2) return null
      messages.splice(calls.at(-1)!, 1)
      return openai(messages)
    },
  },
  {
    title: 'a result before any call',
    codes: ['id.pair', 'role.order'],
    plant: ({ messages }) => {
      const user = messages.findIndex((message) => message.role === 'user')
      if (stepAt(messages) < 0) return null
      messages.splice(user + 1, 0, { role: 'tool', content: 'early', tool_call_id: 'call_none' })
      return openai(messages)
    },
  },
  {
    title: 'an id used for two calls',
    codes: ['id.pair'],
    plant: withStep(([a, b]) => {
      const [c, d] = otherStep([a, b])
      call(c).id = call(a).id
      return [a, b, c, { ...d, tool_call_id: call(a).id }]
    }),
  },
  { title: 'near: a second step', codes: [], plant: withStep((s) => [...s, ...otherStep(s)]) },
  {
    title: 'near: parallel calls answered out of order',
    codes: [],
    plant: withStep(([a, b]) => {
      const other = { ...structuredClone(call(a)), id: 'call_second' }
      return [
        { ...a, tool_calls: [call(a), other] },
        { ...b, tool_call_id: other.id },
        { ...b, tool_call_id: call(a).id },
      ]
    }),
  },
  {
    title: 'a system message in the middle',
    codes: ['role.order'],
    plant: withStep((step) => [...step, { role: 'system', content: 'Be brief.' }]),
  },
  {
    title: 'near: a developer message behind the system message',
    codes: [],
    plant: ({ messages }) => {
      messages.splice(1, 0, { role: 'developer', content: 'Be brief.' })
      return openai(messages)
    },
  },
  {
    title: 'two user messages in a row',
    codes: ['role.order'],
    plant: ({ messages }) => {
      const user = messages.findIndex((message) => message.role === 'user')
      messages.splice(user, 0, { role: 'user', content: 'Hello?' })
      return openai(messages)
    },
  },
  {
    title: 'arguments cut short',
    codes: ['call.parse'],
    plant: withStep(([a, b]) => {
      call(a).function.arguments = call(a).function.arguments.slice(0, -1)
      return [a, b]
    }),
  },
  {
    title: 'arguments that are a list',
    codes: ['call.parse'],
    plant: withStep(([a, b]) => {
      call(a).function.arguments = `[${call(a).function.arguments}]`
      return [a, b]
    }),
  },
  {
    title: 'near: arguments with white space around',
    codes: [],
    plant: withStep(([a, b]) => {
      call(a).function.arguments = ` \n${call(a).function.arguments}\n`
      return [a, b]
    }),
  },
  { title: 'a step three times', codes: ['loop.exact'], plant: withStep((s) => copies(s, 3)) },
  { title: 'a step six times', codes: ['loop.exact'], plant: withStep((s) => copies(s, 6)) },
  { title: 'near: a step twice', codes: [], plant: withStep((s) => copies(s, 2)) },
  {
    title: 'near: a step three times with other results',
    codes: [],
    plant: withStep((s) => copies(s, 3, (text, n) => `${n}: ${text}`)),
  },
  {
    title: 'a call five times with other results',
    codes: ['loop.callOnly'],
    plant: withStep((s) => copies(s, 5, (text, n) => `${n}: ${text}`)),
  },
  {
    title: 'near: a step again after the user spoke',
    codes: [],
    plant: withStep((s) => [
      ...copies(s, 2),
      { role: 'assistant', content: 'Again?' },
      { role: 'user', content: 'Yes.' },
      ...copies(s, 2).map((message) => renamed(message, 'x')),
    ]),
  },
  {
    title: 'near: ids beyond 2^53 that differ in the last digit',
    codes: [],
    plant: withStep((s) =>
      copies(s, 4).map((message, i) => {
        if (message.tool_calls) call(message).function.arguments = `{"id": 1234567890123456700${i}}`
        return message
      }),
    ),
  },
  {
    title: 'a failing call twice',
    codes: ['loop.error'],
    plant: withStep((s) => copies(s, 2, () => 'Error: no such flight')),
  },
  {
    title: 'near: a failing call once',
    codes: [],
    plant: withStep((s) => copies(s, 1, () => 'Error: no such flight')),
  },
  {
    title: 'two steps in turn, three times',
    codes: ['loop.cycle'],
    plant: withStep((s) => rounds([...s, ...otherStep(s)], 3)),
  },
  {
    title: 'near: two steps in turn, twice',
    codes: [],
    plant: withStep((s) => rounds([...s, ...otherStep(s)], 2)),
  },
  {
    title: 'a long result',
    codes: ['tool.long'],
    plant: withStep(([a, b]) => [a, { ...b, content: 'x'.repeat(8_001) }]),
  },
  {
    title: 'near: a result of 8,000 characters',
    codes: [],
    plant: withStep(([a, b]) => [a, { ...b, content: 'é'.repeat(8_000) }]),
  },
  {
    title: 'an empty user message',
    codes: ['message.empty'],
    plant: ({ messages }) => {
      messages.find((message) => message.role === 'user')!.content = ' \n'
      return openai(messages)
    },
  },
  {
    title: 'the end cut off behind a result',
    codes: ['end.missing'],
    plant: ({ messages }) => {
      const at = stepAt(messages)
      return at < 0 ? null : openai(messages.slice(0, at + 2))
    },
  },
  {
    title: 'the end cut off behind a user message',
    codes: ['end.missing'],
    plant: ({ messages }) => {
      messages.push({ role: 'user', content: 'And then?' })
      return openai(messages)
    },
  },
  {
    title: 'an empty answer',
    codes: ['end.empty'],
    plant: ({ messages }) => {
      messages.at(-1)!.content = ''
      return openai(messages)
    },
  },
  {
    title: 'near: an answer of one letter',
    codes: [],
    plant: ({ messages }) => {
      messages.at(-1)!.content = 'k'
      return openai(messages)
    },
  },
]

function renamed(message: OpenAiMessage, suffix: string): OpenAiMessage {
  for (const c of message.tool_calls ?? []) c.id += suffix
  return message.tool_call_id === undefined
    ? message
    : { ...message, tool_call_id: message.tool_call_id + suffix }
}

// --- ShareGPT with tools -----------------------------------------------------------------------

interface Call {
  name: string
  arguments: Record<string, unknown>
}
interface Schema {
  properties?: Record<string, { type?: string; enum?: unknown[] }>
  required?: string[]
}

/** Changes the first call of the record, or the schema of its tool. */
function withCall(
  change: (call: Call, schema: Schema, all: readonly Call[]) => string | null,
): (record: ToolCallingRecord) => Planted | null {
  return (record) => {
    const messages = record.conversations.filter((m) => m.from === 'function_call')
    const all = messages.map(({ value }) => JSON.parse(value) as Call)
    const [message, first] = [messages[0], all[0]]
    if (!message || !first) return null
    const tools = JSON.parse(record.tools) as { name: string; parameters: Schema }[]
    const tool = tools.find((t) => t.name === first.name)
    const value = tool && change(first, tool.parameters, all)
    if (!value) return null
    message.value = value
    return { format: 'sharegpt', record: { ...record, tools: JSON.stringify(tools) } }
  }
}

function named(schema: Schema, args: Call['arguments'], type: string): string | undefined {
  return Object.keys(args).find((name) => schema.properties?.[name]?.type === type)
}

export const TOOL_PLANTINGS: readonly Planting<ToolCallingRecord>[] = [
  {
    title: 'a tool that the record does not define',
    codes: ['call.unknown'],
    plant: withCall((c) => JSON.stringify({ ...c, name: `${c.name}_v2` })),
  },
  {
    title: 'a number where text is asked for',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'string')
      if (name === undefined) return null
      return JSON.stringify({ ...c, arguments: { ...c.arguments, [name]: 5 } })
    }),
  },
  {
    title: 'text where a number is asked for',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'number')
      if (name === undefined) return null
      return JSON.stringify({ ...c, arguments: { ...c.arguments, [name]: 'five' } })
    }),
  },
  {
    title: 'a value outside its list',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'string')
      if (name === undefined) return null
      schema.properties![name]!.enum = ['one', 'another']
      return JSON.stringify(c)
    }),
  },
  {
    title: 'near: a value in its list',
    codes: [],
    plant: withCall((c, schema, all) => {
      const name = named(schema, c.arguments, 'string')
      if (name === undefined) return null
      schema.properties![name]!.enum = ['one', ...all.map((other) => other.arguments[name])]
      return JSON.stringify(c)
    }),
  },
  {
    title: 'a missing argument',
    codes: ['call.schema'],
    plant: withCall((c, schema) => {
      const name = schema.required?.find((n) => n in c.arguments)
      if (name === undefined) return null
      const { [name]: _, ...rest } = c.arguments
      return JSON.stringify({ ...c, arguments: rest })
    }),
  },
  {
    title: 'an argument that is not defined',
    codes: ['call.extra'],
    plant: withCall((c, schema) => {
      if (Object.keys(schema.properties ?? {}).length === 0) return null
      return JSON.stringify({ ...c, arguments: { ...c.arguments, zzz: 1 } })
    }),
  },
  {
    title: 'a call cut short',
    codes: ['call.parse'],
    plant: withCall((c) => JSON.stringify(c).slice(0, -2)),
  },
  {
    title: 'near: a call in other white space and key order',
    codes: [],
    plant: withCall((c) =>
      JSON.stringify(
        {
          arguments: Object.fromEntries(Object.entries(c.arguments).reverse()),
          name: c.name,
        },
        null,
        2,
      ),
    ),
  },
  {
    title: 'near: a call with escapes',
    codes: [],
    plant: withCall((c) =>
      JSON.stringify(c).replace(/[a-z]/g, (letter) => (letter === 'e' ? '\\u0065' : letter)),
    ),
  },
  {
    title: 'near: a whole number with a point',
    codes: [],
    plant: withCall((c, schema) => {
      const name = named(schema, c.arguments, 'integer')
      if (name === undefined) return null
      const args = JSON.stringify({ ...c.arguments, [name]: 31_000_001 })
      return `{"name": ${JSON.stringify(c.name)}, "arguments": ${args.replace('31000001', '3.0')}}`
    }),
  },
  {
    title: 'a result without a call',
    codes: ['id.pair', 'role.order'],
    plant: (record) => {
      record.conversations.splice(1, 0, { from: 'observation', value: '{"a": 1}' })
      return { format: 'sharegpt', record }
    },
  },
  {
    title: 'near: a record without tools',
    codes: [],
    plant: (record) => {
      record.tools = ''
      return { format: 'sharegpt', record }
    },
  },
]

// --- pairs -------------------------------------------------------------------------------------

const dpo = (record: PairRecord): Planted => ({ format: 'llama-factory/dpo', record })

/** The pair in TRL's form, in which both sides bring the prompt. */
function twoTranscripts({ conversations, chosen, rejected }: PairRecord, prompt: string): Planted {
  const said = (list: PairRecord['conversations']) =>
    list.map(({ from, value }) => ({
      role: from === 'human' ? 'user' : from === 'gpt' ? 'assistant' : from,
      content: value,
    }))
  const last = conversations.at(-1)!
  const other = [...conversations.slice(0, -1), { ...last, value: prompt }]
  const record = { chosen: said([...conversations, chosen]), rejected: said([...other, rejected]) }
  return { format: 'trl/preference', record }
}

export const PAIR_PLANTINGS: readonly Planting<PairRecord>[] = [
  {
    title: 'two sides that are the same',
    codes: ['pair.same'],
    plant: (record) => dpo({ ...record, rejected: record.chosen }),
  },
  {
    title: 'two sides that differ in white space',
    codes: ['pair.formatOnly'],
    plant: (record) =>
      dpo({ ...record, rejected: { ...record.chosen, value: ` ${record.chosen.value}\n` } }),
  },
  {
    title: 'near: two sides that differ in the last letter',
    codes: [],
    plant: (record) =>
      dpo({ ...record, rejected: { ...record.chosen, value: `${record.chosen.value}x` } }),
  },
  {
    title: 'two prompts',
    codes: ['pair.prompt'],
    plant: (record) => twoTranscripts(record, 'Something else.'),
  },
  {
    title: 'near: one prompt, told twice',
    codes: [],
    plant: (record) => twoTranscripts(record, record.conversations.at(-1)!.value),
  },
  {
    title: 'an empty side',
    codes: ['end.empty'],
    plant: (record) => dpo({ ...record, rejected: { ...record.rejected, value: '' } }),
  },
  {
    title: 'a prompt that ends in an answer',
    codes: ['role.order'],
    plant: (record) => {
      record.conversations.push({ from: 'gpt', value: 'Let me see.' })
      return dpo(record)
    },
  },
]
