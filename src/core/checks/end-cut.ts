import { REASONING_MARKS } from '../dialects/reasoning.ts'
import { holdsMarks } from '../dialects/segments.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { Check } from './check.ts'
import { Findings } from './conversation.ts'

const CODE = 'end.cut'

export const endCut: Check = {
  code: CODE,
  title: 'Answer cut off',
  severity: 'error',
  help: {
    what: 'The last answer of a branch stops in the middle: inside a mark of a tool call or of reasoning, inside the code fence or the JSON object that it began with, or the record says that the length ended it. Prose without a full stop is not judged, and a call that cannot be read is call.parse’s.',
    why: 'The model learns to stop in the middle, or to think without ever answering.',
    remedy: 'Write the answer to its end, or drop the sample.',
    bad: '<think>The user wants the weather, so',
    good: '<think>The user wants the weather.</think> It is sunny.',
    source: 'Completions whose finish_reason is “length” (OpenAI) or “max_tokens” (Anthropic).',
  },
  run(sample, { record }) {
    const found = new Findings(CODE)
    const { branches } = sample
    for (let lane = 0; lane < branches.length; lane++) {
      const { messages } = branches[lane]!
      const last = messages[messages.length - 1]
      if (last?.role !== 'assistant') continue
      const end = last.parts[last.parts.length - 1]
      if (end?.t !== 'text') continue
      const fault =
        cutIn(end.text) ?? (branches.length === 1 && endedByLength(record) ? BY_LENGTH : undefined)
      if (fault !== undefined)
        found.add('error', fault, last.path, { lane, index: messages.length - 1 })
    }
    return found.list
  },
}

const BY_LENGTH =
  'The record says that its length ended this answer. The model learns to stop in the middle.'

/** What a text ends inside of, in a sentence; undefined where it is whole, or nothing says otherwise. */
function cutIn(text: string): string | undefined {
  const start = inkAt(text)
  const mark = thoughtCut(text, start) ?? callCut(text)
  if (mark !== undefined)
    return `The answer ends inside “${mark.trim()}”, which is never closed. The model learns to stop in the middle.`
  if (isFenceCut(text, start))
    return 'The answer ends inside the code block that it begins with. The model learns to stop in the middle.'
  if (isJsonCut(text, start))
    return 'The answer ends inside the JSON object that it begins with. The model learns to stop in the middle.'
  return undefined
}

function inkAt(text: string): number {
  let at = 0
  while (text.charCodeAt(at) <= 32) at++
  return at
}

const THOUGHTS = Object.values(REASONING_MARKS)
const THOUGHT_STARTS = new Set(THOUGHTS.map(({ open }) => open.charCodeAt(0)))

/** Only at the start of an answer: elsewhere the mark may be spoken of. */
function thoughtCut(text: string, start: number): string | undefined {
  if (!THOUGHT_STARTS.has(text.charCodeAt(start))) return undefined
  return THOUGHTS.find(({ open, close }) => text.startsWith(open, start) && !text.includes(close))
    ?.open
}

/** Marks around calls that need their end; without it a reader takes them for prose. */
const CALLS: readonly (readonly [open: string, close: string])[] = [
  ['<tool_call>', '</tool_call>'],
  ['<tool_calls>', '</tool_calls>'],
  ['<function_calls>', '</function_calls>'],
  ['<function=', '</function>'],
  ['<|tool_call_start|>', '<|tool_call_end|>'],
  ['<|tool_calls_section_begin|>', '<|tool_calls_section_end|>'],
  ['<｜tool▁calls▁begin｜>', '<｜tool▁calls▁end｜>'],
  ['<minimax:tool_call>', '</minimax:tool_call>'],
  ['<seed:tool_call>', '</seed:tool_call>'],
]

/** Only at the start of a line, and with something behind it: elsewhere the mark may be spoken of. */
function callCut(text: string): string | undefined {
  // All of them begin with a bracket, and nearly no text holds one.
  if (!text.includes('<') || !holdsMarks(text)) return undefined
  return CALLS.find(([open, close]) => {
    const at = text.lastIndexOf(open)
    return (
      at >= 0 &&
      (at === 0 || text[at - 1] === '\n') &&
      text.trimEnd().length > at + open.length &&
      !text.includes(close, at)
    )
  })?.[0]
}

const FENCE = '```'

function isFenceCut(text: string, start: number): boolean {
  return (
    text.startsWith(FENCE, start) &&
    text.includes('\n', start) &&
    !text.includes(FENCE, start + FENCE.length)
  )
}

/** Whether a text begins as a JSON object that is never closed. */
function isJsonCut(text: string, start: number): boolean {
  if (text[start] !== '{') return false
  const key = start + 1 + inkAt(text.slice(start + 1, start + 80))
  if (text[key] !== '"') return false
  let depth = 0
  let inString = false
  for (let i = start; i < text.length; i++) {
    const c = text[i]
    if (inString) {
      if (c === '\\') i++
      else if (c === '"') inString = false
    } else if (c === '"') inString = true
    else if (c === '{') depth++
    else if (c === '}' && --depth === 0) return false
  }
  // A quote too many in a whole object looks like an open string.
  return !inString || !text.trimEnd().endsWith('}')
}

/**
 * Whether a record of one completion says that its length ended it: in itself, or in a completion as
 * OpenAI's API, or its batches, gave it. Asked of records as recorded only: a person may have written
 * the rest since. Names are spelt out, since looking them up one by one costs as much as all else here.
 */
function endedByLength(record: Json | undefined): boolean {
  if (!isJsonObject(record)) return false
  const { choices, response } = record
  if (saysLength(record) || isCutChoice(choices)) return true
  if (!isJsonObject(response)) return false
  return isJsonObject(response.body) && isCutChoice(response.body.choices)
}

function isCutChoice(choices: Json | undefined): boolean {
  const first = Array.isArray(choices) ? (choices[0] as Json | undefined) : undefined
  return isJsonObject(first) && saysLength(first)
}

const LENGTHS: readonly unknown[] = ['length', 'max_tokens', 'MAX_TOKENS']

function saysLength({ finish_reason, finishReason, stop_reason }: JsonObject): boolean {
  const said = finish_reason ?? finishReason ?? stop_reason
  return typeof said === 'string' && LENGTHS.includes(said)
}
