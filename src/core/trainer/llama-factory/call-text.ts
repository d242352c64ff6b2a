import { loadPyJson } from '../../python/load-json.ts'
import { isPyList, PyDict, pyTypeName, type PyValue } from '../../python/value.ts'
import { pyStr, writeJson } from '../../python/write.ts'
import { takeApart } from './function-message.ts'
import { TrainerStop } from './python.ts'
import type { Markers, ToolFormat } from './templates.ts'

/** A call as the trainer holds it between reading and writing. */
export interface TrainerCall {
  readonly name: PyValue
  /** JSON text. Two formats write it as it stands, the others read it and write it anew. */
  readonly arguments: string
}

/**
 * The text that a function message becomes in a template's format: what stood around its calls, then
 * the calls (spec §5). Throws `TrainerStop` where the trainer stops.
 */
export function functionMessageText(
  content: string,
  thinkMarkers: Markers | null,
  callMarkers: Markers | null,
  format: ToolFormat,
): string {
  const { json, before } = takeApart(content, thinkMarkers, callMarkers)
  const loaded = load(json, 'RuntimeError')
  const list = isPyList(loaded) ? loaded : [loaded]
  const calls = list.map((call) => ({
    name: member(call, 'name'),
    arguments: writeJson(member(call, 'arguments')),
  }))
  return before + formatCalls(calls, format)
}

/** Writes calls in a tool format. */
export function formatCalls(calls: readonly TrainerCall[], format: ToolFormat): string {
  return WRITERS[format](calls)
}

/** `call[key]`. */
export function member(call: PyValue, key: string): PyValue {
  if (!(call instanceof PyDict))
    throw new TrainerStop('TypeError', `${pyTypeName(call)} has no keys to look up`)
  const value = call.get(key)
  if (value === undefined) throw new TrainerStop('KeyError', `the key ${key} is missing`, key)
  return value
}

function load(text: string, exception: 'RuntimeError' | 'ValueError'): PyValue {
  const loaded = loadPyJson(text)
  if (loaded.ok) return loaded.value
  throw new TrainerStop(loaded.reason === 'tooDeep' ? 'RuntimeError' : exception, 'Invalid JSON')
}

const argumentsOf = (call: TrainerCall): PyValue => load(call.arguments, 'ValueError')

/** The arguments one by one; only an object has them. */
function membersOf(call: TrainerCall): (readonly [key: string, value: PyValue])[] {
  const value = argumentsOf(call)
  if (!(value instanceof PyDict))
    throw new TrainerStop('AttributeError', `${pyTypeName(value)} has no items`)
  return [...value.entries()].map(([key, one]) => [pyStr(key), one])
}

const bareText = (value: PyValue): string => (typeof value === 'string' ? value : writeJson(value))

function addedName(call: TrainerCall): string {
  if (typeof call.name === 'string') return call.name
  throw new TrainerStop('TypeError', `a name expected, got ${pyTypeName(call.name)}`)
}

function jsonCall(call: TrainerCall, key: 'arguments' | 'parameters'): string {
  const args = argumentsOf(call)
  return `{"name": ${writeJson(call.name)}, "${key}": ${writeJson(args)}}`
}

type Writer = (calls: readonly TrainerCall[]) => string

const qwen: Writer = (calls) =>
  calls.map((call) => `<tool_call>\n${jsonCall(call, 'arguments')}\n</tool_call>`).join('\n')

const WRITERS: Readonly<Record<ToolFormat, Writer>> = {
  default: (calls) =>
    calls.map((call) => `Action: ${pyStr(call.name)}\nAction Input: ${call.arguments}`).join('\n'),

  glm4(calls) {
    if (calls.length > 1) throw new TrainerStop('ValueError', 'glm4 takes one call at a time')
    const [call] = calls
    if (!call) throw new TrainerStop('IndexError', 'no call to write')
    return `${pyStr(call.name)}\n${call.arguments}`
  },

  llama3(calls) {
    const texts = calls.map((call) => jsonCall(call, 'parameters'))
    return texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`
  },

  mistral: (calls) => `[${calls.map((call) => jsonCall(call, 'arguments')).join(', ')}]`,

  qwen,
  ling: qwen,

  qwen3_5: (calls) =>
    calls
      .map((call) => {
        const parameters = membersOf(call).map(
          ([key, value]) => `<parameter=${key}>\n${bareText(value)}\n</parameter>\n`,
        )
        return `<tool_call>\n<function=${pyStr(call.name)}>\n${parameters.join('')}</function>\n</tool_call>`
      })
      .join('\n'),

  lfm2(calls) {
    const texts = calls.map((call) => {
      // A text is not escaped: one with a quote in it cannot be read back.
      const pairs = membersOf(call).map(([key, value]) =>
        typeof value === 'string' ? `${key}="${value}"` : `${key}=${writeJson(value)}`,
      )
      return `${pyStr(call.name)}(${pairs.join(', ')})`
    })
    return `<|tool_call_start|>[${texts.join(', ')}]<|tool_call_end|>`
  },

  minimax1(calls) {
    const texts = calls.map((call) => jsonCall(call, 'arguments'))
    return `<tool_calls>\n${texts.join('\n')}\n</tool_calls>`
  },

  minimax2: (calls) =>
    calls
      .map((call) => {
        const parameters = membersOf(call).map(
          ([key, value]) => `\n<parameter name="${key}">${bareText(value)}</parameter>`,
        )
        return `<invoke name="${pyStr(call.name)}">${parameters.join('')}\n</invoke>`
      })
      .join('\n'),

  glm4_moe: (calls) =>
    calls
      .map((call) => {
        const members = membersOf(call)
        const pairs = members.map(
          ([key, value]) =>
            `\n<arg_key>${key}</arg_key>\n<arg_value>${bareText(value)}</arg_value>`,
        )
        return `\n<tool_call>${addedName(call)}${pairs.join('')}`
      })
      .join('\n'),

  seed_oss: (calls) =>
    calls
      .map((call) => {
        const name = addedName(call)
        const parameters = membersOf(call).map(
          ([key, value]) => `\n<parameter=${key}>${bareText(value)}</parameter>`,
        )
        return `\n<seed:tool_call>\n<function=${name}${parameters.join('')}\n</function>\n</seed:tool_call>`
      })
      .join('\n'),

  gemma4: (calls) =>
    calls
      .map((call) => `<|tool_call>call:${pyStr(call.name)}{${gemmaArguments(call)}}<tool_call|>`)
      .join(''),
}

function gemmaArguments(call: TrainerCall): string {
  const value = argumentsOf(call)
  if (value instanceof PyDict) return gemmaMembers(value)
  return typeof value === 'string' ? value : gemmaValue(value)
}

/** Keys stand in the order of their code points. */
function gemmaMembers(dict: PyDict): string {
  const members = [...dict.entries()].map(([key, value]) => [pyStr(key), value] as const)
  members.sort(([a], [b]) => compareCodePoints(a, b))
  return members.map(([key, value]) => `${key}:${gemmaValue(value)}`).join(',')
}

function gemmaValue(value: PyValue): string {
  if (typeof value === 'string') return `<|"|>${value}<|"|>`
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof PyDict) return `{${gemmaMembers(value)}}`
  if (isPyList(value)) return `[${value.map(gemmaValue).join(',')}]`
  return pyStr(value)
}

function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]]
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]!.codePointAt(0) ?? 0) - (right[i]!.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return left.length - right.length
}
