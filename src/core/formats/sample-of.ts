import type { JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message, type ToolSet } from '../model/message.ts'
import type { FormatId, Sample, SampleMeta } from '../model/sample.ts'
import { readTextMessage } from './messages.ts'
import type { Reading } from './reading.ts'
import type { Lanes } from './split.ts'

const NO_COLUMNS: readonly string[] = []
const NO_META: SampleMeta = {}
const NO_LANES: Lanes = { context: [], branches: [{ messages: [] }] }

/** Puts a sample together. `read` names the columns that the format reads. */
export function sampleOf(
  format: FormatId,
  lanes: Lanes,
  tools: ToolSet,
  meta: SampleMeta,
  reading: Reading,
  read: ReadonlySet<string>,
): Sample {
  reading.settle(tools)
  const { context, branches, recordedPair, apart } = lanes
  const { problems } = reading
  const extra = reading.exact ? otherColumns(reading, read) : NO_COLUMNS
  if (recordedPair) return { format, tools, context, branches, recordedPair, meta, extra, problems }
  if (apart) return { format, tools, context, branches, apart, meta, extra, problems }
  return { format, tools, context, branches, meta, extra, problems }
}

/** What a record that is no object is to its reader. */
export function noSample(format: FormatId, reading: Reading): Sample {
  reading.note('schema', '', 'A record must be an object.')
  return sampleOf(format, NO_LANES, NO_TOOLS, NO_META, reading, new Set())
}

function otherColumns({ exact }: Reading, read: ReadonlySet<string>): readonly string[] {
  if (!exact) return NO_COLUMNS
  const keys = exact.members(exact.root).map((member) => member.key)
  return [...new Set(keys)].filter((key) => !read.has(key))
}

/** What most formats say about a record: its id. */
export function metaOf(record: JsonObject): SampleMeta {
  const id = idOf(record.id)
  return id === undefined ? NO_META : { id }
}

/** The columns of these names that hold text, a number or a truth value. */
export function aboutOf(record: JsonObject, columns: readonly string[]): SampleMeta {
  const about: Record<string, string | number | boolean> = {}
  for (const column of columns) {
    const value = record[column]
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      about[column] = value
  }
  return about
}

export function idOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** The messages with the text of a `system` column, if the record has one, before them. */
export function withSystem(
  record: JsonObject,
  messages: readonly Message[],
  reading: Reading,
): readonly Message[] {
  const { system } = record
  if (typeof system === 'string' && system !== '')
    return [readTextMessage('system', system, '/system', reading), ...messages]
  if (system !== undefined && system !== null && system !== '')
    reading.note('schema', '/system', 'The system prompt must be text.')
  return messages
}
