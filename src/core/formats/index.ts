import { mappedFormat } from '../mapping/mapped-format.ts'
import { isMappingId, mappingOf } from '../mapping/mapping-id.ts'
import type { BuiltInFormatId, FormatId, MappingId } from '../model/sample.ts'
import { alpaca } from './alpaca.ts'
import type { RecordFormat } from './format.ts'
import { llamaFactoryDpo } from './llama-factory-dpo.ts'
import { llamaFactoryKto } from './llama-factory-kto.ts'
import { llamaFactoryV1Dpo } from './llama-factory-v1-dpo.ts'
import { openai } from './openai.ts'
import { sharegpt } from './sharegpt.ts'
import { tauBench } from './tau-bench.ts'
import { trlPreference } from './trl-preference.ts'

/** Every format that is built in, the most specific first. */
export const FORMATS: Readonly<Record<BuiltInFormatId, RecordFormat>> = {
  'tau-bench': tauBench,
  'llama-factory/kto': llamaFactoryKto,
  'llama-factory/dpo': llamaFactoryDpo,
  'llama-factory/v1-dpo': llamaFactoryV1Dpo,
  'trl/preference': trlPreference,
  openai,
  sharegpt,
  alpaca,
}

/** Mappings that were asked for last; few are in use at a time. */
const MOST_MAPPINGS = 16
const mapped = new Map<MappingId, RecordFormat>()

/** The format of an id. Throws on a mapping's id whose text is no mapping: a broken stored row. */
export function formatOf(id: FormatId): RecordFormat {
  if (!isMappingId(id)) return FORMATS[id]
  let format = mapped.get(id)
  if (format) return format
  format = mappedFormat(mappingOf(id))
  if (mapped.size >= MOST_MAPPINGS) {
    const oldest = mapped.keys().next()
    if (!oldest.done) mapped.delete(oldest.value)
  }
  mapped.set(id, format)
  return format
}

/** What a format is called on screen: for a mapping, the name that its author gave it. */
export function formatTitle(id: FormatId): string {
  return formatOf(id).title
}
