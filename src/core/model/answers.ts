import { equalJson } from '../json/equal.ts'
import { callsOf, type Message, type ResultPart, type ToolCall } from './message.ts'
import type { Pointer } from './json.ts'
import type { Sample } from './sample.ts'

/** A tool result and the call that it answers. */
export interface Answer {
  /** Index of the message that holds the result. */
  readonly index: number
  readonly result: ResultPart
  readonly call: ToolCall
}

/**
 * The results of one conversation with their calls: by id, the latest call of it; a result without
 * one answers the first call, since the conversation last went on, that has no result yet.
 */
export function answersOf(messages: readonly Message[]): Answer[] {
  const answers: Answer[] = []
  const byId = new Map<string, ToolCall>()
  let open: ToolCall[] = []
  messages.forEach((message, index) => {
    if (message.role === 'user') open = []
    for (const call of callsOf(message)) {
      open.push(call)
      if (call.id !== undefined) byId.set(call.id, call)
    }
    for (const part of message.parts) {
      if (part.t !== 'result') continue
      const call = part.callId === undefined ? open[0] : byId.get(part.callId)
      if (!call) continue
      open = open.filter((waiting) => waiting !== call)
      answers.push({ index, result: part, call })
    }
  })
  return answers
}

/** A call by what counts for its result. */
export type CallKey = Pick<ToolCall, 'name' | 'args' | 'argsText'>

/**
 * Whether two calls ask the same tool for the same: names and arguments as data, key order and
 * spacing aside. Numbers that `JSON.parse` would bend must be spelled alike. Calls whose arguments
 * cannot be read are identical to none.
 */
export function identicalCalls(a: CallKey, b: CallKey): boolean {
  if (a.name !== b.name || a.args === undefined || b.args === undefined) return false
  if (!equalJson(a.args, b.args)) return false
  const [ours, theirs] = [longNumbers(a.argsText), longNumbers(b.argsText)]
  return ours.length === theirs.length && ours.every((number, i) => number === theirs[i])
}

/** Beyond this many digits two numbers may be one to `JSON.parse`. */
const SAFE_DIGITS = 15

/** The long numbers of a JSON text, sorted as text. */
function longNumbers(json = ''): string[] {
  const found: string[] = []
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\[^])*"|-?\d[\d.eE+-]*/g))
    if (!token.startsWith('"') && token.replace(/\D/g, '').length > SAFE_DIGITS) found.push(token)
  return found.sort()
}

/** A result as a record holds it, and where. */
export interface RecordedAnswer {
  /** The number a reader sees beside its message. */
  readonly number: number
  /** Where its message stands in the record. */
  readonly path: Pointer
  readonly result: ResultPart
}

/** What the record of a sample holds as results of an identical call, on any of its branches. */
export function recordedAnswers({ context, branches, apart }: Sample, call: CallKey) {
  const lines = branches.map((branch) => [...context, ...branch.messages])
  if (apart) lines.push([...apart.context, ...apart.completion])
  const found = new Map<Pointer, RecordedAnswer>()
  for (const messages of lines)
    for (const answer of answersOf(messages)) {
      const { path } = messages[answer.index]!
      const { index: number, result } = answer
      if (!found.has(path) && identicalCalls(answer.call, call))
        found.set(path, { number, path, result })
    }
  return [...found.values()]
}
