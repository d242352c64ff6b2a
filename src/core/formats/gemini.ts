import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { blockFormat } from './block-format.ts'
import type { RecordFormat } from './format.ts'
import { buildGemini, freshGemini } from './gemini-parts.ts'
import { metaOfColumns } from './meta.ts'
import { toolsSchema } from './shapes.ts'

const content = z.looseObject({
  role: z.enum(['user', 'model', 'function', 'tool', 'system']).nullish(),
  parts: z.array(z.looseObject({})),
})
const instruction = z.union([z.string(), content]).nullish()

/** Gemini's contents: turns of `parts`, function calls and responses among them. */
export const gemini: RecordFormat = blockFormat({
  id: 'gemini',
  schema: z.looseObject({
    contents: z.array(content).min(1),
    systemInstruction: instruction,
    system_instruction: instruction,
    tools: toolsSchema,
  }),
  columns: new Set(['contents', 'systemInstruction', 'system_instruction', 'tools', 'id']),
  style: {
    build: buildGemini,
    lists: () => ['/contents'],
    keys: { id: 'id', args: 'args' },
    argsAsText: false,
    fresh: freshGemini,
  },
  meta: (record) => metaOfColumns(record, {}),
  detect({ contents }) {
    const first = Array.isArray(contents) ? (contents[0] as Json | undefined) : undefined
    return isJsonObject(first) && Array.isArray(first.parts)
      ? { score: 0.98, reason: '`contents` of `parts`' }
      : { score: 0, reason: '' }
  },
})
