/** Calls in Python's words: `f(a=1, b="x")`. */
import { parseExpressionAt, type CallNode, type PyNode } from '../python/expression.ts'
import { LiteralFault, literalValue } from '../python/literal.ts'
import { jsonString, writeJson } from '../python/write.ts'
import { ExactText, type Span } from '../json/exact.ts'
import type { Json } from '../model/json.ts'
import type { Dialect as DialectId } from '../model/message.ts'
import type { CallReading, CallSegment, WrittenCall } from './dialect.ts'

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/
const JSON_WORDS = new Set(['true', 'false', 'null'])

/** A literal as JSON text, numbers as they are spelled where JSON allows it; null for what is none. */
export function jsonOf(source: string, node: PyNode): string | null {
  const raw = source.slice(node.start, node.end)
  if (node.t === 'name') return JSON_WORDS.has(node.id) ? node.id : null
  if (node.t === 'list' || node.t === 'tuple') {
    const items = node.items.map((item) => jsonOf(source, item))
    return items.includes(null) ? null : `[${items.join(', ')}]`
  }
  if (node.t === 'dict') {
    const members: string[] = []
    for (const [key, value] of node.members) {
      const text = jsonOf(source, value)
      if (text === null || key.t !== 'constant' || typeof key.value !== 'string') return null
      members.push(`${jsonString(key.value)}: ${text}`)
    }
    return `{${members.join(', ')}}`
  }
  if (JSON_NUMBER.test(raw)) return raw
  const value = literalValue(node)
  if (value instanceof LiteralFault) return null
  if (typeof value === 'number' && !Number.isFinite(value)) return null
  const isScalar = typeof value !== 'object' || value === null
  return isScalar ? writeJson(value) : null
}

/** A call with its arguments; null where the node is no call of a plain or dotted name. */
export function callOf(source: string, node: PyNode, dialect: DialectId): CallSegment | null {
  if (node.t !== 'call' || (node.callee.t !== 'name' && node.callee.t !== 'dotted')) return null
  return segmentOf(
    source,
    node,
    source.slice(node.callee.start, node.callee.end),
    node.callee,
    dialect,
  )
}

function segmentOf(
  source: string,
  node: CallNode,
  name: string,
  nameAt: Span,
  dialect: DialectId,
): CallSegment {
  const members: string[] = []
  const values: { key: string; value: Span }[] = []
  let isPlain = true
  let fault = ''
  for (const { key, value } of node.args) {
    const at = { start: value.start, end: value.end }
    const text = jsonOf(source, value)
    if (key === '**' && value.t === 'dict' && text !== null) {
      isPlain = false
      if (value.members.length > 0) members.push(text.slice(1, -1))
    } else if (key === '' || key === '*' || key === '**') {
      fault = 'The call has an argument without a name.'
    } else if (text === null) {
      fault = `The argument “${key}” is no literal value.`
    } else {
      members.push(`${JSON.stringify(key)}: ${text}`)
      values.push({ key, value: at })
    }
  }
  const argsText = `{${members.join(', ')}}`
  const call: CallReading = fault
    ? {
        name,
        args: undefined,
        argsWas: 'python',
        error: { reason: fault, raw: source.slice(node.start, node.end).slice(0, 2000) },
      }
    : { name, args: JSON.parse(argsText) as Json, argsText, argsWas: 'python' }
  const place = { name: nameAt, args: node.inside, ...(isPlain && !fault && { values }) }
  return { kind: 'call', dialect, calls: [call], place, start: nameAt.start, end: node.end }
}

/**
 * The calls of a list that begins at `at` (`[f(), g(a=1)]`), or of one call. Names may hold spaces, as
 * they do in ToolACE, where `spaced` says so. Null where there is anything else in it.
 */
export function callsAt(
  source: string,
  at: number,
  dialect: DialectId,
  spaced = false,
): { readonly calls: readonly CallSegment[]; readonly end: number } | null {
  const tree = parseExpressionAt(source, at)
  if (!tree) return spaced ? spacedCalls(source, at, dialect) : null
  const nodes = tree.t === 'list' ? tree.items : [tree]
  const calls: CallSegment[] = []
  for (const node of nodes) {
    const call = callOf(source, node, dialect)
    if (!call) return null
    calls.push(call)
  }
  return calls.length > 0 ? { calls, end: tree.end } : null
}

const SPACED_NAME = /\s*([^\s()[\]{}'",=][^()[\]{}'",=\n]*)\(/y

function spacedCalls(
  source: string,
  at: number,
  dialect: DialectId,
): { readonly calls: readonly CallSegment[]; readonly end: number } | null {
  if (source[at] !== '[') return null
  const calls: CallSegment[] = []
  for (let i = at + 1; ;) {
    SPACED_NAME.lastIndex = i
    const match = SPACED_NAME.exec(source)
    if (!match) return null
    const name = (match[1] ?? '').trimEnd()
    const nameStart = i + match[0].indexOf(match[1] ?? '')
    const open = i + match[0].length - 1
    // A list in place of the name makes the arguments Python again.
    const node = parseExpressionAt(' '.repeat(open - 1) + 'f' + source.slice(open), open - 1)
    if (node?.t !== 'call') return null
    const nameAt = { start: nameStart, end: nameStart + name.length }
    calls.push(segmentOf(source, node, name, nameAt, dialect))
    i = node.end
    while (/\s/.test(source[i] ?? '')) i++
    if (source[i] === ']') return { calls, end: i + 1 }
    if (source[i] !== ',') return null
    i++
  }
}

/** JSON text as a Python literal: numbers as spelled, strings in double quotes. */
export function pythonValue(valueText: string): string {
  return valueText.replace(/"(?:[^"\\]|\\.)*"|\btrue\b|\bfalse\b|\bnull\b/gs, (token) =>
    token.startsWith('"')
      ? jsonString(JSON.parse(token) as string)
      : ({ true: 'True', false: 'False' }[token] ?? 'None'),
  )
}

const KEYWORD = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u
const RESERVED =
  /^(?:False|None|True|and|as|assert|async|await|break|class|continue|def|del|elif|else|except|finally|for|from|global|if|import|in|is|lambda|nonlocal|not|or|pass|raise|return|try|while|with|yield)$/

/** `a=1, b="x"`; keys that cannot be keywords stand in an unpacked dict. */
export function pythonArguments(argsText: string): string {
  const exact = new ExactText(argsText)
  const members = exact.members(exact.root).map(({ key, value }) => ({
    key,
    text: pythonValue(argsText.slice(value.start, value.end)),
  }))
  const isPlain = members.every(
    ({ key }) => KEYWORD.test(key) && !RESERVED.test(key) && key === key.normalize('NFKC'),
  )
  if (isPlain) return members.map(({ key, text }) => `${key}=${text}`).join(', ')
  return `**{${members.map(({ key, text }) => `${jsonString(key)}: ${text}`).join(', ')}}`
}

export function pythonCall({ name, argsText }: WrittenCall): string {
  return `${name}(${pythonArguments(argsText)})`
}
