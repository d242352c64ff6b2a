import type { Message, Part, ToolCall } from '../model/message.ts'
import { diffArguments, type ArgumentDiff } from './arguments.ts'
import { diffWords, type TextRange } from './words.ts'

/** How two messages in one row differ. */
export interface MessageDiff {
  /** Places at which texts differ; a part that only one side has is one place. */
  readonly edits: number
  /** A text has so little in common with the other side's that marking words would be noise. */
  readonly rewritten: boolean
  /** Arguments that differ, and functions called instead of others. */
  readonly values: number
  readonly a: readonly PartDiff[]
  readonly b: readonly PartDiff[]
}

/** What to mark in one part of a message. Parts that are equal have neither. */
export interface PartDiff {
  /** Of a text, a reasoning or a result. */
  readonly ranges?: readonly TextRange[]
  /** Of a call, when both sides call the same function. */
  readonly args?: readonly ArgumentDiff[]
  /** The other side has nothing that answers to this part. */
  readonly alone?: true
}

/**
 * Compares two messages part by part: the first text with the first text, the second call with the
 * second call. What only one side has is marked whole.
 */
export function compareMessages(a: Message, b: Message): MessageDiff {
  const left: PartDiff[] = a.parts.map(() => ({}))
  const right: PartDiff[] = b.parts.map(() => ({}))
  let edits = 0
  let values = 0
  let rewritten = false
  for (const kind of KINDS) {
    const ours = indexesOf(a, kind)
    const theirs = indexesOf(b, kind)
    for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
      const [at, to] = [ours[i], theirs[i]]
      if (at === undefined) right[to!] = { alone: true }
      else if (to === undefined) left[at] = { alone: true }
      else {
        const compared = compareParts(a.parts[at]!, b.parts[to]!)
        left[at] = compared.a
        right[to] = compared.b
        edits += compared.edits
        values += compared.values
        rewritten ||= compared.rewritten === true
        continue
      }
      if (kind === 'call') values++
      else edits++
    }
  }
  return { edits, values, rewritten, a: left, b: right }
}

const KINDS = ['reasoning', 'text', 'media', 'call', 'result'] as const

function indexesOf(message: Message, kind: Part['t']): number[] {
  return message.parts.flatMap((part, index) => (part.t === kind ? [index] : []))
}

interface ComparedParts {
  readonly a: PartDiff
  readonly b: PartDiff
  readonly edits: number
  readonly values: number
  readonly rewritten?: true
}

const SAME: ComparedParts = { a: {}, b: {}, edits: 0, values: 0 }

function compareParts(a: Part, b: Part): ComparedParts {
  if (a.t === 'call' && b.t === 'call') return compareCalls(a.call, b.call)
  if (a.t === 'media' && b.t === 'media')
    return a.ref === b.ref && a.kind === b.kind
      ? SAME
      : { a: { alone: true }, b: { alone: true }, edits: 1, values: 0 }
  if (!('text' in a) || !('text' in b)) throw new Error(`cannot compare ${a.t} with ${b.t}`)
  if (a.text === b.text) return SAME
  const words = diffWords(a.text, b.text)
  if (equalShare(a.text, words.a, b.text) < LEAST_IN_COMMON)
    return { a: {}, b: {}, edits: 1, values: 0, rewritten: true }
  return {
    a: { ranges: withoutSpace(words.a, a.text) },
    b: { ranges: withoutSpace(words.b, b.text) },
    edits: words.edits,
    values: 0,
  }
}

/** Any two English texts share a third of their words in order: the, of, is … */
const LEAST_IN_COMMON = 0.5
/** Below this length (characters) even two unlike texts are read at a glance with their marks. */
const SHORT_TEXT = 80

/** How much of the shorter text the other one has too, in its order: 0 to 1. */
function equalShare(a: string, onlyA: readonly TextRange[], b: string): number {
  const shorter = Math.min(a.length, b.length)
  if (shorter < SHORT_TEXT) return 1
  const marked = onlyA.reduce((sum, { start, end }) => sum + end - start, 0)
  return (a.length - marked) / shorter
}

/** The ranges without white space at their ends; a range of nothing else stays as it is. */
function withoutSpace(ranges: readonly TextRange[], text: string): TextRange[] {
  return ranges.map((range) => {
    const marked = text.slice(range.start, range.end)
    const words = marked.trim()
    if (words === '') return range
    const start = range.start + marked.indexOf(words)
    return { start, end: start + words.length }
  })
}

function compareCalls(a: ToolCall, b: ToolCall): ComparedParts {
  const args = a.name === b.name ? diffArguments(a, b) : undefined
  if (!args) return { a: { alone: true }, b: { alone: true }, edits: 0, values: 1 }
  const values = args.filter((arg) => arg.state !== 'equal').length
  const side = (without: ArgumentDiff['state']): PartDiff => ({
    args: args.filter((arg) => arg.state !== without),
  })
  return { a: side('onlyB'), b: side('onlyA'), edits: 0, values }
}
