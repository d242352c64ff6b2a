import type { ContainerId } from '../core/containers/cutter.ts'

/** How a file holds its records. */
export const CONTAINER_WORDS: Readonly<Record<ContainerId, string>> = {
  jsonl: 'JSONL, one record a line',
  'json-array': 'one JSON array',
  'json-sequence': 'JSON values one after another',
  'json-wrapped': 'a JSON array in an object',
  'json-members': 'a JSON object of records',
}
