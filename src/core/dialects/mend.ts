/**
 * The repair ladder for malformed calls (README). A mend is a proposal: the raw text is never
 * overwritten, and whoever shows it shows its repairs.
 */
import { ExactText, skipValue } from '../json/exact.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import type { CallMend } from '../model/message.ts'
import { mendJson, type Repair } from './lenient-json.ts'

/** More JSON within strings than this is not unpacked. */
const MAX_DECODES = 3

/** What a call's broken JSON text (`name` and `arguments` in it) would be once mended. */
export function mendCall(raw: string): CallMend | undefined {
  const found = cutAndMend(raw)
  if (!found) return undefined
  const repairs = [...found.repairs]
  const value = parse(found.text)
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value]
  const exact = new ExactText(found.text)
  let base = Array.isArray(value) ? '/0' : ''
  let call = list[0]
  if (list.length > 1) repairs.push({ rule: 7, what: 'Takes the first of several calls.' })
  if (isJsonObject(call) && isJsonObject(call.function)) {
    call = call.function
    base += '/function'
    repairs.push({ rule: 5, what: 'Takes the call out of “function”.' })
  }
  if (!isJsonObject(call) || typeof call.name !== 'string' || call.name === '') return undefined
  const key = ['arguments', 'parameters', 'args'].find(
    (name) => isJsonObject(call) && call[name] !== undefined,
  )
  if (key !== undefined && key !== 'arguments')
    repairs.push({ rule: 5, what: `Takes “${key}” for “arguments”.` })
  const argsText = key === undefined ? '{}' : exact.slice(`${base}/${key}`)
  if (argsText === undefined) return undefined
  const decoded = decode(argsText)
  if (!decoded) return undefined
  return { name: call.name, argsText: decoded.text, repairs: [...repairs, ...decoded.repairs] }
}

/** What a call's broken arguments would be once mended; undefined where no object comes of it. */
export function mendArguments(name: string, raw: string): CallMend | undefined {
  const found = cutAndMend(raw)
  const decoded = found && decode(found.text)
  return decoded
    ? { name, argsText: decoded.text, repairs: [...found.repairs, ...decoded.repairs] }
    : undefined
}

/** Rules 1, 2, 3, 6 and 7: the one JSON value that a text was meant to be. */
function cutAndMend(raw: string): { text: string; repairs: readonly Repair[] } | null {
  const start = raw.search(/[{["']/)
  if (start < 0) return null
  const whole = mendJson(raw, start)
  // Prose may hold a bracket or an apostrophe before the value that is meant.
  const brace = raw.indexOf('{')
  const mended =
    whole && parse(whole.text) !== undefined ? whole : brace < 0 ? null : mendJson(raw, brace)
  if (!mended || parse(mended.text) === undefined) return null
  const from = mended === whole ? start : brace
  const repairs: Repair[] = []
  const before = raw.slice(0, from).trim()
  const behind = raw.slice(mended.end).trim()
  if (before !== '' || (behind !== '' && !/^[{[]/.test(behind)))
    repairs.push({
      rule: 1,
      what: /^```/.test(before)
        ? 'Cuts off the code fence.'
        : 'Cuts off what stands around the JSON.',
    })
  if (/^[{[]/.test(behind)) repairs.push({ rule: 7, what: 'Takes the first of several values.' })
  return { text: mended.text, repairs: [...repairs, ...mended.repairs] }
}

/** Rule 4: JSON within a string, unpacked while an object comes of it. */
function decode(text: string): { text: string; repairs: readonly Repair[] } | null {
  const repairs: Repair[] = []
  let inner = text
  for (let round = 0; round <= MAX_DECODES; round++) {
    const value = parse(inner)
    if (isJsonObject(value)) return { text: inner, repairs }
    if (typeof value !== 'string') return null
    const next = parse(value) === undefined ? mendJson(value.trim()) : { text: value, repairs: [] }
    if (!next) return null
    repairs.push(
      { rule: 4, what: 'Unpacks arguments that are JSON within a string.' },
      ...next.repairs,
    )
    inner = next.text
  }
  return null
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** The whole values that stand one after the other in a text (rule 7); null where one is no JSON. */
export function splitValues(text: string): readonly string[] | null {
  const values: string[] = []
  for (let at = 0; ;) {
    while (/[\s,]/.test(text[at] ?? '')) at++
    if (at >= text.length) return values
    const end = skipValue(text, at)
    const piece = text.slice(at, end)
    if (end === at || parse(piece) === undefined) return null
    values.push(piece)
    at = end
  }
}
