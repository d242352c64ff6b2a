import { splice } from '../json/splice.ts'
import { equalData } from '../json/equal.ts'
import type { Json } from '../model/json.ts'
import { callsOf, type Message, type Part, type ToolCall } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { isJsonObject } from '../model/json.ts'
import { parsePythonicCalls, pythonLiteral } from './pythonic.ts'
import { listSplices, writeSystem } from './write-conversation.ts'
import { lineOf, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

/**
 * Writes a conversation whose calls are Python's notation: each message with calls becomes the text
 * that holds them, then the list is written like any other. Calls that did not change keep their text.
 */
export function writePythonic(
  text: string,
  sample: Sample,
  tree: Tree,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const line = lineOf(tree, soleBranch(tree, writing), writing)
    const { splices, rest } = writeSystem(line, writing)
    const texts = rest.map((one) => (one.isEdited ? asText(one, writing) : one))
    return [...splices, ...listSplices('/conversations', texts, writing)]
  })
}

function asText({ message, base, isEdited }: Placed, writing: Writing): Placed {
  const raw = base && writing.stringAt(base.path + '/value')
  return {
    message: { ...message, parts: textParts(message, base, raw, writing) },
    base: base && callsOf(base).length > 0 && raw !== undefined ? withText(base, raw) : base,
    isEdited,
  }
}

function withText(base: Message, text: string): Message {
  return { ...base, parts: [{ t: 'text', text }] }
}

function textParts(
  message: Message,
  base: Message | undefined,
  raw: string | undefined,
  writing: Writing,
): readonly Part[] {
  const calls = callsOf(message)
  if (calls.length === 0) return message.parts
  if (calls.length < message.parts.length)
    writing.refuse('tool calls and words in one message: calls stand alone here')
  return [{ t: 'text', text: callsText(calls, base ? callsOf(base) : [], raw, writing) }]
}

function callsText(
  calls: readonly ToolCall[],
  before: readonly ToolCall[],
  raw: string | undefined,
  writing: Writing,
): string {
  const read = raw === undefined ? undefined : parsePythonicCalls(raw)
  const spans = read && 'calls' in read ? read.calls : []
  if (raw !== undefined && spans.length === calls.length && before.length === calls.length)
    return splice(
      raw,
      calls.flatMap((call, i) =>
        equalData(call, before[i])
          ? []
          : [{ start: spans[i]!.start, end: spans[i]!.end, text: callText(call, writing) }],
      ),
    )
  return `[${calls.map((call) => callText(call, writing)).join(', ')}]`
}

function callText(call: ToolCall, writing: Writing): string {
  const args = call.argsText === undefined ? call.args : (JSON.parse(call.argsText) as Json)
  if (!isJsonObject(args)) {
    writing.refuse('a tool call whose arguments are no object')
    return ''
  }
  const list = Object.entries(args).map(([key, value]) => `${key}=${pythonLiteral(value)}`)
  return `${call.name}(${list.join(', ')})`
}
