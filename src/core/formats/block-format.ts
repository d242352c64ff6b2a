import type { Message } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { JsonObject } from '../model/json.ts'
import { describedFormat, type Description } from './described-format.ts'
import type { RecordFormat } from './format.ts'
import { readTools } from './read-tools.ts'
import { sampleOf } from './sample-of.ts'
import { splitTrace, type Lanes } from './split.ts'
import { writeBlocks, type BlockStyle } from './write-blocks.ts'

/** A format of one conversation whose messages are made of blocks. */
export interface BlockFormat extends Description {
  readonly columns: ReadonlySet<string>
  readonly style: BlockStyle
  meta(record: JsonObject): SampleMeta
  /** Where the conversation parts into prompt and completion; `splitTrace` if not given. */
  readonly split?: (messages: readonly Message[]) => Lanes
}

/** The record format of a description. */
export function blockFormat(spec: BlockFormat): RecordFormat {
  const { id, columns, style, split = splitTrace } = spec
  return describedFormat(
    spec,
    (record, reading) => {
      const messages = style.build(record, reading).map((one) => one.message)
      const tools = readTools(record, reading)
      return sampleOf(id, split(messages), tools, spec.meta(record), reading, columns)
    },

    (text, sample, tree) => writeBlocks(text, sample, tree, style),
  )
}
