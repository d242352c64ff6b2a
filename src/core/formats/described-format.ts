import { isJsonObject, type JsonObject } from '../model/json.ts'
import type { FormatId, Sample } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { RecordReading } from './reading.ts'
import { noSample } from './sample-of.ts'

/** What every family of formats is told of one of its own. */
export interface Description extends Pick<RecordFormat, 'schema' | 'detect'> {
  readonly id: FormatId
}

/** A format whose records are objects and whose schema is quick enough to be asked of each. */
export function describedFormat(
  description: Description,
  read: (record: JsonObject, reading: RecordReading) => Sample,
  write: RecordFormat['write'],
): RecordFormat {
  const { id, schema } = description
  return {
    id,
    schema,
    fits: (record) => schema.safeParse(record).success,
    detect: (record) => description.detect(record),
    read(record, context) {
      const reading = new RecordReading(context)
      return isJsonObject(record) ? read(record, reading) : noSample(id, reading)
    },
    write,
  }
}
