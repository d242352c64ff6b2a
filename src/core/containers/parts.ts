import { isJsonObject, type JsonObject } from '../model/json.ts'

/** Keys under which files keep their records (spec/formats.md §4, and what datasets are seen to use). */
export const RECORD_KEYS: ReadonlySet<string> = new Set([
  'data',
  'dataset',
  'entries',
  'examples',
  'instances',
  'items',
  'records',
  'results',
  'rows',
  'samples',
  'simulations',
  'test',
  'train',
])

/** Keys under which a record keeps its parts: an object that has one is a record itself. */
const PART_KEYS: ReadonlySet<string> = new Set([
  'answer_generation',
  'chat',
  'chosen',
  'completion',
  'completions',
  'conversation',
  'conversations',
  'dialog',
  'dialogue',
  'functions',
  'history',
  'messages',
  'non_preferred_output',
  'observations',
  'preferred_output',
  'prompt',
  'rejected',
  'steps',
  'tools',
  'traj',
  'trajectory',
  'turn_history',
  'turns',
])

export function isPartKey(key: string): boolean {
  return PART_KEYS.has(key)
}

/**
 * What an element of an array looks like: a record, a part of one (a message, a tool's definition, a
 * step of a run), or neither.
 */
export function shapeOf(value: JsonObject): 'record' | 'part' | 'unknown' {
  const has = (...keys: readonly string[]) => keys.some((key) => key in value)
  if (has('role', 'from', 'source') && has('content', 'value', 'message', 'parts', 'tool_calls'))
    return 'part'
  if (has('name') && has('parameters', 'input_schema', 'inputSchema', 'arguments')) return 'part'
  if (isJsonObject(value.function ?? null) || (has('action') && has('observation', 'thought')))
    return 'part'
  for (const key of Object.keys(value)) if (PART_KEYS.has(key)) return 'record'
  if (has('instruction', 'question', 'query', 'input') && Object.keys(value).length > 1)
    return 'record'
  return 'unknown'
}
