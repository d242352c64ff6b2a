import { planOf, topColumns, type Plan } from '../mapping/plan.ts'
import { readMapped } from '../mapping/read-mapped.ts'
import { writeMapped } from '../mapping/write-mapped.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import { describedFormat, type Description } from './described-format.ts'
import type { RecordFormat } from './format.ts'
import { sampleOf } from './sample-of.ts'
import { promptTools } from './tools-in-text.ts'

/** Where a record's parts stand, in the words of a mapping. */
export type Places = Omit<Mapping, 'version' | 'name'>

/** A format that a mapping can say: its records are read and written as those of a mapping are. */
export interface PlannedFormat extends Description {
  /** Every way in which the format's columns may stand; `choose` gives the number of one. */
  readonly plans: readonly [Places, ...Places[]]
  choose(record: JsonObject): number
  /** Columns that are read besides those that the plans name. */
  readonly about: readonly string[]
  meta(record: JsonObject): SampleMeta
}

/** The record format of a description. */
export function plannedFormat(spec: PlannedFormat): RecordFormat {
  const { id } = spec
  const plans = spec.plans.map((places) => planOf({ version: 1, name: id, ...places }))
  const columns = new Set([...plans.flatMap(topColumns), ...spec.about])
  const planFor = (record: Json): Plan =>
    plans[isJsonObject(record) ? spec.choose(record) : 0] ?? plans[0]!
  return describedFormat(
    spec,
    (record, reading) => {
      const { lanes, tools, meta } = readMapped(record, planFor(record), reading)
      const [first = lanes.branches[0].messages[0]] = lanes.context
      const set = tools === NO_TOOLS ? promptTools(first, reading) : tools
      return sampleOf(id, lanes, set, { ...meta, ...spec.meta(record) }, reading, columns)
    },

    (text, sample, tree) => writeMapped(text, sample, tree, planFor(JSON.parse(text) as Json)),
  )
}
