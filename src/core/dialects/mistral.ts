import { skipValue } from '../json/exact.ts'
import type { CallSegment, Dialect, ResultManner } from './dialect.ts'
import { asJson, jsonCall, layOut } from './lay-out.ts'
import { argumentsAt, bareCall, skipStop, trimmed } from './places.ts'
import { readJsonCalls } from './read-call.ts'
import { stickyAt } from './qwen3-coder.ts'

const OPEN = '[TOOL_CALLS]'
const RESULTS = '[TOOL_RESULTS]'
const RESULTS_END = '[/TOOL_RESULTS]'

/** `{"content": …, "call_id": …}`, or anything else, between marks. */
const results: ResultManner = {
  read(text) {
    const body = text.trim()
    if (!body.startsWith(RESULTS) || !body.endsWith(RESULTS_END)) return null
    const inner = body.slice(RESULTS.length, -RESULTS_END.length)
    return inner
      .split(RESULTS_END)
      .map((one) =>
        one.trimStart().startsWith(RESULTS) ? one.trimStart().slice(RESULTS.length) : one,
      )
      .map((one) => ({ text: one.trim() }))
  },
  write: (list) => list.map(({ text }) => `${RESULTS} ${text}${RESULTS_END}`).join(''),
}

/** Mistral up to v7: a JSON list behind the mark; ids have nine letters and digits. */
export const mistral: Dialect = {
  id: 'mistral',
  title: 'Mistral',
  openers: [OPEN],
  readBlock(text, at, to, exact) {
    const { start } = trimmed(text, at + OPEN.length, to)
    if (text[start] !== '[' && text[start] !== '{') return null
    const end = Math.min(to, skipValue(text, start))
    const calls = readJsonCalls(text.slice(start, end), exact, { dialect: 'mistral', path: '' })
    const segment: CallSegment = { kind: 'call', dialect: 'mistral', calls, start, end }
    return { segments: [segment], end: skipStop(text, end, to) }
  },
  writeArguments: asJson,
  serialise: (items) =>
    layOut(
      items,
      (calls) =>
        `${OPEN} [${calls.map((call) => jsonCall(call, 'arguments', call.id)).join(', ')}]`,
    ),
  results,
}

const NAME = /\[TOOL_CALLS\]\s*([^\s[\]{}<>]+)(?:\[CALL_ID\]([^[\]\s]*))?(?:\[ARGS\])?\s*(?=\{)/y

/** Mistral from v11 on: the mark, a name, perhaps an id, and the arguments, for each call. */
export const mistralV11: Dialect = {
  id: 'mistral-v11',
  title: 'Mistral v11',
  openers: [OPEN],
  readBlock(text, at, to) {
    const match = stickyAt(NAME, text, at)
    const name = match?.[1]
    if (!match || name === undefined) return null
    const start = at + match[0].indexOf(name, OPEN.length)
    const args = argumentsAt(text, at + match[0].length, to)
    const nameAt = { start, end: start + name.length }
    const segment = bareCall(text, 'mistral-v11', nameAt, args, match[2])
    return { segments: [segment], end: skipStop(text, args.end, to) }
  },
  writeArguments: asJson,
  serialise: (items) =>
    layOut(items, (calls) =>
      calls
        .map(({ id, name, argsText }) => {
          const idText = id === undefined ? '' : `[CALL_ID]${id}`
          return `${OPEN}${name}${idText}[ARGS]${argsText}`
        })
        .join(''),
    ),
  results,
}
