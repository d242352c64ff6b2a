import type { RecordFormat } from '../formats/format.ts'
import { RecordReading } from '../formats/reading.ts'
import { noSample, sampleOf } from '../formats/sample-of.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { pointerKeys, type Json } from '../model/json.ts'
import type { ReadProblem } from '../model/sample.ts'
import { z } from '../zod.ts'
import type { Mapping } from './mapping.ts'
import { mappingId } from './mapping-id.ts'
import { planOf, topColumns } from './plan.ts'
import { readMapped } from './read-mapped.ts'
import { writeMapped } from './write-mapped.ts'

/** The record format that a mapping describes. Its id holds the whole mapping. */
export function mappedFormat(mapping: Mapping): RecordFormat {
  const id = mappingId(mapping)
  const plan = planOf(mapping)
  const columns = new Set(topColumns(plan))
  const scratch = new RecentToolSets()
  /** The record read last and its problems: what is read is mostly asked about next. */
  let last: { record: Json; problems: readonly ReadProblem[] } | undefined

  const problemsOf = (record: Json): readonly ReadProblem[] => {
    if (last?.record === record && typeof record === 'object') return last.problems
    return format.read(record, { toolSets: scratch }).problems
  }
  const misfits = (record: Json) => problemsOf(record).filter(({ kind }) => kind !== 'tools')

  const format: RecordFormat = {
    id,
    schema: z.unknown().superRefine((record, context) => {
      for (const { path, message } of misfits(record as Json))
        context.addIssue({ code: 'custom', message, path: pointerKeys(path) })
    }),
    fits: (record) => misfits(record).length === 0,

    detect(record) {
      const problems = misfits(record)
      return problems.length === 0
        ? { score: 0.9, reason: 'everything that the mapping names is there' }
        : { score: 0, reason: '' }
    },

    read(record, context) {
      const reading = new RecordReading(context)
      if (typeof record !== 'object' || record === null) return noSample(id, reading)
      const { lanes, tools, meta } = readMapped(record, plan, reading)
      const sample = sampleOf(id, lanes, tools, meta, reading, columns)
      last = { record, problems: sample.problems }
      return sample
    },

    write: (text, sample, tree) => writeMapped(text, sample, tree, plan),
  }
  return format
}
