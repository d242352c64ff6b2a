import { isJsonObject, type Json } from '../../model/json.ts'
import { isTruthy, TrainerStop } from './python.ts'

/** What one set is trained for. `rm` and `dpo` load alike; ORPO and SimPO are `dpo`. */
export type Stage = 'sft' | 'rm' | 'dpo' | 'kto' | 'ppo'

export const COLUMN_NAMES = [
  'prompt',
  'query',
  'response',
  'history',
  'messages',
  'system',
  'tools',
  'images',
  'videos',
  'audios',
  'chosen',
  'rejected',
  'kto_tag',
] as const
export type ColumnName = (typeof COLUMN_NAMES)[number]

export const TAG_NAMES = [
  'role_tag',
  'content_tag',
  'user_tag',
  'assistant_tag',
  'observation_tag',
  'function_tag',
  'system_tag',
] as const
export type TagName = (typeof TAG_NAMES)[number]

/** An entry of `dataset_info.json` as the trainer understands it; null means "not there". */
export interface DatasetEntry {
  readonly formatting: string
  /** As written: the trainer tells `true` and `false` apart from everything else by identity. */
  readonly ranking: Json
  readonly columns: Readonly<Record<ColumnName, string | null>>
  readonly tags: Readonly<Record<TagName, string | null>>
}

const DEFAULT_COLUMNS: Partial<Record<ColumnName, string>> = {
  prompt: 'instruction',
  query: 'input',
  response: 'output',
  messages: 'conversations',
}

/** The tags that hold where an entry gives none. */
export const DEFAULT_TAGS: Readonly<Record<TagName, string>> = {
  role_tag: 'from',
  content_tag: 'value',
  user_tag: 'human',
  assistant_tag: 'gpt',
  observation_tag: 'observation',
  function_tag: 'function_call',
  system_tag: 'system',
}

/**
 * Reads an entry. Defaults hold only where the whole `columns` or `tags` object is absent: in a
 * partial one, what is not listed is off (spec §1).
 */
export function readEntry(entry: Json): DatasetEntry {
  const source = isJsonObject(entry) ? entry : {}
  const formatting = source['formatting'] ?? 'alpaca'
  if (formatting !== 'alpaca' && formatting !== 'sharegpt' && formatting !== 'openai')
    throw new TrainerStop('ValueError', `unknown formatting ${JSON.stringify(formatting)}`)
  return {
    formatting,
    ranking: source['ranking'] === undefined ? false : source['ranking'],
    columns: readNames(COLUMN_NAMES, source['columns'], DEFAULT_COLUMNS),
    tags: readNames(TAG_NAMES, source['tags'], DEFAULT_TAGS),
  }
}

function readNames<K extends string>(
  names: readonly K[],
  given: Json | undefined,
  defaults: Partial<Record<K, string>>,
): Record<K, string | null> {
  const source: Readonly<Record<string, unknown>> = isJsonObject(given) ? given : defaults
  const entries = names.map((name): [K, string | null] => {
    const value = Object.hasOwn(source, name) ? source[name] : null
    return [name, typeof value === 'string' ? value : null]
  })
  return Object.fromEntries(entries) as Record<K, string | null>
}

/** The trainer's own test that a set fits the stage: by identity with `true` and `false`. */
export function checkStage(entry: DatasetEntry, stage: Stage): void {
  const wantsRanking = stage === 'rm' || stage === 'dpo'
  if (entry.ranking === !wantsRanking)
    throw new TrainerStop('ValueError', 'the set is not applicable in this training stage')
}

export function isRanking(entry: DatasetEntry): boolean {
  return isTruthy(entry.ranking)
}
