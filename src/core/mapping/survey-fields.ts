import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { formatPath, type PathStep } from './field-path.ts'
import type { FieldPath } from './mapping.ts'

/** What stands at one path over some records. */
export interface FieldSurvey {
  readonly path: FieldPath
  readonly steps: readonly PathStep[]
  /** Records that have it. */
  readonly records: number
  readonly texts: number
  readonly numbers: number
  readonly booleans: number
  readonly lists: number
  readonly objects: number
  /** Mean length of the texts in characters. */
  readonly meanLength: number
  /** Different texts, counted up to a bound. */
  readonly distinct: number
  /** The first few values, in record order. */
  readonly examples: readonly Json[]
}

const MOST_FIELDS = 600
const DEEPEST = 5
const MOST_ELEMENTS = 8
const MOST_EXAMPLES = 20
const MOST_DISTINCT = 200

interface Tally {
  steps: readonly PathStep[]
  records: number
  lastRecord: number
  texts: number
  numbers: number
  booleans: number
  lists: number
  objects: number
  length: number
  distinct: Set<string>
  examples: Json[]
}

/** Every field of some records down to a few levels, JSON inside texts included. */
export function surveyFields(records: readonly Json[]): readonly FieldSurvey[] {
  const tallies = new Map<FieldPath, Tally>()
  records.forEach((record, index) => survey(record, [], index, tallies))
  return [...tallies].map(([path, tally]) => ({
    path,
    steps: tally.steps,
    records: tally.records,
    texts: tally.texts,
    numbers: tally.numbers,
    booleans: tally.booleans,
    lists: tally.lists,
    objects: tally.objects,
    meanLength: tally.texts === 0 ? 0 : tally.length / tally.texts,
    distinct: tally.distinct.size,
    examples: tally.examples,
  }))
}

function survey(
  value: Json,
  steps: readonly PathStep[],
  record: number,
  tallies: Map<FieldPath, Tally>,
): void {
  if (steps.length > 0) count(value, steps, record, tallies)
  if (steps.length >= DEEPEST) return
  const below = (step: PathStep, child: Json) => survey(child, [...steps, step], record, tallies)
  if (Array.isArray(value)) {
    for (const child of (value as readonly Json[]).slice(0, MOST_ELEMENTS))
      below({ kind: 'each' }, child)
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) below({ kind: 'key', key }, value[key]!)
  } else if (typeof value === 'string') {
    const decoded = jsonInside(value)
    if (decoded !== undefined) below({ kind: 'decode' }, decoded)
  }
}

function count(
  value: Json,
  steps: readonly PathStep[],
  record: number,
  tallies: Map<FieldPath, Tally>,
): void {
  const path = formatPath(steps)
  let tally = tallies.get(path)
  if (!tally) {
    if (tallies.size >= MOST_FIELDS) return
    tally = {
      steps,
      records: 0,
      lastRecord: -1,
      texts: 0,
      numbers: 0,
      booleans: 0,
      lists: 0,
      objects: 0,
      length: 0,
      distinct: new Set(),
      examples: [],
    }
    tallies.set(path, tally)
  }
  if (tally.lastRecord !== record) tally.records++
  tally.lastRecord = record
  if (tally.examples.length < MOST_EXAMPLES) tally.examples.push(value)
  if (typeof value === 'string') {
    tally.texts++
    tally.length += value.length
    if (tally.distinct.size < MOST_DISTINCT) tally.distinct.add(value.slice(0, 200))
  } else if (typeof value === 'number') tally.numbers++
  else if (typeof value === 'boolean') tally.booleans++
  else if (Array.isArray(value)) tally.lists++
  else if (isJsonObject(value)) tally.objects++
}

/** The list or object that a text is, if it is one. */
export function jsonInside(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/** The objects among the elements of a list. */
export function objectsIn(list: Json): readonly JsonObject[] {
  return Array.isArray(list) ? (list as readonly Json[]).filter(isJsonObject) : []
}
