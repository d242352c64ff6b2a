import { formatOf } from './formats/index.ts'
import type { ToolSetCache } from './formats/tools.ts'
import { jsonProblem } from './json/reason.ts'
import { invalidUtf8At } from './json/utf8.ts'
import type { Json } from './model/json.ts'
import type { FormatId, Sample } from './model/sample.ts'

export type ReadRecord =
  | {
      readonly kind: 'sample'
      readonly value: Json
      readonly sample: Sample
      /** The record's text, where it was read `exact`. */
      readonly text?: string
    }
  | {
      readonly kind: 'unreadable'
      /** "It ends inside a string." */
      readonly reason: string
      /** Byte within the record at which reading stopped. */
      readonly atByte: number
    }

export interface ReadOptions {
  /** Fill exact texts (see `ReadContext.text`): for what is shown, edited or exported. */
  readonly exact: boolean
  readonly toolSets: ToolSetCache
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Reads one record's bytes. A record that is JSON but no object is a sample with a problem. */
export function readRecord(
  bytes: Uint8Array,
  format: FormatId,
  { exact, toolSets }: ReadOptions,
): ReadRecord {
  let text: string
  try {
    text = strictUtf8.decode(bytes)
  } catch {
    const atByte = invalidUtf8At(bytes)
    return { kind: 'unreadable', reason: `Invalid UTF-8 at byte ${atByte}.`, atByte }
  }
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    return unreadableText(text)
  }
  const reader = formatOf(format)
  if (!exact) return { kind: 'sample', value, sample: reader.read(value, { toolSets }) }
  return { kind: 'sample', value, sample: reader.read(value, { text, toolSets }), text }
}

/** Why a text that `JSON.parse` refuses is no record, in plain words and with the place. */
export function unreadableText(text: string): Extract<ReadRecord, { kind: 'unreadable' }> {
  const problem = jsonProblem(text)
  return problem
    ? { kind: 'unreadable', reason: problem.reason, atByte: problem.atByte }
    : { kind: 'unreadable', reason: 'It is too large to be read here.', atByte: 0 }
}
