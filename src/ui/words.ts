import type { ContainerId } from '../core/containers/cutter.ts'
import type { FormatId } from '../core/model/sample.ts'

/** What formats are called on screen. */
export const FORMAT_WORDS: Readonly<Record<FormatId, string>> = {
  sharegpt: 'ShareGPT',
  openai: 'OpenAI messages',
  alpaca: 'Alpaca',
  'llama-factory/dpo': 'LLaMA-Factory DPO',
  'llama-factory/kto': 'LLaMA-Factory KTO',
  'trl/preference': 'TRL preference',
  'tau-bench': 'tau-bench trajectories',
}

/** How a file holds its records. */
export const CONTAINER_WORDS: Readonly<Record<ContainerId, string>> = {
  jsonl: 'JSONL, one record a line',
  'json-array': 'one JSON array',
  'json-sequence': 'JSON values one after another',
}
