import type { Span } from '../json/exact.ts'
import { arrangeElements, setMember, type Arranged, type Splice } from '../json/splice.ts'
import { equalData } from '../json/equal.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { callsOf, type CallPart, type Message, type Part } from '../model/message.ts'
import { REASONING_FIELDS } from './messages.ts'
import { blockResultsIn, resultText } from './result-text.ts'
import { isCallRole } from './roles.ts'
import { arrangeCalls, callEntry, callText, editCallText, within } from './write-calls.ts'
import { assistantText, editedAssistantText, plainText, textDialectIn } from './write-text.ts'
import type { Writing } from './writing.ts'

/** How a record's messages are written, seen from those it has. */
export interface MessageManner {
  readonly form: 'from' | 'role'
  /** Bodies are lists of typed parts; `textKey` names what holds their text. */
  readonly textKey: 'text' | 'value' | undefined
  /** `tool_calls` hold their arguments as objects. */
  readonly argumentObjects: boolean
  readonly reasoningField: boolean
  /** The role that says that a `{role, content}` message is a call, where the record has one. */
  readonly callRole: string | undefined
  /** Results stand as `<tool_response>` blocks in their text. */
  readonly resultBlocks: boolean
  /** A message to lay new ones out like. */
  readonly model: Span | undefined
}

/** The manner of the message list at a span; `form` decides where the list is empty. */
export function mannerOf(
  list: Span | undefined,
  fallback: 'from' | 'role',
  writing: Writing,
): MessageManner {
  const { exact, sample } = writing
  const spans = list ? exact.elements(list) : []
  const model = spans[0]
  const first = model && (JSON.parse(exact.text.slice(model.start, model.end)) as Json)
  const raw = isJsonObject(first) ? first : undefined
  const form = !raw ? fallback : typeof raw.role === 'string' ? 'role' : 'from'
  const body = raw?.content ?? raw?.value
  const part = Array.isArray(body) ? (body[0] as Json | undefined) : undefined
  const textKey = !isJsonObject(part) ? undefined : part.value === undefined ? 'text' : 'value'
  const messages = [...sample.context, ...sample.branches.flatMap((branch) => branch.messages)]
  return {
    form,
    textKey,
    argumentObjects: messages.some((m) =>
      callsOf(m).some((c) => c.argsWas === 'object' && c.dialect === 'openai'),
    ),
    reasoningField: messages.some((m) =>
      m.parts.some((p) => p.t === 'reasoning' && p.wrap === 'field'),
    ),
    callRole:
      form === 'role' ? messages.find((m) => isCallRole(m.sourceRole))?.sourceRole : undefined,
    resultBlocks: messages.some((m) => m.role === 'tool' && holdsBlocks(m, writing)),
    model,
  }
}

function holdsBlocks({ path }: Message, { exact }: Writing): boolean {
  return ['/content', '/value'].some((key) => {
    const body = exact.slice(path + key)
    return body?.startsWith('"') === true && blockResultsIn(JSON.parse(body) as string) !== null
  })
}

const FROM_WORDS = {
  system: 'system',
  developer: 'system',
  user: 'human',
  assistant: 'gpt',
  tool: 'observation',
} as const

/** The word for a speaker: the record's own for that role, or the form's usual one. */
function roleWord(
  { role }: Message,
  asCall: boolean,
  form: 'from' | 'role',
  writing: Writing,
): string {
  const { context, branches } = writing.sample
  for (const lane of [context, ...branches.map((branch) => branch.messages)])
    for (const message of lane)
      if (
        message.role === role &&
        message.path !== '/system' &&
        isCallRole(message.sourceRole) === asCall
      )
        return message.sourceRole
  if (asCall) return 'function_call'
  return form === 'from' ? FROM_WORDS[role] : role
}

