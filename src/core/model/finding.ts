import type { Pointer } from './json.ts'
import type { MessageRef } from './sample.ts'

/** error blocks export, warning is listed, note is counted. */
export type Severity = 'error' | 'warning' | 'note'

/** What a check reports, and where. */
export interface Finding {
  readonly code: string
  readonly severity: Severity
  /** One or two plain sentences: what is so and what it does to training. */
  readonly message: string
  /** Where in the record, as a JSON Pointer. `''` when it is about the whole record. */
  readonly path: Pointer
  /** The message it sits at, first of all those concerned. */
  readonly at?: MessageRef
  /** Further messages concerned (the other use of an id, the end of a loop). */
  readonly also?: readonly MessageRef[]
  /** Of a loop: `at` and `also` are its steps, `period` of them make one pass, `passes` in all. */
  readonly loop?: { readonly period: number; readonly passes: number }
}
