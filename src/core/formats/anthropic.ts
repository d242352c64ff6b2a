import { z } from '../zod.ts'
import type { Json, JsonObject } from '../model/json.ts'
import { isJsonObject } from '../model/json.ts'
import { buildAnthropic, freshAnthropic } from './anthropic-blocks.ts'
import { blockFormat } from './block-format.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { toolsSchema } from './shapes.ts'

const block = z.looseObject({ type: z.string() })

/** Anthropic's Messages: content blocks, the system prompt beside the messages, `input_schema`. */
export const anthropic: RecordFormat = blockFormat({
  id: 'anthropic',
  schema: z.looseObject({
    messages: z
      .array(
        z.looseObject({
          role: z.enum(['user', 'assistant', 'system']),
          content: z.union([z.string(), z.array(block)]),
        }),
      )
      .min(1),
    system: z.union([z.string(), z.array(block)]).nullish(),
    tools: toolsSchema,
  }),
  columns: new Set(['messages', 'system', 'tools', 'model', 'id']),
  style: {
    build: buildAnthropic,
    lists: () => ['/messages'],
    keys: { id: 'id', args: 'input' },
    argsAsText: false,
    fresh: freshAnthropic,
  },
  meta: (record) => metaOfColumns(record, { model: 'model' }),
  detect(record) {
    const reason = anthropicMark(record)
    return reason === undefined ? { score: 0, reason: '' } : { score: 0.97, reason }
  },
})

const BLOCKS = new Set(['tool_use', 'tool_result', 'redacted_thinking', 'server_tool_use'])

/** What tells Anthropic's messages from OpenAI's, if anything does. */
export function anthropicMark(record: JsonObject): string | undefined {
  const { messages, system, tools } = record
  if (!Array.isArray(messages)) return undefined
  if (Array.isArray(system)) return '`messages` with a `system` of blocks'
  const [tool] = Array.isArray(tools) ? (tools as readonly Json[]) : []
  if (isJsonObject(tool) && 'input_schema' in tool) return '`messages` with tools of `input_schema`'
  for (const message of messages as readonly Json[]) {
    const content = isJsonObject(message) ? message.content : undefined
    if (!Array.isArray(content)) continue
    for (const one of content as readonly Json[]) {
      const type = isJsonObject(one) ? one.type : undefined
      if (typeof type !== 'string') continue
      if (BLOCKS.has(type)) return `\`messages\` with \`${type}\` blocks`
      if (type === 'thinking' && isJsonObject(one) && 'signature' in one)
        return '`messages` with signed thinking'
    }
  }
  return undefined
}
