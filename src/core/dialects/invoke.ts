/** `<invoke name="…"><parameter name="…">…</parameter></invoke>`, as MiniMax-M2 and Claude write it. */
import type { Dialect as DialectId } from '../model/message.ts'
import type { Block, CallSegment, WrittenCall } from './dialect.ts'
import { skipStop, trimmed } from './places.ts'
import { stickyAt } from './qwen3-coder.ts'
import { textValuesCall, valueTexts, type TextValue } from './xml-arguments.ts'

const INVOKE = /\s*<(antml:)?invoke name="([^"\n]*)">/y
const PARAMETER = /\s*<(?:antml:)?parameter name="([^"\n]*)">/y
const VALUE_END = /<\/(?:antml:)?parameter>/g
const INVOKE_END = /\s*<\/(?:antml:)?invoke>/y

/** The invocations that follow each other from `from` on, up to the mark that closes them all. */
export function readInvocations(
  text: string,
  from: number,
  to: number,
  dialect: DialectId,
  close: RegExp | null,
): Block | null {
  const segments: CallSegment[] = []
  for (let open = stickyAt(INVOKE, text, from); open; open = stickyAt(INVOKE, text, from)) {
    const name = open[2] ?? ''
    const nameStart = from + open[0].length - 2 - name.length
    from += open[0].length
    let argsStart = from
    const values: TextValue[] = []
    for (let mark = stickyAt(PARAMETER, text, from); mark; mark = stickyAt(PARAMETER, text, from)) {
      const start = from + mark[0].length
      const end = stickyAt(VALUE_END, text, start)
      if (!end || end.index >= to) return null
      if (values.length === 0) argsStart = trimmed(text, from, start).start
      values.push({ key: mark[1] ?? '', value: { start, end: end.index } })
      from = end.index + end[0].length
    }
    const nameAt = { start: nameStart, end: nameStart + name.length }
    segments.push(textValuesCall(text, dialect, nameAt, { start: argsStart, end: from }, values))
    const end = stickyAt(INVOKE_END, text, from)
    if (!end) return null
    from += end[0].length
  }
  if (segments.length === 0) return null
  const end = close && stickyAt(close, text, from)
  if (close && (!end || end.index >= to)) return null
  return { segments, end: skipStop(text, from + (end?.[0].length ?? 0), to) }
}

export function invokeArguments(argsText: string): string {
  return valueTexts(argsText)
    .map(([key, value]) => `<parameter name="${key}">${value}</parameter>`)
    .join('\n')
}

export function writeInvocations(calls: readonly WrittenCall[]): string {
  return calls
    .map(({ name, argsText }) => {
      const args = invokeArguments(argsText)
      return `<invoke name="${name}">\n${args === '' ? '' : args + '\n'}</invoke>`
    })
    .join('\n')
}
