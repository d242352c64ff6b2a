import { ExactText, type Span } from '../json/exact.ts'
import { arrangeElements, setMember, splice, type Arranged, type Splice } from '../json/splice.ts'
import { equalData } from '../json/equal.ts'
import type { ToolCall } from '../model/message.ts'
import type { Writing } from './writing.ts'

/** The exact arguments of a call; a call whose arguments cannot be read cannot be written anew. */
export function argumentsText(call: ToolCall, writing: Writing): string {
  if (call.argsText !== undefined) return call.argsText
  if (call.args === undefined) {
    writing.refuse('a tool call that cannot be read')
    return 'null'
  }
  return JSON.stringify(call.args)
}

/** A call as JSON text with `name` and `arguments`, as it stands inside text. */
export function callText(call: ToolCall, writing: Writing): string {
  return `{"name": ${JSON.stringify(call.name)}, "arguments": ${argumentsText(call, writing)}}`
}

/** A call as an entry of `tool_calls`; arguments as text, or as an object where the record does so. */
export function callEntry(call: ToolCall, writing: Writing, asObject: boolean): string {
  const args = argumentsText(call, writing)
  const body = writing.objectText([
    ['name', writing.quote(call.name)],
    ['arguments', asObject ? args : writing.quote(args)],
  ])
  return writing.objectText([
    ...(call.id === undefined ? [] : [['id', writing.quote(call.id)] as const]),
    ['type', '"function"'],
    ['function', body],
  ])
}

/** The splices that turn the call object at `span` into `next`. */
export function editCall(
  exact: ExactText,
  span: Span,
  base: ToolCall,
  next: ToolCall,
  writing: Writing,
): Splice[] {
  const { style } = writing
  const nested = exact.members(span).findLast((member) => member.key === 'function')
  const inner = nested && exact.text[nested.value.start] === '{' ? nested.value : span
  const splices: Splice[] = []
  if (next.name !== base.name)
    splices.push(...setMember(exact, inner, 'name', writing.quote(next.name), style))
  if (next.id !== base.id && next.id !== undefined)
    splices.push(...setMember(exact, span, 'id', writing.quote(next.id), style))
  const args = argumentsOf(next)
  // A call decoded in its own manner is held otherwise now; one written elsewhere follows what was there.
  const isSameManner = next.dialect === base.dialect && next.argsWas !== 'absent'
  const argsWas = isSameManner ? next.argsWas : base.argsWas
  if (args !== argumentsOf(base) || argsWas !== base.argsWas) {
    const keys = exact.members(inner).map((member) => member.key)
    const key = ['arguments', 'parameters', 'args'].find((name) => keys.includes(name))
    const text = argumentsText(next, writing)
    const value =
      argsWas === 'string'
        ? writing.quote(text)
        : argsWas === 'doubleString'
          ? writing.quote(JSON.stringify(text))
          : text
    splices.push(...setMember(exact, inner, key ?? 'arguments', value, style))
  }
  return splices
}

function argumentsOf(call: ToolCall): string | undefined {
  return call.argsText ?? (call.args === undefined ? undefined : JSON.stringify(call.args))
}

/** Which of the calls that stood there a call is, or is an edited version of; −1 for a new one. */
export function indexOfCall(
  next: ToolCall,
  index: number,
  nextCount: number,
  bases: readonly ToolCall[],
): number {
  const same = bases.findIndex((base) => equalData(base, next))
  if (same >= 0) return same
  if (nextCount === bases.length) return index
  const path = bases.findIndex((base) => base.path === next.path)
  return bases.filter((base) => base.path === next.path).length === 1 ? path : -1
}

/** The calls of a list as arranged elements, edited in place where they were there. */
export function arrangeCalls(
  exact: ExactText,
  array: Span,
  bases: readonly ToolCall[],
  next: readonly ToolCall[],
  writing: Writing,
  fresh: (call: ToolCall) => string,
): Splice {
  const spans = exact.elements(array)
  const elements = next.map((call, i): Arranged => {
    const at = indexOfCall(call, i, next.length, bases)
    const span = spans[at]
    if (at < 0 || !span) return { text: fresh(call) }
    const splices = editCall(exact, span, bases[at]!, call, writing)
    return splices.length === 0 ? { at } : { at, text: within(exact, span, splices) }
  })
  return arrangeElements(exact, array, elements, writing.style)
}

/** JSON text of calls (an object, a list, or several objects) with the calls as they shall be. */
export function editCallText(
  text: string,
  bases: readonly ToolCall[],
  next: readonly ToolCall[],
  writing: Writing,
): string {
  const fresh = (call: ToolCall) => callText(call, writing)
  if (!isJson(text)) return next.map(fresh).join('\n')
  const exact = new ExactText(text)
  const { root } = exact
  if (text[root.start] === '[')
    return splice(text, [arrangeCalls(exact, root, bases, next, writing, fresh)])
  const [base] = bases
  const [only] = next
  if (base && only && next.length === 1)
    return splice(text, editCall(exact, root, base, only, writing))
  return `[${next.map(fresh).join(', ')}]`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** The text of a span with splices inside it applied. */
export function within(exact: ExactText, { start, end }: Span, splices: readonly Splice[]): string {
  return splice(
    exact.text.slice(start, end),
    splices.map((one) => ({ ...one, start: one.start - start, end: one.end - start })),
  )
}
