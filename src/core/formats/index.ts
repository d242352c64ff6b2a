import type { FormatId } from '../model/sample.ts'
import { alpaca } from './alpaca.ts'
import type { RecordFormat } from './format.ts'
import { llamaFactoryDpo } from './llama-factory-dpo.ts'
import { llamaFactoryKto } from './llama-factory-kto.ts'
import { openai } from './openai.ts'
import { sharegpt } from './sharegpt.ts'
import { tauBench } from './tau-bench.ts'
import { trlPreference } from './trl-preference.ts'

/** Every format that can be read, the most specific first. */
export const FORMATS: Readonly<Record<FormatId, RecordFormat>> = {
  'tau-bench': tauBench,
  'llama-factory/kto': llamaFactoryKto,
  'llama-factory/dpo': llamaFactoryDpo,
  'trl/preference': trlPreference,
  openai,
  sharegpt,
  alpaca,
}

export function formatOf(id: FormatId): RecordFormat {
  return FORMATS[id]
}
