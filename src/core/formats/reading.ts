import { ExactText } from '../json/exact.ts'
import type { Json, Pointer } from '../model/json.ts'
import type { ReadProblem } from '../model/sample.ts'
import type { ReadContext } from './format.ts'
import type { ToolSetCache } from './tools.ts'

/** What the readers of one record share. */
export interface Reading {
  /** Where exact texts are looked up; undefined on the ingest path. */
  readonly exact: ExactText | undefined
  readonly toolSets: ToolSetCache
  readonly problems: readonly ReadProblem[]
  note(kind: ReadProblem['kind'], path: Pointer, message: string): void
}

const NO_PROBLEMS: readonly ReadProblem[] = []
/** A record may be wrong in every message; the first problems tell it all. */
const MAX_PROBLEMS = 100

export class RecordReading implements Reading {
  readonly exact: ExactText | undefined
  readonly toolSets: ToolSetCache
  #problems: ReadProblem[] | undefined = undefined

  constructor({ text, toolSets }: ReadContext) {
    this.exact = text === undefined ? undefined : new ExactText(text)
    this.toolSets = toolSets
  }

  get problems(): readonly ReadProblem[] {
    return this.#problems ?? NO_PROBLEMS
  }

  note(kind: ReadProblem['kind'], path: Pointer, message: string): void {
    const problems = (this.#problems ??= [])
    if (problems.length < MAX_PROBLEMS) problems.push({ kind, path, message })
  }
}

/** Below this many characters no JSON text nests deeper than `MAX_ARGS_DEPTH`. */
export const SURELY_SHALLOW = 1024
export const MAX_ARGS_DEPTH = 512

/** Whether a value has more than `levels` objects and arrays within each other. */
export function nestsDeeper(value: Json | undefined, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  if (Array.isArray(value)) {
    for (const element of value as readonly Json[])
      if (typeof element === 'object' && nestsDeeper(element, levels - 1)) return true
    return false
  }
  const object = value as { readonly [key: string]: Json }
  for (const key in object)
    if (typeof object[key] === 'object' && nestsDeeper(object[key], levels - 1)) return true
  return false
}

/** A value as JSON text: exact where the record's text is at hand. */
export function jsonTextOf(value: Json, path: Pointer, reading: Reading): string {
  const exact = reading.exact?.slice(path)
  if (exact !== undefined) return exact
  return nestsDeeper(value, MAX_ARGS_DEPTH)
    ? `(nested more than ${MAX_ARGS_DEPTH} levels deep)`
    : JSON.stringify(value)
}
