import { ExactText } from '../json/exact.ts'
import { arrangeElements, setMember, splice, type Arranged, type Splice } from '../json/splice.ts'
import { equalData } from '../json/equal.ts'
import { callsOf, type ToolCall } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { argumentsText, indexOfCall, within } from './write-calls.ts'
import { plainText } from './write-text.ts'
import { lineOf, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

/** Where the calls stand, as a list or as JSON text of one, and how a call names its parts. */
export interface CallColumn {
  readonly column: string
  readonly nameKey: string
  readonly argsKey: string
}

/** Writes a record that is one `query` and one list of calls, and holds nothing else. */
export function writeQueryCalls(
  text: string,
  sample: Sample,
  tree: Tree,
  where: CallColumn,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const line = lineOf(tree, soleBranch(tree, writing), writing)
    const [question, answer] = line
    if (line.length > 2 || question?.message.role !== 'user')
      writing.refuse('more than one question and one answer of tool calls')
    return [...querySplices(question, writing), ...answerSplices(answer, where, writing)]
  })
}

function querySplices(question: Placed | undefined, writing: Writing): readonly Splice[] {
  if (!question || (!question.isEdited && question.base?.path === '/query')) return []
  const { exact, style } = writing
  const text = plainText(question.message.parts, writing)
  return setMember(exact, exact.root, 'query', writing.quote(text), style)
}

function answerSplices(
  answer: Placed | undefined,
  where: CallColumn,
  writing: Writing,
): readonly Splice[] {
  const { exact, style, sample } = writing
  const place = '/' + where.column
  if (answer && !answer.isEdited && answer.base?.path === place) return []
  const before = sample.branches[0].messages[0] ?? sample.context.find((m) => m.path === place)
  const bases = before ? callsOf(before) : []
  if (answer && answer.message.role !== 'assistant')
    writing.refuse('an answer that is not the assistant’s')
  if (answer?.message.parts.some((part) => part.t !== 'call'))
    writing.refuse('an answer in words, where only tool calls fit')
  const next = answer ? callsOf(answer.message) : []
  if (equalData(bases, next)) return []
  const held = writing.stringAt(place)
  if (held === undefined) {
    const span = exact.span(place)
    if (span && exact.text[span.start] === '[')
      return [arrange(exact, bases, next, where, writing, span)]
    return setMember(exact, exact.root, where.column, listText(next, where, writing), style)
  }
  const inner = new ExactText(held)
  const isList = held[inner.root.start] === '[' && isJson(held)
  const text = isList
    ? splice(held, [arrange(inner, bases, next, where, writing, inner.root)])
    : listText(next, where, writing)
  return setMember(exact, exact.root, where.column, writing.quote(text), style)
}

function arrange(
  exact: ExactText,
  bases: readonly ToolCall[],
  next: readonly ToolCall[],
  where: CallColumn,
  writing: Writing,
  array: { readonly start: number; readonly end: number },
): Splice {
  const spans = exact.elements(array)
  const elements = next.map((call, i): Arranged => {
    const at = indexOfCall(call, i, next.length, bases)
    const span = spans[at]
    const base = bases[at]
    if (!span || !base || exact.text[span.start] !== '{')
      return { text: callText(call, where, writing) }
    const splices: Splice[] = []
    const set = (key: string, value: string) =>
      splices.push(...setMember(exact, span, key, value, writing.style))
    if (call.name !== base.name) set(where.nameKey, JSON.stringify(call.name))
    if (!equalData([base.args, base.argsText], [call.args, call.argsText])) {
      const args = argumentsText(call, writing)
      set(where.argsKey, base.argsWas === 'string' ? JSON.stringify(args) : args)
    }
    return splices.length === 0 ? { at } : { at, text: within(exact, span, splices) }
  })
  return arrangeElements(exact, array, elements, writing.style)
}

function listText(calls: readonly ToolCall[], where: CallColumn, writing: Writing): string {
  return `[${calls.map((call) => callText(call, where, writing)).join(', ')}]`
}

function callText(call: ToolCall, { nameKey, argsKey }: CallColumn, writing: Writing): string {
  const name = JSON.stringify(call.name)
  return `{${JSON.stringify(nameKey)}: ${name}, ${JSON.stringify(argsKey)}: ${argumentsText(call, writing)}}`
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
