import { isJsonObject, type Json } from '../model/json.ts'
import { isJsonSpace, skipValue } from '../json/exact.ts'
import type { CallReading, CallSegment, Dialect, ResultManner } from './dialect.ts'
import { asJson, jsonCall, layOut } from './lay-out.ts'
import { skipStop, trimmed } from './places.ts'
import { callsAt, pythonArguments, pythonCall, pythonValue } from './python-calls.ts'
import { argumentsKey, readJsonCalls } from './read-call.ts'

const TAG = '<|python_tag|>'

/** A role `ipython` message holds the result as it is. */
const WHOLE_TEXT: ResultManner = {
  read: (text) => [{ text }],
  write: (results) => results.map(({ text }) => text).join('\n'),
}

/** Llama 3.1: the whole message is a JSON object (or several, or a list) with name and parameters. */
export const llama3Json: Dialect = {
  id: 'llama3-json',
  title: 'JSON (Llama 3.1)',
  openers: [],

  readWhole(text, from, to, exact) {
    if (text[from] !== '{' && text[from] !== '[') return null
    const segments: CallSegment[] = []
    for (let at = from; at < to;) {
      const end = skipValue(text, at)
      if (end > to || end === at) return null
      const calls = wholeCalls(text.slice(at, end), exact)
      if (!calls) return null
      segments.push({ kind: 'call', dialect: 'llama3-json', calls, start: at, end })
      at = end
      while (isJsonSpace(text.charCodeAt(at)) || text[at] === ';') at++
    }
    return segments.length > 0 ? segments : null
  },

  writeArguments: asJson,
  serialise: (items) =>
    layOut(items, (calls) => calls.map((call) => jsonCall(call, 'parameters')).join('; ')),
  results: WHOLE_TEXT,
}

/** The calls of a JSON text in which every object has a name and, as an object, its arguments. */
function wholeCalls(text: string, exact: boolean): readonly CallReading[] | null {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return null
  }
  const list: readonly Json[] = Array.isArray(value) ? (value as readonly Json[]) : [value]
  if (list.length === 0) return null
  for (const one of list) {
    const call = isJsonObject(one) && isJsonObject(one.function) ? one.function : one
    if (!isJsonObject(call) || typeof call.name !== 'string') return null
    const key = argumentsKey(call)
    if (key === undefined || !isJsonObject(call[key])) return null
  }
  return readJsonCalls(text, exact, { dialect: 'llama3-json', path: '' })
}

/** Llama 3.1 behind `<|python_tag|>`: built-in tools as Python calls, or JSON. */
export const llama3PythonTag: Dialect = {
  id: 'llama3-python-tag',
  title: 'Llama 3.1 python tag',
  openers: [TAG],

  readBlock(text, at, to, exact) {
    const { start } = trimmed(text, at + TAG.length, to)
    if (text[start] === '{' || text[start] === '[') {
      const end = Math.min(to, endOfValues(text, start))
      const json = text.slice(start, end).replaceAll(/;(?=\s*\{)/g, ' ')
      const dialect = 'llama3-python-tag'
      const calls = readJsonCalls(json, exact, { dialect, path: '' })
      const segment: CallSegment = { kind: 'call', dialect, calls, start, end }
      return { segments: [segment], end: skipStop(text, end, to) }
    }
    const found = callsAt(text, start, 'llama3-python-tag')
    if (!found || found.end > to) return null
    const segments = [...found.calls]
    let end = found.end
    for (;;) {
      const more = /^\s*;?\s*(?=[\w.]+\()/.exec(text.slice(end, end + 200))?.[0]
      const next = more?.includes(';')
        ? callsAt(text, end + more.length, 'llama3-python-tag')
        : null
      if (!next || next.end > to) break
      segments.push(...next.calls)
      end = next.end
    }
    return { segments, end: skipStop(text, end, to) }
  },

  writeArguments: pythonArguments,
  writeValue: pythonValue,
  serialise: (items) =>
    layOut(items, (calls) => `${TAG}${calls.map(pythonCall).join('; ')}<|eom_id|>`, ''),
  results: WHOLE_TEXT,
}

/** Behind JSON values that follow each other, with or without semicolons between them. */
function endOfValues(text: string, start: number): number {
  let end = skipValue(text, start)
  for (;;) {
    const gap = /^[\s;]*(?=[{[])/.exec(text.slice(end, end + 100))?.[0]
    if (gap === undefined || end + gap.length >= text.length) return end
    end = skipValue(text, end + gap.length)
  }
}
