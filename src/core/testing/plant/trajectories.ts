import type { OpenAiMessage, OpenAiRecord } from '../examples.ts'
import type { Planted, Planting } from './planting.ts'

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

/** A step again and again with other steps in between, and a result of its own each time. */
function withOthersBetween(
  step: readonly [OpenAiMessage, OpenAiMessage],
  count: number,
  result: (n: number) => string,
): OpenAiMessage[] {
  return Array.from({ length: count }, (_, n) => n).flatMap((n) => {
    const [asks, answers] = otherStep(step)
    call(asks).id += `-${n}`
    call(asks).function.name += `_${n}`
    const again = renamed({ ...structuredClone(step[0]) }, `-${n}`)
    return [
      again,
      { ...step[1], content: result(n), tool_call_id: call(again).id },
      asks,
      { ...answers, content: `Thought ${n}.`, tool_call_id: call(asks).id },
    ]
  })
}

/** A turn of steps with different calls, the same in each round, each with a result of its own. */
function variedRounds(
  [asks, answers]: readonly [OpenAiMessage, OpenAiMessage],
  names: string,
  count: number,
): OpenAiMessage[] {
  const steps = Array.from({ length: count }, (_, round) => round).flatMap((round) =>
    [...names].flatMap((name) => {
      const message = renamed(structuredClone(asks), `-${round}${name}`)
      call(message).function.name += `_${name}`
      const content = `What ${name} says is what ${name} has said all along.`
      return [message, { ...answers, content, tool_call_id: call(message).id }]
    }),
  )
  return [...steps, ...said('Shall I go on?'), { role: 'user', content: 'Yes.' }]
}

function said(...texts: readonly string[]): OpenAiMessage[] {
  return texts.map((content) => ({ role: 'assistant', content }))
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
    title: 'parallel calls answered out of order',
    codes: ['result.order'],
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
    title: 'a step three times with others in between',
    codes: ['loop.near'],
    plant: withStep((s) =>
      withOthersBetween(s, 3, () => 'Every flight of that day is full, and so are those before.'),
    ),
  },
  {
    title: 'near: a step three times with others in between, acknowledged',
    codes: [],
    plant: withStep((s) => withOthersBetween(s, 3, () => 'Done.')),
  },
  {
    title: 'near: a step three times with others in between and other results',
    codes: [],
    plant: withStep((s) => withOthersBetween(s, 3, (n) => `${n + 3} of ${n + 6} seats are free.`)),
  },
  {
    title: 'eight steps all over again',
    codes: ['loop.noProgress'],
    plant: withStep((s) => variedRounds(s, 'abcdefgh', 2)),
  },
  {
    title: 'near: seven steps all over again',
    codes: [],
    plant: withStep((s) => variedRounds(s, 'abcdefg', 2)),
  },
  {
    title: 'two more answers behind the last',
    codes: ['loop.monologue', 'role.order'],
    plant: ({ messages }) => openai([...messages, ...said('Let me see.', 'One moment.')]),
  },
  {
    title: 'one more answer behind the last',
    codes: ['role.order'],
    plant: ({ messages }) => openai([...messages, ...said('Let me see.')]),
  },
  {
    title: '21 different steps',
    codes: ['budget.steps'],
    plant: withStep((s) => variedRounds(s, 'abcdefghijklmnopqrstu', 1)),
  },
  {
    title: 'near: 20 different steps',
    codes: [],
    plant: withStep((s) => variedRounds(s, 'abcdefghijklmnopqrst', 1)),
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
    title: 'an answer that is cut off in its JSON',
    codes: ['end.cut'],
    plant: ({ messages }) => {
      messages.at(-1)!.content = '{"seats": [{"row": 3}, {"row'
      return openai(messages)
    },
  },
  {
    title: 'an answer that is cut off in its reasoning',
    codes: ['end.cut'],
    plant: ({ messages }) => {
      messages.at(-1)!.content = `<think>\n${messages.at(-1)!.content}`
      return openai(messages)
    },
  },
  {
    title: 'near: an answer that ends without a full stop',
    codes: [],
    plant: ({ messages }) => {
      messages.at(-1)!.content += ' and'
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
  {
    title: 'letters in the wrong encoding',
    codes: ['text.encoding'],
    plant: withAnswer((text) => `${text} The cafÃ© is open.`),
  },
  {
    title: 'near: letters in the right encoding',
    codes: [],
    plant: withAnswer((text) => `${text} The café is open, château “Âge”.`),
  },
  {
    title: 'a zero-width space in a word',
    codes: ['text.hidden'],
    plant: withAnswer((text) => `${text} pay\u200Bpal`),
  },
  {
    title: 'near: joined emoji',
    codes: [],
    plant: withAnswer((text) => `${text} 👩🏽\u200D💻❤\uFE0F\u200D🔥`),
  },
  {
    title: 'a token',
    codes: ['secret'],
    plant: withAnswer((text) => `${text} ghp${'_'}a8Fk29sLq0Zx7Vb3Nm5Rt1Yw6Pc4Hd8Jg2Ke`),
  },
  {
    title: 'near: a placeholder for a token',
    codes: [],
    plant: withAnswer((text) => `${text} token = "your_token_goes_here_please" ghp${'_'}xxxx`),
  },
  {
    title: 'an email address and a card',
    codes: ['pii'],
    plant: withAnswer((text) => `${text} jane.roe@corp.co 4111 1111 1111 1111`),
  },
  {
    title: 'near: an address at an example domain and a wrong check digit',
    codes: [],
    plant: withAnswer((text) => `${text} jane@example.com 4111 1111 1111 1112 (212) 555-0199`),
  },
]

/** The last answer with other words. */
function withAnswer(change: (text: string) => string): (record: OpenAiRecord) => Planted | null {
  return ({ messages }) => {
    const last = messages.at(-1)!
    if (last.role !== 'assistant' || !last.content) return null
    last.content = change(last.content)
    return openai(messages)
  }
}

function renamed(message: OpenAiMessage, suffix: string): OpenAiMessage {
  for (const c of message.tool_calls ?? []) c.id += suffix
  return message.tool_call_id === undefined
    ? message
    : { ...message, tool_call_id: message.tool_call_id + suffix }
}
