import type { AnyOptionValues } from '../checks/options.ts'
import type { Json } from '../model/json.ts'
import type { Message, Part, Role, ToolCall, ToolDef, ToolSet } from '../model/message.ts'
import { NO_TOOLS, endsPrompt } from '../model/message.ts'
import type { FormatId, ReadProblem, RecordedBranch, Sample } from '../model/sample.ts'

export interface TraceOptions {
  readonly format?: FormatId
  readonly tools?: ToolSet
  /** KTO labels of the branches, in order. */
  readonly labels?: readonly boolean[]
  /** Whether two branches are chosen and rejected; so unless told otherwise. */
  readonly pair?: boolean
  /** Whether calls carry the exact text of their arguments, as on view and export. */
  readonly exact?: boolean
  readonly problems?: readonly ReadProblem[]
  /** The record that the sample was read from, for checks that look at it. */
  readonly record?: Json
  /** How the check is tuned. */
  readonly options?: AnyOptionValues
}

/**
 * A sample from a line of notation, so that a test case fits a line. Messages are separated by
 * spaces, `|` ends the context, `/` starts the next branch:
 *
 *     s u | a / a:other_words            system, user, and two branches with an answer each
 *     u +get#1{"a":1} t#1:sunny a        a call without words, its result, an answer
 *     u a+get#1+get#2 t#1 t#2!boom a     words and two calls, a result, an error, an answer
 *     u +get t a                         call and result without ids
 *     u a~hm                             reasoning and nothing else
 *
 * Roles are s(ystem) d(eveloper) u(ser) a(ssistant) t(ool). After `:` comes the text, with `_` for a
 * space; without it every message has a text of its own, and results say "ok". `+name(5)` gives
 * arguments that are no object, `+name!raw` ones that cannot be read, `+!raw` a call without a name;
 * `t#1:x&#2:y` is one message with two results. Without `|` the context ends before the first
 * assistant message.
 */
export function trace(notation: string, options: TraceOptions = {}): Sample {
  const lanes: Message[][] = [[]]
  let contextGiven = false
  let count = 0
  for (const token of notation.split(/\s+/).filter(Boolean)) {
    if (token === '|') {
      contextGiven = true
      lanes.push([])
    } else if (token === '/') lanes.push([])
    else lanes.at(-1)!.push(parseMessage(token, count++, options.exact ?? false))
  }
  const [context, branches] = contextGiven ? [lanes[0]!, lanes.slice(1)] : cutContext(lanes[0]!)
  const recorded = branches.map((messages, i): RecordedBranch => {
    const label = options.labels?.[i]
    return label === undefined ? { messages } : { messages, label }
  })
  const isPair = options.pair ?? recorded.length === 2
  return {
    format: options.format ?? 'openai',
    tools: options.tools ?? NO_TOOLS,
    context,
    branches: [recorded[0]!, ...recorded.slice(1)],
    ...(isPair ? { recordedPair: { chosen: 0, rejected: 1 } } : {}),
    meta: {},
    extra: [],
    problems: options.problems ?? [],
  }
}

/** A question, and an answer of any text: with the letters that the notation has other uses for. */
export function answering(text: string): Sample {
  const sample = trace('u a')
  const [branch] = sample.branches
  const answer: Message = { ...branch.messages[0]!, parts: [{ t: 'text', text }] }
  return { ...sample, branches: [{ messages: [answer] }] }
}

/** A tool set of these names and schemas. */
export function toolSet(schemas: Readonly<Record<string, Json>>): ToolSet {
  const defs = Object.entries(schemas).map(([name, schema], i): ToolDef => ({
    name,
    description: '',
    schema,
    repairs: [],
    path: `/tools/${i}`,
  }))
  return { defs, encoding: 'list', text: JSON.stringify(schemas) }
}

function cutContext(messages: Message[]): [Message[], Message[][]] {
  const answer = messages.findIndex((message) => message.role === 'assistant')
  if (answer < 0) return [messages, [[]]]
  let cut = answer
  while (cut > 0 && !endsPrompt(messages[cut - 1])) cut--
  return [messages.slice(0, cut), [messages.slice(cut)]]
}

const ROLES: Readonly<Record<string, Role>> = {
  s: 'system',
  d: 'developer',
  u: 'user',
  a: 'assistant',
  t: 'tool',
}

function parseMessage(token: string, index: number, exact: boolean): Message {
  const path = `/messages/${index}`
  const role = token.startsWith('+') ? 'assistant' : ROLES[token[0]!]
  if (!role) throw new Error(`no role in “${token}”`)
  const rest = token.startsWith('+') ? token : token.slice(1)
  const message = { role, sourceRole: role, path }
  if (role === 'tool') return { ...message, parts: rest.split('&').map(parseResult) }
  const parts: Part[] = []
  const callsAt = rest.search(/\+/)
  const words = callsAt < 0 ? rest : rest.slice(0, callsAt)
  if (words.startsWith(':')) {
    if (words.length > 1) parts.push({ t: 'text', text: spaced(words.slice(1)) })
  } else if (words.startsWith('~'))
    parts.push({ t: 'reasoning', text: spaced(words.slice(1)), wrap: 'field' })
  else if (words !== '') throw new Error(`cannot read “${token}”`)
  else if (!token.startsWith('+')) parts.push({ t: 'text', text: `${role} ${index}` })
  if (callsAt >= 0)
    for (const call of parseCalls(rest.slice(callsAt), path, exact)) parts.push({ t: 'call', call })
  return { ...message, parts }
}

function parseResult(text: string): Part {
  const match = /^(?:#([^:!]*))?(?:([:!])(.*))?$/.exec(text)
  if (!match) throw new Error(`cannot read the result “${text}”`)
  const [, callId, mark, words] = match
  return {
    t: 'result',
    ...(callId === undefined ? {} : { callId }),
    text: words === undefined ? 'ok' : spaced(words),
    ...(mark === '!' ? { isError: true } : {}),
  }
}

function parseCalls(text: string, path: string, exact: boolean): ToolCall[] {
  const calls: ToolCall[] = []
  let at = 0
  while (at < text.length) {
    const head = /^\+([^#({!+]*)(?:#([^({!+]*))?/.exec(text.slice(at))
    if (!head) throw new Error(`cannot read the calls “${text}”`)
    const [whole, name, id] = head
    at += whole.length
    const call = {
      ...(id === undefined ? {} : { id }),
      name: name!,
      dialect: 'openai',
      path: `${path}/tool_calls/${calls.length}`,
    } as const
    const rest = text.slice(at)
    if (rest.startsWith('!')) {
      const raw = /^![^+]*/.exec(rest)![0].slice(1)
      at += raw.length + 1
      const error = { reason: 'It is not JSON.', raw }
      calls.push({ ...call, args: undefined, argsWas: 'string', error })
      continue
    }
    const length = bracketed(rest)
    const body = rest.slice(0, length)
    at += length
    const argsText = body === '' ? '{}' : body.startsWith('(') ? body.slice(1, -1) : body
    const args = JSON.parse(argsText) as Json
    calls.push({ ...call, args, argsWas: 'object', ...(exact ? { argsText } : {}) })
  }
  return calls
}

/** Length of the bracketed text that `text` begins with; 0 where it begins with none. */
function bracketed(text: string): number {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    if ('({['.includes(text[i]!)) depth++
    else if (')}]'.includes(text[i]!)) depth--
    if (depth === 0) return i === 0 ? 0 : i + 1
  }
  if (depth > 0) throw new Error(`a bracket is not closed in “${text}”`)
  return 0
}

function spaced(text: string): string {
  return text.replaceAll('_', ' ')
}
