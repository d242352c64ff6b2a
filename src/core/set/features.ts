import type { Message } from '../model/message.ts'

/**
 * Traits of an answer that say nothing about how good it is. Where one of them alone tells chosen
 * from rejected, a model learns the trait.
 */
export const FEATURES = [
  { id: 'length', title: 'Characters', more: 'is longer', less: 'is shorter' },
  { id: 'messages', title: 'Messages', more: 'has more messages', less: 'has fewer messages' },
  { id: 'calls', title: 'Tool calls', more: 'has more calls', less: 'has fewer calls' },
  {
    id: 'punctuation',
    title: 'Punctuation marks per character',
    more: 'has more punctuation',
    less: 'has less punctuation',
  },
  {
    id: 'lists',
    title: 'Lines of lists',
    more: 'has more list lines',
    less: 'has fewer list lines',
  },
  {
    id: 'markdown',
    title: 'Marks of Markdown',
    more: 'has more Markdown',
    less: 'has less Markdown',
  },
  { id: 'questions', title: 'Question marks', more: 'asks more', less: 'asks less' },
  {
    id: 'exclamations',
    title: 'Exclamation marks',
    more: 'has more exclamation marks',
    less: 'has fewer exclamation marks',
  },
  {
    id: 'apologies',
    title: 'Words of apology',
    more: 'apologises more',
    less: 'apologises less',
  },
] as const

export const LENGTH = 0
export const CALLS = 2

const APOLOGY =
  /\b(?:sorry|apolog(?:y|ies|i[sz]e[sd]?)|unfortunately|regret(?:tably)?|forgive me)\b/gi

/** The features of an answer, written to `into` in the order of `FEATURES`. */
export function measureAnswer(messages: readonly Message[], into: Float64Array): void {
  into.fill(0)
  for (const { role, parts } of messages) {
    into[1]!++
    // What tools and users say was not written by the model.
    if (role !== 'assistant') continue
    for (const part of parts)
      if (part.t === 'text' || part.t === 'reasoning') measureText(part.text, into)
      else if (part.t === 'call') {
        const { name, args, argsText, error } = part.call
        into[CALLS]!++
        into[LENGTH]! += name.length + (argsText ?? error?.raw ?? JSON.stringify(args) ?? '').length
      }
  }
  if (into[LENGTH]! > 0) into[3]! /= into[LENGTH]!
}

function measureText(text: string, into: Float64Array): void {
  into[LENGTH]! += text.length
  let isLineStart = true
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    const wasLineStart = isLineStart
    isLineStart = unit === 10 || (isLineStart && unit === 32)
    if (unit >= 128 || unit <= 32 || KINDS[unit] === 0) continue
    const next = text.charCodeAt(i + 1)
    if (KINDS[unit]! & PUNCTUATION) into[3]!++
    if (unit === 63) into[6]!++
    else if (unit === 33) into[7]!++
    else if (wasLineStart && isListMark(unit, next, text, i)) into[4]!++
    else if (wasLineStart && unit === 35) into[5]!++
    else if (unit === 96 || (unit === 42 && next === 42)) into[5]!++
  }
  if (!/[gry]/i.test(text)) return
  for (const _ of text.matchAll(APOLOGY)) into[8]!++
}

/** `- `, `* `, `• ` or `12. ` at the start of a line. */
function isListMark(unit: number, next: number, text: string, at: number): boolean {
  if (unit === 45 || unit === 42 || unit === 43) return next === 32
  if (unit < 48 || unit > 57) return false
  const dot = next >= 48 && next <= 57 ? at + 2 : at + 1
  const mark = text.charCodeAt(dot)
  return (mark === 46 || mark === 41) && text.charCodeAt(dot + 1) === 32
}

const PUNCTUATION = 1
const OTHER = 2
const KINDS = Uint8Array.from({ length: 128 }, (_, unit) => {
  const char = String.fromCharCode(unit)
  return (
    (',.;:!?()[]"\'-'.includes(char) ? PUNCTUATION : 0) |
    ('`*#+0123456789'.includes(char) ? OTHER : 0)
  )
})

/** Steps of a logarithmic scale, 16 to a doubling: what is kept of a feature in one byte. */
export function scaled(feature: number, value: number): number {
  return Math.min(255, Math.round(16 * Math.log2(1 + (feature === 3 ? value * 1000 : value))))
}
