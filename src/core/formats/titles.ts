import { isMappingId, mappingOf } from '../mapping/mapping-id.ts'
import type { BuiltInFormatId, FormatId } from '../model/sample.ts'

/**
 * What the built-in formats are called on screen, in the order of `FORMATS`. They stand by themselves,
 * since a page that names formats need not load them.
 */
const TITLES: Readonly<Record<BuiltInFormatId, string>> = {
  'tuning-fork': 'Tuning Fork row',
  'tau-bench': 'tau-bench trajectory',
  'tau-bench/display': 'tau-bench few-shot transcript',
  tau2: 'tau2-bench simulation',
  atif: 'ATIF trajectory',
  intercode: 'InterCode run',
  'swe-agent': 'SWE-agent trajectory',
  toolbench: 'ToolBench run',
  langsmith: 'LangSmith run',
  langfuse: 'Langfuse trace',
  openinference: 'OpenInference span',
  'otel-genai': 'OpenTelemetry GenAI span',
  bfcl: 'BFCL questions',
  'bfcl/answers': 'BFCL possible answers',
  xlam: 'xLAM function calling',
  'seal-tools': 'Seal-Tools',
  toolalpaca: 'ToolAlpaca APIs',
  glaive: 'Glaive function calling',
  toolace: 'ToolACE',
  hermes: 'Hermes function calling',
  'apigen-mt': 'APIGen-MT',
  'verl/rl': 'verl RL prompts',
  'verl/rollout': 'verl rollout dump',
  'verl/sft': 'verl SFT',
  'openai/preference': 'OpenAI preference',
  'openai/responses': 'OpenAI Responses items',
  anthropic: 'Anthropic messages',
  gemini: 'Gemini contents',
  hh: 'HH-RLHF transcripts',
  ultrafeedback: 'UltraFeedback',
  'ultrafeedback/binarized': 'UltraFeedback binarized',
  'argilla/binarized': 'Argilla binarized preference',
  nectar: 'Nectar ranking',
  pandalm: 'PandaLM judgements',
  'evals/choice': 'Behaviour evaluation',
  'ms-swift': 'ms-swift messages',
  'open-instruct': 'open-instruct RLVR',
  axolotl: 'Axolotl preference columns',
  'trl/stepwise': 'TRL stepwise supervision',
  'trl/unpaired': 'TRL unpaired preference',
  'llama-factory/kto': 'LLaMA-Factory KTO',
  'llama-factory/dpo': 'LLaMA-Factory DPO',
  'llama-factory/v1-dpo': 'LLaMA-Factory v1 DPO',
  'trl/preference': 'TRL preference',
  openai: 'OpenAI messages',
  sharegpt: 'ShareGPT',
  alpaca: 'Alpaca',
  'trl/prompt-completion': 'TRL prompt and completion',
  openrlhf: 'OpenRLHF columns',
  'trl/prompt-only': 'TRL prompts',
  'trl/language-modeling': 'TRL language modelling',
}

export const BUILT_IN_FORMATS: readonly FormatId[] = Object.keys(TITLES) as BuiltInFormatId[]

/** What a format is called on screen: for a mapping, the name that its author gave it. */
export function formatTitle(id: FormatId): string {
  return isMappingId(id) ? mappingOf(id).name : TITLES[id]
}
