import type { FormatId } from '../model/sample.ts'
import { alpaca } from './alpaca.ts'
import { apigenMt } from './apigen-mt.ts'
import { atif } from './atif.ts'
import { bfclAnswers } from './bfcl-answers.ts'
import { bfcl } from './bfcl.ts'
import type { RecordFormat } from './format.ts'
import { glaive } from './glaive.ts'
import { hermes } from './hermes.ts'
import { intercode } from './intercode.ts'
import { langfuse } from './langfuse.ts'
import { langsmith } from './langsmith.ts'
import { llamaFactoryDpo } from './llama-factory-dpo.ts'
import { llamaFactoryKto } from './llama-factory-kto.ts'
import { openai } from './openai.ts'
import { openinference } from './openinference.ts'
import { otelGenai } from './otel-genai.ts'
import { sealTools } from './seal-tools.ts'
import { sharegpt } from './sharegpt.ts'
import { sweAgent } from './swe-agent.ts'
import { tauBenchDisplay } from './tau-bench-display.ts'
import { tauBench } from './tau-bench.ts'
import { tau2 } from './tau2.ts'
import { toolace } from './toolace.ts'
import { toolalpaca } from './toolalpaca.ts'
import { toolbench } from './toolbench.ts'
import { trlPreference } from './trl-preference.ts'
import { xlam } from './xlam.ts'

/** Every format that can be read, the most specific first. */
export const FORMATS: Readonly<Record<FormatId, RecordFormat>> = {
  'tau-bench': tauBench,
  'tau-bench/display': tauBenchDisplay,
  tau2,
  atif,
  intercode,
  'swe-agent': sweAgent,
  toolbench,
  langsmith,
  langfuse,
  openinference,
  'otel-genai': otelGenai,
  bfcl,
  'bfcl/answers': bfclAnswers,
  xlam,
  'seal-tools': sealTools,
  toolalpaca,
  glaive,
  toolace,
  hermes,
  'apigen-mt': apigenMt,
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
