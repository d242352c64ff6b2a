import { isJsonObject, type JsonObject } from '../model/json.ts'
import {
  NO_TOOLS,
  type Message,
  type Part,
  type ResultPart,
  type ToolSet,
} from '../model/message.ts'
import { callFrom } from '../dialects/read-call.ts'
import { readTextMessage } from './messages.ts'
import { readToolTexts } from './read-tools.ts'
import type { Reading } from './reading.ts'
import { roleOf } from './roles.ts'
import { attributesOf, AttributeTree, spansOf, type Attributes } from './span-attributes.ts'
import { spanFormat, type SpanCall } from './span-format.ts'
import { Spot } from './spot.ts'

const INPUT = 'llm.input_messages'
const OUTPUT = 'llm.output_messages'

/**
 * OpenInference (Phoenix): one span, whose messages are flattened into `llm.input_messages.{i}.message.*`
 * and `llm.output_messages.…`; several spans in a record count as one trace. Spans of other kinds hold
 * no conversation.
 */
export const openinference = spanFormat({
  id: 'openinference',
  mismatch:
    'The attributes must name messages (`llm.…`) or a kind of span (`openinference.span.kind`).',
  unwritable: 'a change: its messages are flattened attributes',
  columns: [],
  detect: known,
  callOf,
  messages: ({ input, found }, reading) =>
    [...input, ...AttributeTree.under(OUTPUT, found).entries()]
      .map((entry) => spanMessage(entry, reading))
      .filter((message) => message !== undefined),
  models: ['llm.model_name'],
  tools: ({ found }, reading) => spanTools(found, reading),
})

/** How surely a record is one of such spans, and why. */
function known(record: JsonObject): { readonly score: number; readonly reason: string } {
  const spans = spansOf(new Spot(record, '', undefined)).map(attributesOf)
  if (spans.some((span) => hasMessages(span)))
    return { score: 0.97, reason: '`llm.input_messages` among the attributes' }
  return spans.some((span) => isSpan(span))
    ? { score: 0.9, reason: '`openinference.span.kind` among the attributes' }
    : { score: 0, reason: '' }
}

function hasMessages(span: Attributes): boolean {
  for (const key of span.keys()) if (key.startsWith(INPUT) || key.startsWith(OUTPUT)) return true
  const llm = span.get('llm')
  return (
    llm !== undefined && (llm.at('input_messages').isThere || llm.at('output_messages').isThere)
  )
}

function isSpan(span: Attributes): boolean {
  return span.has('openinference.span.kind') || span.get('openinference')?.isObject === true
}

interface Call extends SpanCall {
  readonly input: readonly AttributeTree[]
}

function callOf(span: Spot): Call | undefined {
  const found = attributesOf(span)
  if (!hasMessages(found)) return undefined
  const input = AttributeTree.under(INPUT, found).entries()
  return { span, found, input, size: input.length }
}

/** A message whose members are flattened attributes. */
export function spanMessage(entry: AttributeTree, reading: Reading): Message | undefined {
  const body = entry.at('message') ?? entry
  const path = body.anySpot()?.path ?? ''
  const word = body.text('role') ?? ''
  const role = roleOf(word.toLowerCase())
  if (!role) {
    reading.note('schema', path, `“${word.slice(0, 40)}” is not a known role.`)
    return undefined
  }
  const calls = (body.at('tool_calls')?.entries() ?? []).map(toolCallOf)
  const text = contentOf(body)
  if (role === 'tool') {
    const callId = body.text('tool_call_id')
    const name = body.text('name')
    const part: ResultPart = {
      t: 'result',
      ...(callId ? { callId } : {}),
      ...(name ? { name } : {}),
      text,
    }
    return { role, sourceRole: word, parts: [part], path }
  }
  const said = readTextMessage(role, text, path, reading).parts
  return { role, sourceRole: word, parts: [...said, ...mediaOf(body), ...calls], path }
}

function contentOf(body: AttributeTree): string {
  const plain = body.text('content')
  if (plain !== undefined) return plain
  const texts = (body.at('contents')?.entries() ?? []).map(
    (entry) => entry.text('message_content', 'text') ?? entry.text('text'),
  )
  return texts.filter((text) => text !== undefined).join('\n')
}

function mediaOf(body: AttributeTree): readonly Part[] {
  return (body.at('contents')?.entries() ?? []).flatMap((entry): Part[] => {
    const content = entry.at('message_content') ?? entry
    const kind = content.text('type') ?? 'text'
    const ref = content.text('image', 'image', 'url') ?? content.text('image', 'url')
    return kind === 'text' ? [] : [{ t: 'media', kind, ref: ref ?? '' }]
  })
}

function toolCallOf(entry: AttributeTree): Part {
  const body = entry.at('tool_call') ?? entry
  const id = body.text('id')
  const held = body.at('function') ?? body
  const name = held.at('name')
  const args = held.at('arguments')?.spot
  const path = (name?.spot ?? body.anySpot())?.path ?? ''
  const object = {
    name: name?.spot?.value ?? '',
    ...(args?.value === undefined ? {} : { arguments: args.value }),
  }
  const call = callFrom(object, id === '' ? undefined : id, { dialect: 'trace', path }, () =>
    args?.exactText(),
  )
  return { t: 'call', call }
}

/** The tools that were offered; a definition whose schema lacks its name takes it from beside. */
function spanTools(found: Attributes, reading: Reading): ToolSet {
  const tree = AttributeTree.under('llm.tools', found)
  const texts = tree.entries().map((entry) => {
    const tool = entry.at('tool') ?? entry
    const given = tool.at('json_schema')?.spot?.decoded()
    const name = tool.text('name')
    if (name !== undefined && isJsonObject(given?.value) && !hasName(given.value))
      return `{"name":${JSON.stringify(name)},"parameters":${given.jsonText()}}`
    return given?.jsonText() ?? JSON.stringify({ name: name ?? '' })
  })
  const path = tree.anySpot()?.path
  return path === undefined ? NO_TOOLS : readToolTexts(texts, path, reading)
}

function hasName(schema: JsonObject): boolean {
  return typeof schema.name === 'string' || isJsonObject(schema.function)
}
