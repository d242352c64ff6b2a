import type { ZodType } from 'zod'
import type { Json, JsonObject } from '../model/json.ts'
import type { FormatId, Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { ToolSetCache } from './tools.ts'

/**
 * A record format: how one JSON value becomes a sample, and how a person's changes go back into the
 * record's own text. One file per format in this folder, one line in `index.ts`.
 */
export interface RecordFormat {
  readonly id: FormatId
  /** The shape of one record. The reference for `fits`, and the source of its explanations. */
  readonly schema: ZodType
  /**
   * The same verdict as `schema.safeParse(record).success`, by hand: zod costs more than parsing on
   * short records, so it is only asked for the reasons once this has said no. A property test keeps
   * the two equal.
   */
  fits(record: Json): boolean
  /**
   * How surely a record is of this format: 0 (cannot be) to 1 (can be nothing else), with the
   * reason in a few words ("`traj` and `trial` are there").
   */
  detect(record: JsonObject): { readonly score: number; readonly reason: string }
  /**
   * The formats of which this is a special case: where it is sure of a record, they stand back.
   */
  readonly refines?: readonly FormatId[]
  /**
   * Normalises a record. Never throws, whatever the JSON: what cannot be taken is left out of the
   * messages and named in `problems`.
   */
  read(record: Json, context: ReadContext): Sample
  /**
   * The record's text with the person's tree written into it. Touches only the spans that changed;
   * every other byte stays (number spellings, key order, escapes, white space).
   * For a record that holds one conversation the chosen branch is written.
   */
  write(recordText: string, sample: Sample, tree: Tree): Result<string, WriteError>
}

export type WriteError =
  /** The format has no place for this (a second branch, a tool call …): `what` says which. */
  { readonly kind: 'cannotHold'; readonly what: string }

export interface ReadContext {
  /**
   * The record's exact text. Given when a sample is shown, edited or exported: then every tool call
   * has `argsText`, the tool set its `text`, and `extra` is filled. Absent on the ingest path.
   */
  readonly text?: string
  readonly toolSets: ToolSetCache
}
