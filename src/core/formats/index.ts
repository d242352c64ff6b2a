import type { FormatId } from '../model/sample.ts'
import { alpaca } from './alpaca.ts'
import { anthropic } from './anthropic.ts'
import { argillaBinarized } from './argilla-binarized.ts'
import { axolotl } from './axolotl.ts'
import { evalsChoice } from './evals-choice.ts'
import type { RecordFormat } from './format.ts'
import { gemini } from './gemini.ts'
import { hh } from './hh.ts'
import { llamaFactoryDpo } from './llama-factory-dpo.ts'
import { llamaFactoryKto } from './llama-factory-kto.ts'
import { msSwift } from './ms-swift.ts'
import { nectar } from './nectar.ts'
import { openInstruct } from './open-instruct.ts'
import { openaiPreference } from './openai-preference.ts'
import { openaiResponses } from './openai-responses.ts'
import { openai } from './openai.ts'
import { openrlhf } from './openrlhf.ts'
import { pandalm } from './pandalm.ts'
import { sharegpt } from './sharegpt.ts'
import { tauBench } from './tau-bench.ts'
import { trlPromptCompletion, trlUnpaired } from './trl-completions.ts'
import { trlLanguageModeling } from './trl-language-modeling.ts'
import { trlPreference } from './trl-preference.ts'
import { trlPromptOnly } from './trl-prompt-only.ts'
import { trlStepwise } from './trl-stepwise.ts'
import { ultrafeedbackBinarized } from './ultrafeedback-binarized.ts'
import { ultrafeedback } from './ultrafeedback.ts'
import { verlRl } from './verl-rl.ts'
import { verlRollout } from './verl-rollout.ts'
import { verlSft } from './verl-sft.ts'

/** Every format that can be read, the most specific first. */
export const FORMATS: Readonly<Record<FormatId, RecordFormat>> = {
  'tau-bench': tauBench,
  'verl/rl': verlRl,
  'verl/rollout': verlRollout,
  'verl/sft': verlSft,
  'openai/preference': openaiPreference,
  'openai/responses': openaiResponses,
  anthropic,
  gemini,
  hh,
  ultrafeedback,
  'ultrafeedback/binarized': ultrafeedbackBinarized,
  'argilla/binarized': argillaBinarized,
  nectar,
  pandalm,
  'evals/choice': evalsChoice,
  'ms-swift': msSwift,
  'open-instruct': openInstruct,
  axolotl,
  'trl/stepwise': trlStepwise,
  'trl/unpaired': trlUnpaired,
  'llama-factory/kto': llamaFactoryKto,
  'llama-factory/dpo': llamaFactoryDpo,
  'trl/preference': trlPreference,
  openai,
  sharegpt,
  alpaca,
  'trl/prompt-completion': trlPromptCompletion,
  openrlhf,
  'trl/prompt-only': trlPromptOnly,
  'trl/language-modeling': trlLanguageModeling,
}

export function formatOf(id: FormatId): RecordFormat {
  return FORMATS[id]
}
