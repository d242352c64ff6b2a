import type { Json, JsonObject } from '../model/json.ts'
import { childPointer, type Pointer } from '../model/json.ts'

const JSON_TYPES = ['boolean', 'number', 'string', 'list', 'object'] as const
type JsonType = (typeof JSON_TYPES)[number]

/** Where a column is of a type: in how many records, and at which places first. */
export interface TypeUse {
  records: number
  readonly first: { readonly record: number; readonly path: Pointer }[]
}

/** A column, or what is nested in one; `*` stands for every entry of a list. */
interface Column {
  readonly uses: (TypeUse | undefined)[]
  /** The record that was counted last, per type. */
  readonly seen: number[]
  children: Map<string, Column> | undefined
}

/** Columns that are told apart; those of objects whose keys are data would go on without end. */
const MOST_COLUMNS = 5_000
const LEVELS = 24
/** Places kept per column and type. */
const KEPT = 100
const ENTRY = '*'

/**
 * Types of all columns, nested ones too, over many records. Memory does not grow with these. Plain
 * data, so that workers can post it.
 */
export interface TypeTally {
  readonly root: Column
  columns: number
}

export function emptyTypes(): TypeTally {
  return { root: newColumn(), columns: 1 }
}

export function addTypes(tally: TypeTally, value: Json, record: number): void {
  addValue(tally, tally.root, value, record, '', LEVELS)
}

function addValue(
  tally: TypeTally,
  column: Column,
  value: Json,
  record: number,
  path: Pointer,
  levels: number,
): void {
  const type = typeIndex(value)
  if (type < 0 || levels === 0) return
  if (column.seen[type] !== record) {
    column.seen[type] = record
    const use = (column.uses[type] ??= { records: 0, first: [] })
    use.records++
    if (use.first.length < KEPT) use.first.push({ record, path })
  }
  if (type === LIST) {
    const list = value as readonly Json[]
    if (list.length === 0) return
    const entries = childOf(tally, column, ENTRY)
    if (!entries) return
    for (let i = 0; i < list.length; i++)
      addValue(tally, entries, list[i]!, record, `${path}/${i}`, levels - 1)
  } else if (type === OBJECT) {
    const object = value as JsonObject
    for (const key in object) {
      const child = childOf(tally, column, key)
      if (child) addValue(tally, child, object[key]!, record, childPointer(path, key), levels - 1)
    }
  }
}

function childOf(tally: TypeTally, column: Column, key: string): Column | undefined {
  const known = column.children?.get(key)
  if (known) return known
  if (tally.columns >= MOST_COLUMNS) return undefined
  tally.columns++
  const made = newColumn()
  ;(column.children ??= new Map()).set(key, made)
  return made
}

/** Takes in what was seen of later records; theirs are counted from `offset` on. */
export function mergeTypes(into: TypeTally, other: TypeTally, offset: number): void {
  const merge = (mine: Column, theirs: Column) => {
    theirs.uses.forEach((use, type) => {
      if (!use) return
      const own = (mine.uses[type] ??= { records: 0, first: [] })
      own.records += use.records
      for (const { record, path } of use.first) {
        if (own.first.length === KEPT) break
        own.first.push({ record: record + offset, path })
      }
    })
    for (const [key, child] of theirs.children ?? []) {
      const own = childOf(into, mine, key)
      if (own) merge(own, child)
    }
  }
  merge(into.root, other.root)
}

export interface TypeConflict {
  /** The column; `*` stands for any entry of a list. */
  readonly path: Pointer
  readonly uses: readonly (TypeUse & { readonly type: JsonType })[]
}

/** Columns of more than one type, in the order in which they were met. */
export function typeConflicts({ root }: TypeTally): TypeConflict[] {
  const found: TypeConflict[] = []
  const visit = (column: Column, path: Pointer) => {
    const uses = column.uses.flatMap((use, i) => (use ? [{ ...use, type: JSON_TYPES[i]! }] : []))
    if (uses.length > 1) found.push({ path, uses })
    for (const [key, child] of column.children ?? []) visit(child, childPointer(path, key))
  }
  for (const [key, child] of root.children ?? []) visit(child, childPointer('', key))
  return found
}

function newColumn(): Column {
  return {
    uses: [undefined, undefined, undefined, undefined, undefined],
    seen: [-1, -1, -1, -1, -1],
    children: undefined,
  }
}

const LIST = 3
const OBJECT = 4

/** −1 for null, which is of every type. */
function typeIndex(value: Json): number {
  switch (typeof value) {
    case 'boolean':
      return 0
    case 'number':
      return 1
    case 'string':
      return 2
    default:
      return value === null ? -1 : Array.isArray(value) ? LIST : OBJECT
  }
}
