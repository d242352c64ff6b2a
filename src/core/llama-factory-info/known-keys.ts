/** The keys of an entry in LLaMA-Factory's `dataset_info.json` (spec: llama-factory §1). */
export const ENTRY_KEYS = [
  'hf_hub_url',
  'ms_hub_url',
  'om_hub_url',
  'script_url',
  'cloud_file_name',
  'file_name',
  'formatting',
  'ranking',
  'subset',
  'folder',
  'split',
  'num_samples',
  'columns',
  'tags',
] as const

/** Where a set may come from besides a local file; each beats `file_name`. */
export const REMOTE_KEYS = [
  'hf_hub_url',
  'ms_hub_url',
  'om_hub_url',
  'script_url',
  'cloud_file_name',
] as const

export const FORMATTINGS = ['alpaca', 'sharegpt', 'openai'] as const
export type Formatting = (typeof FORMATTINGS)[number]

export function isFormatting(value: unknown): value is Formatting {
  return FORMATTINGS.some((one) => one === value)
}
