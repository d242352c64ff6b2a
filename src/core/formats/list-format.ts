import type { JsonObject } from '../model/json.ts'
import type { SampleMeta } from '../model/sample.ts'
import { describedFormat, type Description } from './described-format.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { readTools } from './read-tools.ts'
import { sampleOf, withSystem } from './sample-of.ts'
import { splitTrace } from './split.ts'
import { writeListed } from './write-conversation.ts'

/** A format of conversations in one list that differs in what stands beside them. */
export interface ListFormat extends Description {
  readonly columns: ReadonlySet<string>
  /** The column of the messages, where it is not `messages`. */
  readonly list?: string
  meta(record: JsonObject): SampleMeta
}

/** The record format of a description. */
export function listFormat(spec: ListFormat): RecordFormat {
  const { id, columns, list: key = 'messages' } = spec
  return describedFormat(
    spec,
    (record, reading) => {
      const list = readMessages(record[key], '/' + key, reading)
      const lanes = splitTrace(withSystem(record, list, reading))
      const tools = readTools(record, reading)
      return sampleOf(id, lanes, tools, spec.meta(record), reading, columns)
    },

    (text, sample, tree) => writeListed(text, sample, tree, () => '/' + key),
  )
}
