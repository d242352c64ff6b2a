import type { WorkState } from '../journal/edit.ts'

/**
 * What a person asks for, as a value: conditions, joined by and, or and not. `parseQuery` makes one of
 * typed text and `printQuery` text of one; both know only the normal form that `allOf`, `anyOf` and
 * `not` keep.
 */
export type Where =
  /** All of them hold; without any, every sample is meant. */
  | { readonly kind: 'all'; readonly of: readonly Where[] }
  /** One of them holds, at least two. */
  | { readonly kind: 'any'; readonly of: readonly Where[] }
  | { readonly kind: 'not'; readonly of: Where }
  | Condition

export type Condition = ColumnCondition | TextCondition

/** What the columns alone can answer. */
export type ColumnCondition =
  /** A check that found something: its code, or several by `*`. */
  | { readonly kind: 'finding'; readonly code: string }
  /** A sample is in one state, so several are alternatives. */
  | { readonly kind: 'state'; readonly states: readonly WorkState[] }
  | { readonly kind: 'is'; readonly trait: Trait }
  | { readonly kind: 'label'; readonly label: Label }
  /** A source by its name; `*` stands for anything. */
  | { readonly kind: 'source'; readonly name: string }
  /** A format or a family of formats: `openai` is `openai/preference` too. */
  | { readonly kind: 'format'; readonly format: string }
  /** Both ends belong to it; null is open. */
  | {
      readonly kind: 'number'
      readonly measure: Measure
      readonly least: number | null
      readonly most: number | null
      /** Of one end only: said by `<` or `>`, not by `<=` or `>=`. */
      readonly strict: boolean
    }

/** What only reading the record can answer. */
export type TextCondition =
  /** Case folded. */
  | { readonly kind: 'text'; readonly within: Scope | null; readonly text: string }
  | {
      readonly kind: 'pattern'
      readonly within: Scope | null
      readonly source: string
      readonly flags: string
    }
  /** A top-level value of the record; without a test: that it is there. */
  | { readonly kind: 'column'; readonly name: string; readonly test: ColumnTest | null }

export interface ColumnTest {
  readonly sign: '=' | '<' | '<=' | '>' | '>='
  /** As typed; a number for every sign but `=`. */
  readonly value: string
}

export const TRAITS = ['pair', 'edited', 'flagged', 'unreadable', 'apart'] as const
export type Trait = (typeof TRAITS)[number]

export const LABELS = ['desirable', 'undesirable', 'none'] as const
export type Label = (typeof LABELS)[number]

export const MEASURES = [
  'errors',
  'warnings',
  'notes',
  'messages',
  'calls',
  'branches',
  'tokens',
  'bytes',
  'line',
  'record',
] as const
export type Measure = (typeof MEASURES)[number]

/** Where in a sample a text is looked for: what a role says, tools' names and results, arguments. */
export const SCOPES = ['system', 'user', 'assistant', 'reasoning', 'tool', 'args'] as const
export type Scope = (typeof SCOPES)[number]

export const EVERY_SAMPLE: Where = { kind: 'all', of: [] }

/** Conditions of a query, at most; the search hands what is known of each over as a bit. */
export const MOST_CONDITIONS = 32

/** All of these, without nesting or repeats; states side by side become alternatives. */
export function allOf(parts: readonly Where[]): Where {
  const flat = parts.flatMap((part) => (part.kind === 'all' ? part.of : [part]))
  const states = [...new Set(flat.flatMap((part) => (part.kind === 'state' ? part.states : [])))]
  const merged: Where[] = []
  for (const part of flat) {
    if (part.kind !== 'state') merged.push(part)
    else if (!merged.some(({ kind }) => kind === 'state')) merged.push({ kind: 'state', states })
  }
  const distinct = withoutRepeats(merged)
  return distinct.length === 1 ? distinct[0]! : { kind: 'all', of: distinct }
}

/** One of these, without nesting or repeats. */
export function anyOf(parts: readonly [Where, ...Where[]]): Where {
  const flat = parts.flatMap((part) => (part.kind === 'any' ? part.of : [part]))
  const distinct = withoutRepeats(flat)
  return distinct.length === 1 ? distinct[0]! : { kind: 'any', of: distinct }
}

export function not(of: Where): Where {
  return of.kind === 'not' ? of.of : { kind: 'not', of }
}

function withoutRepeats(parts: readonly Where[]): readonly Where[] {
  return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()]
}

/** The parts that must all hold. */
export function conjuncts(where: Where): readonly Where[] {
  return where.kind === 'all' ? where.of : [where]
}

/** All conditions, in their order. */
export function conditionsIn(where: Where): readonly Condition[] {
  if (where.kind === 'all' || where.kind === 'any') return where.of.flatMap(conditionsIn)
  return where.kind === 'not' ? conditionsIn(where.of) : [where]
}

export function isTextCondition(where: Where): where is TextCondition {
  return where.kind === 'text' || where.kind === 'pattern' || where.kind === 'column'
}

/** Whether records must be read to answer it. */
export function readsRecords(where: Where): boolean {
  return conditionsIn(where).some(isTextCondition)
}

/** Whether a name fits one in which `*` stands for anything, case folded. */
export function fitsName(wanted: string, name: string): boolean {
  const [first = '', ...rest] = wanted.toLowerCase().split('*')
  const text = name.toLowerCase()
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  const last = rest.pop()!
  let at = first.length
  for (const piece of rest) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
