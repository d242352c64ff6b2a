import { isJsonObject } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import type { FormatId, SampleMeta } from '../model/sample.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { readTools } from './read-tools.ts'
import { RecordReading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { splitTrace, type Lanes } from './split.ts'
import { writeBlocks, type BlockStyle } from './write-blocks.ts'

/** A format of one conversation whose messages are made of blocks. */
export interface BlockFormat extends Pick<RecordFormat, 'schema' | 'detect'> {
  readonly id: FormatId
  readonly columns: ReadonlySet<string>
  readonly style: BlockStyle
  meta(record: JsonObject): SampleMeta
  /** Where the conversation parts into prompt and completion; `splitTrace` if not given. */
  readonly split?: (messages: readonly Message[]) => Lanes
}

/** The record format of a description. */
export function blockFormat(spec: BlockFormat): RecordFormat {
  const { id, schema, columns, style, split = splitTrace } = spec
  return {
    id,
    schema,
    fits: (record) => schema.safeParse(record).success,
    detect: (record) => spec.detect(record),

    read(record, context) {
      const reading = new RecordReading(context)
      if (!isJsonObject(record)) return noSample(id, reading)
      const messages = style.build(record, reading).map((one) => one.message)
      const tools = readTools(record, reading)
      return sampleOf(id, split(messages), tools, spec.meta(record), reading, columns)
    },

    write: (text, sample, tree) => writeBlocks(text, sample, tree, style),
  }
}
