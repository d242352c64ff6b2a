import type { ContainerId } from '../core/containers/cutter.ts'
import { FORMATS, formatOf } from '../core/formats/index.ts'
import type { FormatId } from '../core/model/sample.ts'

/** What a format is called on screen. */
export function formatTitle(id: FormatId): string {
  return formatOf(id).title
}

export const ALL_FORMATS: readonly FormatId[] = Object.values(FORMATS).map((format) => format.id)

/** How a file holds its records. */
export const CONTAINER_WORDS: Readonly<Record<ContainerId, string>> = {
  jsonl: 'JSONL, one record a line',
  'json-array': 'one JSON array',
  'json-sequence': 'JSON values one after another',
  'json-wrapped': 'a JSON array in an object',
  'json-members': 'a JSON object of records',
}