/** JSON text of a message that the record does not have yet. */
export function freshMessage(message: Message, manner: MessageManner, writing: Writing): string {
  const { role, parts } = message
  const { form, model } = manner
  const calls = callsOf(message)
  if (form === 'from') {
    const asCall =
      role === 'assistant' && calls.length > 0 && textDialectIn(writing.sample) === undefined
    const text =
      role === 'assistant'
        ? assistantText(parts, asCall, writing)
        : saidText('', message, manner, writing)
    return writing.objectText(
      [
        ['from', writing.quote(roleWord(message, asCall, form, writing))],
        ['value', writing.quote(text)],
      ],
      model,
    )
  }
  if (role === 'assistant' && calls.length > 0 && manner.callRole !== undefined)
    return writing.objectText(
      [
        ['role', writing.quote(manner.callRole)],
        ['content', writing.quote(assistantText(parts, true, writing))],
      ],
      model,
    )
  const members: [string, string][] = [
    ['role', writing.quote(roleWord(message, false, form, writing))],
  ]
  if (manner.textKey) {
    members.push(['content', typedContent(parts, manner.textKey, writing)])
    return writing.objectText(members, model)
  }
  if (role === 'assistant') {
    const thoughts = manner.reasoningField ? parts.filter((p) => p.t === 'reasoning') : []
    const said = parts.filter((p) => p.t !== 'call' && !(thoughts as Part[]).includes(p))
    if (thoughts.length > 0)
      members.push(['reasoning_content', writing.quote(thoughts.map((p) => p.text).join('\n'))])
    const text = assistantText(said, false, writing)
    members.push(['content', text === '' && calls.length > 0 ? 'null' : writing.quote(text)])
    if (calls.length > 0) {
      const entries = calls.map((call) => callEntry(call, writing, manner.argumentObjects))
      members.push(['tool_calls', `[${entries.join(writing.style.comma)}]`])
    }
    return writing.objectText(members, model)
  }
  const [result] = parts
  if (result?.t === 'result') {
    if (result.callId !== undefined) members.push(['tool_call_id', writing.quote(result.callId)])
    if (result.name !== undefined) members.push(['name', writing.quote(result.name)])
  }
  members.push(['content', writing.quote(saidText('', message, manner, writing))])
  return writing.objectText(members, model)
}

/** What anybody but the assistant says, as one string. */
function saidText(
  old: string,
  { role, parts }: Pick<Message, 'role' | 'parts'>,
  { resultBlocks }: MessageManner,
  writing: Writing,
): string {
  if (role === 'tool') return resultText(old, parts, resultBlocks, writing)
  const text = plainText(parts, writing)
  if (role === 'user' && blockResultsIn(text)) writing.refuse('a user who says only tool results')
  return text
}

function typedContent(parts: readonly Part[], textKey: 'text' | 'value', writing: Writing): string {
  const entries = parts.map((part) => typedEntry(part, textKey, writing))
  return `[${entries.join(writing.style.comma)}]`
}

function typedEntry(part: Part, textKey: 'text' | 'value', writing: Writing): string {
  const entry = (type: string, text: string) =>
    writing.objectText([
      ['type', writing.quote(type)],
      [textKey, writing.quote(text)],
    ])
  if (part.t === 'text' || part.t === 'result') return entry('text', part.text)
  if (part.t === 'reasoning') return entry('reasoning', part.text)
  if (part.t === 'call') return entry('tool_call', callText(part.call, writing))
  writing.refuse('a picture or sound that the record did not have')
  return 'null'
}

/** The text of a recorded message's object with the changes of `next` in it, and nothing else. */
export function editedMessage(
  base: Message,
  next: Message,
  manner: MessageManner,
  writing: Writing,
): string {
  const { exact, style } = writing
  const span = exact.span(base.path)
  if (!span) throw new Error(`the record has no message at ${base.path}; its source changed`)
  const raw = JSON.parse(exact.text.slice(span.start, span.end)) as JsonObject
  const form = typeof raw.role === 'string' ? 'role' : 'from'
  const key = form === 'role' || raw.value === undefined ? 'content' : 'value'
  const splices: Splice[] = []
  const set = (name: string, value: string | undefined) =>
    splices.push(...setMember(exact, span, name, value, style))

  const asCall =
    form === 'from'
      ? speaksInCalls(base, next, writing)
      : isCallRole(base.sourceRole) && callsOf(next).length > 0
  if (next.role !== base.role || asCall !== isCallRole(base.sourceRole))
    set(form, writing.quote(roleWord(next, asCall, form, writing)))

  const isField = (part: Part) =>
    form === 'role' && !Array.isArray(raw[key]) && inField(part, base, asCall)
  const saidBefore = base.parts.filter((part) => !isField(part))
  const saidNow = next.parts.filter((part) => !isField(part))
  if (
    next.role !== base.role ||
    asCall !== isCallRole(base.sourceRole) ||
    !equalData(saidBefore, saidNow)
  ) {
    const body = raw[key]
    if (Array.isArray(body)) {
      splices.push(
        ...editTyped(
          `${base.path}/${key}`,
          body as Json as readonly Json[],
          saidBefore,
          saidNow,
          manner,
          writing,
        ),
      )
    } else {
      const old = typeof body === 'string' ? body : ''
      const text =
        next.role !== 'assistant'
          ? saidText(
              base.role === 'tool' ? old : '',
              { role: next.role, parts: saidNow },
              manner,
              writing,
            )
          : base.role === 'assistant'
            ? editedAssistantText(old, base, saidBefore, saidNow, asCall, writing)
            : assistantText(saidNow, asCall, writing)
      if (text !== old) set(key, writing.quote(text))
    }
  }
  if (form === 'role') editFields(base, next, isField, set, span, writing)
  return within(exact, span, splices)
}

