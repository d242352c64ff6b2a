import type { JsonObject } from '../model/json.ts'
import { isJsonObject } from '../model/json.ts'
import type { FormatId, SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { readMessages } from './messages.ts'
import { readTools } from './read-tools.ts'
import { RecordReading } from './reading.ts'
import { noSample, sampleOf, withSystem } from './sample-of.ts'
import { splitTrace } from './split.ts'
import { writeListed } from './write-conversation.ts'

/** A format of conversations in one list that differs in what stands beside them. */
export interface ListFormat extends Pick<RecordFormat, 'schema' | 'detect'> {
  readonly id: FormatId
  readonly columns: ReadonlySet<string>
  /** The column of the messages, where it is not `messages`. */
  readonly list?: string
  meta(record: JsonObject): SampleMeta
}

/** The record format of a description. */
export function listFormat(spec: ListFormat): RecordFormat {
  const { id, schema, columns, list: key = 'messages' } = spec
  return {
    id,
    schema,
    fits: (record) => schema.safeParse(record).success,
    detect: (record) => spec.detect(record),

    read(record, context) {
      const reading = new RecordReading(context)
      if (!isJsonObject(record)) return noSample(id, reading)
      const list = readMessages(record[key], '/' + key, reading)
      const lanes = splitTrace(withSystem(record, list, reading))
      const tools = readTools(record, reading)
      return sampleOf(id, lanes, tools, spec.meta(record), reading, columns)
    },

    write: (text, sample, tree) => writeListed(text, sample, tree, () => '/' + key),
  }
}
