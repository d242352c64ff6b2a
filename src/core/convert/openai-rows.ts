import type { Message, ResultPart, ToolCall } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { answered, argumentsOf, contentOf, labelOf, pairOf, soleLine, toolsOf } from './lines.ts'
import { refuse } from './refusal.ts'
import { listText, objectText, stringText } from './row-text.ts'

/** Whether arguments stand as JSON text (OpenAI) or as objects (TRL's templates, spec: formats §1). */
type ArgumentsAs = 'text' | 'object'

/** OpenAI's fine-tuning row: `messages` and `tools`, arguments as JSON text. */
export function openaiRow(sample: Sample): string {
  return objectText([
    ['messages', messagesText(soleLine(sample), 'text')],
    ['tools', toolsOf(sample.tools)],
  ])
}

/** TRL's preference row with its prompt explicit; tools as JSON text, arguments as objects. */
export function preferenceRow(sample: Sample): string {
  const { prompt, chosen, rejected } = pairOf(sample)
  return objectText([
    ['prompt', messagesText(prompt, 'object')],
    ['chosen', messagesText(chosen, 'object')],
    ['rejected', messagesText(rejected, 'object')],
    ['tools', toolsText(sample)],
  ])
}

export function promptCompletionRow(sample: Sample): string {
  const { prompt, branch } = answered(sample)
  if (branch.label !== undefined) refuse('label')
  return objectText([
    ['prompt', messagesText(prompt, 'object')],
    ['completion', messagesText(branch.messages, 'object')],
    ['tools', toolsText(sample)],
  ])
}

export function unpairedRow(sample: Sample): string {
  const { prompt, branch } = answered(sample)
  return objectText([
    ['prompt', messagesText(prompt, 'object')],
    ['completion', messagesText(branch.messages, 'object')],
    ['label', String(labelOf(sample))],
    ['tools', toolsText(sample)],
  ])
}

function toolsText(sample: Sample): string | undefined {
  const tools = toolsOf(sample.tools)
  return tools === undefined ? undefined : stringText(tools)
}

function messagesText(messages: readonly Message[], args: ArgumentsAs): string {
  return listText(messages.flatMap((message) => messageTexts(message, args)))
}

/** One message; results of parallel calls are messages of their own. */
function messageTexts(message: Message, args: ArgumentsAs): string[] {
  const { role, parts } = message
  if (role === 'tool')
    return parts.map((part) => {
      if (part.t === 'media') refuse('media')
      if (part.t !== 'result' && part.t !== 'text') refuse('partOrder')
      const result: ResultPart = part.t === 'result' ? part : { t: 'result', text: part.text }
      return objectText([
        ['role', '"tool"'],
        ['tool_call_id', optional(result.callId)],
        ['name', optional(result.name)],
        ['content', stringText(result.text)],
        ['is_error', result.isError ? 'true' : undefined],
      ])
    })
  const { reasoning, texts, calls } = contentOf(message)
  if (role !== 'assistant' && reasoning.length > 0) refuse('reasoning')
  if (role !== 'assistant' && calls.length > 0) refuse('toolCall')
  return [
    objectText([
      ['role', stringText(role)],
      ['reasoning_content', reasoning.length === 0 ? undefined : stringText(reasoning.join('\n'))],
      ['content', contentText(texts, calls.length > 0)],
      [
        'tool_calls',
        calls.length === 0 ? undefined : listText(calls.map((call) => callText(call, args))),
      ],
    ]),
  ]
}

function contentText(texts: readonly string[], hasCalls: boolean): string {
  if (texts.length === 0) return hasCalls ? 'null' : '""'
  if (texts.length === 1) return stringText(texts[0]!)
  return listText(
    texts.map((text) =>
      objectText([
        ['type', '"text"'],
        ['text', stringText(text)],
      ]),
    ),
  )
}

function callText(call: ToolCall, args: ArgumentsAs): string {
  const text = argumentsOf(call)
  return objectText([
    ['id', optional(call.id)],
    ['type', '"function"'],
    [
      'function',
      objectText([
        ['name', stringText(call.name)],
        ['arguments', args === 'text' ? stringText(text) : text],
      ]),
    ],
  ])
}

function optional(text: string | undefined): string | undefined {
  return text === undefined ? undefined : stringText(text)
}
