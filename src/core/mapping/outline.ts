/** A record as a tree of short rows, so that its parts can be pointed at. */
import { isJsonObject, type Json } from '../model/json.ts'
import { formatPath, type PathStep } from './field-path.ts'
import type { FieldPath } from './mapping.ts'

export type OutlineKind = 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null'

export interface OutlineRow {
  /** Where it stands, with the number of every list element: `turns[0].text`. */
  readonly path: FieldPath
  /** The key, or the element's number in brackets. */
  readonly key: string
  /** 0 for the record's own members. */
  readonly depth: number
  readonly kind: OutlineKind
  /** The value on one line, cut short. Empty for objects and lists. */
  readonly text: string
  /** Members, elements or characters. */
  readonly size: number
  /** The text is JSON of an object or a list: opened, what is in it follows. */
  readonly isJsonText: boolean
  readonly canOpen: boolean
  readonly isOpen: boolean
}

/** Members or elements that are not listed one by one. */
export interface OutlineRest {
  readonly depth: number
  /** Path of the object or list that holds them; `''` for the record itself. */
  readonly within: FieldPath
  readonly left: number
}

export interface Outline {
  readonly rows: readonly (OutlineRow | OutlineRest)[]
}

/** Rows of one object or list, and of the whole: a record may have a million members. */
const MEMBERS = 60
const ROWS = 1200
const DEPTH = 40
const TEXT_LENGTH = 160
/** Texts longer than this are not tried as JSON before somebody asks. */
const TRIED_LENGTH = 1_000_000

/**
 * The rows of a record. `open` names the places whose members are listed; null opens the upper
 * levels, and of a list its first two elements.
 */
export function outlineOf(record: Json, open: ReadonlySet<FieldPath> | null): Outline {
  const rows: (OutlineRow | OutlineRest)[] = []
  const list = (value: Json, steps: readonly PathStep[], depth: number, within: FieldPath) => {
    const members = membersOf(value)
    for (const [at, [step, child]] of members.shown.entries()) {
      if (rows.length >= ROWS) {
        rows.push({ depth, within, left: members.total - at })
        return
      }
      const childSteps = [...steps, step]
      const row = rowOf(step, child, childSteps, depth)
      const isOpen =
        row.canOpen && depth < DEPTH && (open?.has(row.path) ?? opensFirst(step, row, depth))
      rows.push({ ...row, isOpen })
      if (!isOpen) continue
      const decoded = row.isJsonText && typeof child === 'string' ? jsonIn(child) : undefined
      if (decoded === undefined) list(child, childSteps, depth + 1, row.path)
      else list(decoded, [...childSteps, { kind: 'decode' }], depth + 1, row.path)
    }
    const left = members.total - members.shown.length
    if (left > 0) rows.push({ depth, within, left })
  }
  list(record, [], 0, '')
  return { rows }
}

function opensFirst(step: PathStep, row: OutlineRow, depth: number): boolean {
  if (row.isJsonText || depth > 3) return false
  return step.kind !== 'index' || step.index < 2
}

function membersOf(value: Json): { shown: readonly [PathStep, Json][]; total: number } {
  if (Array.isArray(value)) {
    const elements = value as readonly Json[]
    const shown = elements
      .slice(0, MEMBERS)
      .map((one, index): [PathStep, Json] => [{ kind: 'index', index }, one])
    return { shown, total: elements.length }
  }
  if (!isJsonObject(value)) return { shown: [], total: 0 }
  const entries = Object.entries(value)
  const shown = entries
    .slice(0, MEMBERS)
    .map(([key, one]): [PathStep, Json] => [{ kind: 'key', key }, one])
  return { shown, total: entries.length }
}

function rowOf(step: PathStep, value: Json, steps: readonly PathStep[], depth: number): OutlineRow {
  const isJsonText = typeof value === 'string' && jsonIn(value) !== undefined
  const size = sizeOf(value)
  return {
    path: formatPath(steps),
    key: step.kind === 'key' ? step.key : step.kind === 'index' ? `[${step.index}]` : '',
    depth,
    kind: kindOf(value),
    text: textOf(value),
    size,
    isJsonText,
    canOpen: isJsonText || (typeof value === 'object' && value !== null && size > 0),
    isOpen: false,
  }
}

function kindOf(value: Json): OutlineKind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'object'
}

function sizeOf(value: Json): number {
  if (typeof value === 'string') return value.length
  if (Array.isArray(value)) return value.length
  return isJsonObject(value) ? Object.keys(value).length : 0
}

function textOf(value: Json): string {
  if (typeof value === 'string') {
    const line = value.slice(0, 4 * TEXT_LENGTH).replace(/\s+/g, ' ')
    return line.length > TEXT_LENGTH ? line.slice(0, TEXT_LENGTH) + '…' : line
  }
  return typeof value === 'object' && value !== null ? '' : String(value)
}

/** The object or list that a text is the JSON of. */
function jsonIn(text: string): Json | undefined {
  if (text.length > TRIED_LENGTH || !/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
