import { MAX_ARGS_DEPTH, nestsDeeper } from '../json/depth.ts'
import { ExactText } from '../json/exact.ts'
import type { Json, Pointer } from '../model/json.ts'
import type { ToolSet } from '../model/message.ts'
import type { ReadProblem } from '../model/sample.ts'
import type { ReadContext } from './format.ts'
import { settle, type Unsettled } from './settle.ts'
import type { ToolSetCache } from './tools.ts'

/** What the readers of one record share. */
export interface Reading {
  /** Where exact texts are looked up; undefined on the ingest path. */
  readonly exact: ExactText | undefined
  readonly toolSets: ToolSetCache
  readonly problems: readonly ReadProblem[]
  note(kind: ReadProblem['kind'], path: Pointer, message: string): void
  /** Remembers what has to wait for the tools. */
  defer(unsettled: Unsettled): void
  /** Reads what waited. Whoever puts the sample together calls this once. */
  settle(tools: ToolSet): void
}

const NO_PROBLEMS: readonly ReadProblem[] = []
/** A record may be wrong in every message; the first problems tell it all. */
const MAX_PROBLEMS = 100

export { MAX_ARGS_DEPTH, nestsDeeper, SURELY_SHALLOW } from '../json/depth.ts'

export class RecordReading implements Reading {
  readonly exact: ExactText | undefined
  readonly toolSets: ToolSetCache
  #problems: ReadProblem[] | undefined = undefined
  #unsettled: Unsettled[] | undefined = undefined

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

  defer(unsettled: Unsettled): void {
    ;(this.#unsettled ??= []).push(unsettled)
  }

  settle(tools: ToolSet): void {
    const unsettled = this.#unsettled
    if (!unsettled) return
    this.#unsettled = undefined
    settle(unsettled, tools, this.exact !== undefined)
  }
}

/** A value as JSON text: exact where the record's text is at hand. */
export function jsonTextOf(value: Json, path: Pointer, reading: Reading): string {
  const exact = reading.exact?.slice(path)
  if (exact !== undefined) return exact
  return nestsDeeper(value, MAX_ARGS_DEPTH)
    ? `(nested more than ${MAX_ARGS_DEPTH} levels deep)`
    : JSON.stringify(value)
}