/** In the `from` form a message with calls is a call role, unless its text holds marked calls. */
function speaksInCalls(base: Message, next: Message, writing: Writing): boolean {
  if (next.role !== 'assistant' || callsOf(next).length === 0) return false
  if (isCallRole(base.sourceRole)) return true
  return callsOf(base).length === 0 && textDialectIn(writing.sample) === undefined
}

/** Whether a part of a `{role, content}` message stands in a field of its own, not in its content. */
function inField(part: Part, base: Message, asCall: boolean): boolean {
  if (part.t === 'reasoning') return part.wrap === 'field'
  if (part.t !== 'call' || asCall) return false
  const calls = callsOf(base)
  return calls.length === 0 || calls.some((call) => call.dialect === 'openai')
}

/** Changes what stands in fields beside the content: reasoning, calls, a result's id and name. */
export function editFields(
  base: Message,
  next: Message,
  isField: (part: Part) => boolean,
  set: (name: string, value: string | undefined) => void,
  span: Span,
  writing: Writing,
): void {
  const thought = (message: Message) =>
    message.parts
      .filter((part) => part.t === 'reasoning' && isField(part))
      .map((part) => (part.t === 'reasoning' ? part.text : ''))
      .join('\n')
  const isText = (key: string) =>
    writing.exact
      .members(span)
      .some((member) => member.key === key && writing.exact.text[member.value.start] === '"')
  const field = REASONING_FIELDS.find(isText) ?? 'reasoning_content'
  if (thought(base) !== thought(next))
    set(field, thought(next) === '' ? undefined : writing.quote(thought(next)))

  const fieldCalls = (message: Message) =>
    message.parts
      .filter((part): part is CallPart => part.t === 'call' && isField(part))
      .map((part) => part.call)
  const before = fieldCalls(base)
  const now = fieldCalls(next)
  if (!equalData(before, now)) {
    const { exact } = writing
    const members = exact.members(span)
    const old = members.some(
      (member) => member.key === 'function_call' && exact.text[member.value.start] === '{',
    )
    const asObject = before.some((call) => call.argsWas === 'object')
    const fresh = (call: (typeof now)[number]) => callEntry(call, writing, asObject)
    const list = members.findLast((member) => member.key === 'tool_calls')?.value
    if (old) {
      const [call] = now
      if (now.length > 1) writing.refuse('several calls in one function_call')
      const value = exact.span(base.path + '/function_call')!
      set(
        'function_call',
        call && before[0]
          ? editCallText(exact.text.slice(value.start, value.end), before, [call], writing)
          : undefined,
      )
    } else if (now.length === 0) set('tool_calls', undefined)
    else if (list && exact.text[list.start] === '[')
      set('tool_calls', arrangeCalls(exact, list, before, now, writing, fresh).text)
    else set('tool_calls', `[${now.map(fresh).join(writing.style.comma)}]`)
  }

  const [was] = base.parts
  const [is] = next.parts
  if (was?.t === 'result' && is?.t === 'result' && next.parts.length === 1) {
    if (was.callId !== is.callId) set('tool_call_id', is.callId && writing.quote(is.callId))
    if (was.name !== is.name) set('name', is.name && writing.quote(is.name))
  }
}

/** A list of typed parts, each changed in its place, kept, left out or added. */
function editTyped(
  path: string,
  body: readonly Json[],
  before: readonly Part[],
  now: readonly Part[],
  manner: MessageManner,
  writing: Writing,
): Splice[] {
  const { exact, style } = writing
  const array = exact.span(path)!
  const elements = exact.elements(array)
  if (before.length !== body.length) {
    writing.refuse('a change in a message whose typed parts hold several things each')
    return []
  }
  const textKey = manner.textKey ?? 'text'
  const arranged = now.map((part, index): Arranged => {
    const same = before.findIndex((was) => equalData(was, part))
    if (same >= 0) return { at: same }
    const was = now.length === before.length ? before[index] : undefined
    if (!was || was.t !== part.t) return { text: typedEntry(part, textKey, writing) }
    const entry = body[index]
    const span = elements[index]!
    if (typeof entry === 'string' && part.t === 'text')
      return { at: index, text: writing.quote(part.text) }
    const key = ['text', 'value', 'thinking'].find(
      (name) => isJsonObject(entry) && typeof entry[name] === 'string',
    )
    const old = isJsonObject(entry) && key !== undefined ? entry[key] : undefined
    if (key === undefined || typeof old !== 'string')
      return { text: typedEntry(part, textKey, writing) }
    const text =
      part.t === 'call' && was.t === 'call'
        ? editCallText(old, [was.call], [part.call], writing)
        : part.t === 'text' || part.t === 'reasoning' || part.t === 'result'
          ? part.text
          : old
    return {
      at: index,
      text: within(exact, span, setMember(exact, span, key, writing.quote(text), style)),
    }
  })
  return [arrangeElements(exact, array, arranged, style)]
}
