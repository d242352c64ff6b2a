import { ExactText } from '../json/exact.ts'
import { isJsonObject } from '../model/json.ts'
import type { Message, ResultPart, ToolCall, ToolSet } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { argumentsOf, contentOf, soleLine, toolsOf } from './lines.ts'
import { refuse } from './refusal.ts'
import { listText, objectText, stringText } from './row-text.ts'
import { plain } from './sharegpt-row.ts'

/**
 * Anthropic's messages: `system` beside them, calls as `tool_use` blocks, results as `tool_result`
 * blocks of a user message. Calls without an id get one by their order, as every call must have one.
 */
export function anthropicRow(sample: Sample): string {
  const line = soleLine(sample)
  const [first] = line
  const system = first?.role === 'system' ? plain(first) : undefined
  const writer = new BlockWriter()
  for (const message of system === undefined ? line : line.slice(1)) writer.add(message)
  const messages = writer.end()
  if (messages.length === 0) refuse('empty')
  const tools = toolsOf(sample.tools)
  return objectText([
    ['system', system === undefined ? undefined : stringText(system)],
    ['messages', listText(messages)],
    ['tools', tools === undefined ? undefined : toolsText(tools, sample.tools)],
  ])
}

class BlockWriter {
  readonly #messages: string[] = []
  #results: string[] = []
  /** Ids of the calls that wait for their results, in order. */
  #pending: string[] = []
  #calls = 0

  add(message: Message): void {
    const { role } = message
    if (role === 'developer') refuse('developer')
    if (role === 'system') refuse('systemPlace')
    if (role === 'tool') {
      for (const part of message.parts) {
        if (part.t === 'media') refuse('media')
        if (part.t !== 'result') refuse('unpairedResult')
        else this.#results.push(this.#resultBlock(part))
      }
      return
    }
    this.#flush()
    if (role === 'user') this.#messages.push(said('user', stringText(plain(message))))
    else this.#messages.push(said('assistant', this.#assistantContent(message)))
  }

  end(): readonly string[] {
    this.#flush()
    return this.#messages
  }

  #flush(): void {
    if (this.#results.length > 0) this.#messages.push(said('user', listText(this.#results)))
    this.#results = []
  }

  #assistantContent(message: Message): string {
    const { reasoning, texts, calls } = contentOf(message)
    if (reasoning.length === 0 && calls.length === 0 && texts.length <= 1)
      return stringText(texts[0] ?? '')
    return listText([
      ...reasoning.map((text) =>
        objectText([
          ['type', '"thinking"'],
          ['thinking', stringText(text)],
        ]),
      ),
      ...texts.map((text) =>
        objectText([
          ['type', '"text"'],
          ['text', stringText(text)],
        ]),
      ),
      ...calls.map((call) => this.#callBlock(call)),
    ])
  }

  #callBlock(call: ToolCall): string {
    const input = argumentsOf(call)
    if (!isJsonObject(call.args)) refuse('argumentsNoObject')
    const id = call.id ?? `toolu_${++this.#calls}`
    this.#pending.push(id)
    return objectText([
      ['type', '"tool_use"'],
      ['id', stringText(id)],
      ['name', stringText(call.name)],
      ['input', input],
    ])
  }

  #resultBlock({ callId, text, isError }: ResultPart): string {
    const id = callId ?? this.#pending[0]
    const at = id === undefined ? -1 : this.#pending.indexOf(id)
    if (id === undefined || at < 0) return refuse('unpairedResult')
    this.#pending.splice(at, 1)
    return objectText([
      ['type', '"tool_result"'],
      ['tool_use_id', stringText(id)],
      ['content', stringText(text)],
      ['is_error', isError ? 'true' : undefined],
    ])
  }
}

function said(role: string, content: string): string {
  return objectText([
    ['role', stringText(role)],
    ['content', content],
  ])
}

/** Definitions with `input_schema`, each schema in its exact text where it needed no mending. */
function toolsText(text: string, { defs }: ToolSet): string {
  const exact = new ExactText(text)
  const isOneEach = exact.elements(exact.root).length === defs.length
  return listText(
    defs.map(({ name, description, schema, repairs }, i) => {
      const own = ['function/parameters', 'parameters', 'input_schema', 'inputSchema']
        .map((key) => exact.slice(`/${i}/${key}`))
        .find((found) => found !== undefined)
      const isExact = isOneEach && repairs.length === 0 && own !== undefined
      return objectText([
        ['name', stringText(name)],
        ['description', description === '' ? undefined : stringText(description)],
        ['input_schema', isExact ? own : JSON.stringify(schema)],
      ])
    }),
  )
}
