/**
 * Defects planted into clean real records, each with the harmless change that looks most like it.
 * What a check must find, and what it must leave alone, is then known for certain.
 */
import type { FormatId } from '../../model/sample.ts'

export interface Planted {
  readonly format: FormatId
  readonly record: unknown
}

/** A way to change a clean record. */
export interface Planting<R> {
  readonly title: string
  /** Codes of the findings that the change must bring, and no others; none for a near miss. */
  readonly codes: readonly string[]
  /** Changes the record in place, or gives another; null where the record offers no place for it. */
  plant(record: R): Planted | null
}
