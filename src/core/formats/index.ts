import { mappedFormat } from '../mapping/mapped-format.ts'
import { isMappingId, mappingOf } from '../mapping/mapping-id.ts'
import type { BuiltInFormatId, FormatId, MappingId } from '../model/sample.ts'
import { alpaca } from './alpaca.ts'
import { apigenMt } from './apigen-mt.ts'
import { atif } from './atif.ts'
import { bfclAnswers } from './bfcl-answers.ts'
import { bfclResults } from './bfcl-results.ts'
import { bfcl } from './bfcl.ts'
import type { RecordFormat } from './format.ts'
import { glaive } from './glaive.ts'
import { hermes } from './hermes.ts'
import { intercode } from './intercode.ts'
import { jsonText } from './json-text.ts'
import { langfuse } from './langfuse.ts'
import { langsmith } from './langsmith.ts'
import { anthropic } from './anthropic.ts'
import { argillaBinarized } from './argilla-binarized.ts'
import { axolotlSegments } from './axolotl-segments.ts'
import { axolotl } from './axolotl.ts'
import { evalsChoice } from './evals-choice.ts'
import { helpsteer2, helpsteer3 } from './helpsteer.ts'
import { questionAnswer } from './question-answer.ts'
import { shp } from './shp.ts'
import { lmsysArena } from './lmsys-arena.ts'
import { lmsysChat } from './lmsys-chat.ts'
import { distilabel } from './distilabel.ts'
import { capybara } from './capybara.ts'
import { oasstMessage, oasstTree } from './oasst.ts'
import { gemini } from './gemini.ts'
import { hh } from './hh.ts'
import { llamaFactoryDpo } from './llama-factory-dpo.ts'
import { llamaFactoryKto } from './llama-factory-kto.ts'
import { msSwift } from './ms-swift.ts'
import { msSwiftQuery } from './ms-swift-query.ts'
import { nectar } from './nectar.ts'
import { openInstruct } from './open-instruct.ts'
import { openaiBatchInput, openaiBatchOutput } from './openai-batch.ts'
import { openaiPreference } from './openai-preference.ts'
import { openaiResponses } from './openai-responses.ts'
import { llamaFactoryV1Dpo } from './llama-factory-v1-dpo.ts'
import { openai } from './openai.ts'
import { openinference } from './openinference.ts'
import { otelGenai } from './otel-genai.ts'
import { sealTools } from './seal-tools.ts'
import { openrlhf } from './openrlhf.ts'
import { pandalm } from './pandalm.ts'
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
import { trlPromptCompletion, trlUnpaired } from './trl-completions.ts'
import { trlLanguageModeling } from './trl-language-modeling.ts'
import { trlPromptOnly } from './trl-prompt-only.ts'
import { trlStepwise } from './trl-stepwise.ts'
import { ultrafeedbackBinarized } from './ultrafeedback-binarized.ts'
import { ultrafeedback } from './ultrafeedback.ts'
import { tuningFork } from './tuning-fork.ts'
import { verlRl } from './verl-rl.ts'
import { verlRollout } from './verl-rollout.ts'
import { verlSft } from './verl-sft.ts'

/** Every format that is built in, the most specific first. */
export const FORMATS: Readonly<Record<BuiltInFormatId, RecordFormat>> = {
  'tuning-fork': tuningFork,
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
  'bfcl/results': bfclResults,
  xlam,
  'seal-tools': sealTools,
  toolalpaca,
  glaive,
  toolace,
  hermes,
  'apigen-mt': apigenMt,
  'verl/rl': verlRl,
  'verl/rollout': verlRollout,
  'verl/sft': verlSft,
  'openai/preference': openaiPreference,
  'openai/responses': openaiResponses,
  'openai/batch-input': openaiBatchInput,
  'openai/batch-output': openaiBatchOutput,
  anthropic,
  gemini,
  hh,
  ultrafeedback,
  'ultrafeedback/binarized': ultrafeedbackBinarized,
  'argilla/binarized': argillaBinarized,
  nectar,
  pandalm,
  'evals/choice': evalsChoice,
  helpsteer2,
  helpsteer3,
  shp,
  'lmsys/arena': lmsysArena,
  'lmsys/chat': lmsysChat,
  distilabel,
  capybara,
  'oasst/message': oasstMessage,
  'oasst/tree': oasstTree,
  'ms-swift': msSwift,
  'ms-swift/query': msSwiftQuery,
  'open-instruct': openInstruct,
  axolotl,
  'axolotl/segments': axolotlSegments,
  'trl/stepwise': trlStepwise,
  'trl/unpaired': trlUnpaired,
  'llama-factory/kto': llamaFactoryKto,
  'llama-factory/dpo': llamaFactoryDpo,
  'llama-factory/v1-dpo': llamaFactoryV1Dpo,
  'trl/preference': trlPreference,
  openai,
  'json-text': jsonText,
  sharegpt,
  alpaca,
  'trl/prompt-completion': trlPromptCompletion,
  openrlhf,
  'question-answer': questionAnswer,
  'trl/prompt-only': trlPromptOnly,
  'trl/language-modeling': trlLanguageModeling,
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
