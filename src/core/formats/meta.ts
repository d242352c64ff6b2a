import {
  childPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type Pointer,
} from '../model/json.ts'
import type { SampleMeta, Score } from '../model/sample.ts'
import { nestsDeeper } from './reading.ts'
import { idOf } from './sample-of.ts'

/** What is said about a record is shown beside it: longer texts are cut, the rest is in the record. */
const SHOWN = 200
const LEVELS_SHOWN = 6

/**
 * Facts about a record by their columns: `{source: 'data_source'}`. Numbers and booleans stay;
 * longer texts and everything else are given in short form. What is null or missing is left out.
 */
export function metaOfColumns(
  record: JsonObject,
  columns: Readonly<Record<string, string>>,
): SampleMeta {
  const meta: Record<string, Json> = {}
  const id = idOf(record.id)
  if (id !== undefined) meta.id = id
  for (const name of Object.keys(columns)) {
    const value = Object.hasOwn(record, columns[name]!) ? record[columns[name]!] : undefined
    if (value !== undefined && value !== null) meta[name] = shortForm(value)
  }
  return meta
}

/** A value short enough to be shown in a line. */
export function shortForm(value: Json): Json {
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value
  if (typeof value === 'string') return cut(value)
  return nestsDeeper(value, LEVELS_SHOWN) ? '…' : cut(JSON.stringify(value))
}

function cut(text: string): string {
  return text.length > SHOWN ? text.slice(0, SHOWN) + '…' : text
}

/**
 * A score as sets write them: a number, a number in a text, true or false as 1 or 0; null where the
 * set says `N/A`. Undefined where there is none.
 */
export function scoreOf(
  key: string,
  value: Json | undefined,
  path: Pointer,
  why?: Json,
): Score | undefined {
  const number = numberIn(value)
  if (number === undefined) return undefined
  const reason = typeof why === 'string' && why.trim() !== '' ? { why } : {}
  return { key, value: number, ...reason, path }
}

function numberIn(value: Json | undefined): number | null | undefined {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value === null) return null
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^(n\/?a|none|null|nan)$/i.test(text)) return null
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

/** The scores of an object's members whose values are numbers, in the record's order. */
export function numbersAsScores(
  record: Json | undefined,
  base: Pointer,
  isScore: (key: string) => boolean,
): Score[] {
  if (!isJsonObject(record)) return []
  const scores: Score[] = []
  for (const key of Object.keys(record)) {
    const value = record[key]
    if (!isScore(key) || (typeof value !== 'number' && typeof value !== 'boolean')) continue
    const score = scoreOf(key, value, childPointer(base, key))
    if (score) scores.push(score)
  }
  return scores
}

/** A short key that equal texts share (64 bits, FNV-1a twice over). */
export function keyOfText(text: string): string {
  let a = 0x811c9dc5
  let b = 0x01000193
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ (code + i), 0x85ebca6b)
  }
  const hex = (n: number) => (n >>> 0).toString(16).padStart(8, '0')
  return hex(a) + hex(b)
}
