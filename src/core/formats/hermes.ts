import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { shareGptFormat } from './sharegpt.ts'

/**
 * Hermes function calling (NousResearch, v1): ShareGPT records whose system turn lists the tools in
 * `<tools>` and whose calls stand in `<tool_call>`. Read and written as ShareGPT; `category`,
 * `subcategory` and `task` say what the record is about.
 */
export const hermes: RecordFormat = shareGptFormat({
  id: 'hermes',
  refines: ['sharegpt'],
  listsTools: true,
  about: ['category', 'subcategory', 'task'],

  detect(record) {
    const turns = turnsOf(record)
    const isMarked = turns.some(({ value }) => hasMark(value, '<tool_call>'))
    const [first] = turns
    if (first?.from === 'system' && hasMark(first.value, '<tools>'))
      return { score: 0.98, reason: 'the system turn lists `<tools>`' }
    if (isMarked && 'category' in record && 'task' in record)
      return {
        score: 0.98,
        reason: '`<tool_call>` in the turns, `category` and `task` beside them',
      }
    return { score: 0, reason: '' }
  },
})

function hasMark(value: Json | undefined, mark: string): boolean {
  return typeof value === 'string' && value.includes(mark)
}

function turnsOf({ conversations }: JsonObject): readonly JsonObject[] {
  return Array.isArray(conversations) ? (conversations as readonly Json[]).filter(isJsonObject) : []
}
