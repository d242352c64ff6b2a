import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject, type Pointer } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { blockFormat } from './block-format.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { buildItems, freshItems } from './response-items.ts'
import { optionalText, toolsSchema } from './shapes.ts'
import { splitAnswer, splitTrace, type Lanes } from './split.ts'

const LISTS = ['items', 'input', 'output'] as const
const item = z
  .looseObject({ type: z.string().nullish(), role: z.string().nullish() })
  .refine(({ type, role }) => typeof (type ?? role) === 'string', 'An item must say its type.')
const items = z.array(item)

/** OpenAI's Responses: a request's `input` with the `output` to it, or one list of `items`. */
export const openaiResponses: RecordFormat = blockFormat({
  id: 'openai/responses',
  schema: z
    .looseObject({
      items: items.nullish(),
      input: z.union([z.string(), items]).nullish(),
      output: items.nullish(),
      instructions: optionalText,
      tools: toolsSchema,
    })
    .refine((record) => LISTS.some((key) => Array.isArray(record[key])), 'Items are missing.'),
  columns: new Set([...LISTS, 'instructions', 'tools', 'model', 'id']),
  style: {
    build: buildItems,
    lists: itemLists,
    keys: { id: 'call_id', args: 'arguments' },
    argsAsText: true,
    fresh: freshItems,
  },
  split: splitResponse,
  meta: (record) => metaOfColumns(record, { model: 'model' }),
  detect(record) {
    const key = LISTS.find((name) => holdsItems(record[name]))
    if (key === undefined) return { score: 0, reason: '' }
    return { score: 0.97, reason: `\`${key}\` of typed items` }
  },
})

/** A stored response brings its `instructions` but no question: its output is an answer all the same. */
function splitResponse(messages: readonly Message[]): Lanes {
  const lanes = splitTrace(messages)
  const at = messages.findIndex(({ path }) => path.startsWith('/output/'))
  return lanes.branches[0].messages.length > 0 || messages[at]?.role !== 'assistant'
    ? lanes
    : splitAnswer(messages.slice(0, at), messages.slice(at))
}

/** The lists of a record in the order in which they are read. */
function itemLists(record: JsonObject): readonly Pointer[] {
  const lists = LISTS.filter((key) => Array.isArray(record[key]))
  return lists.map((key) => '/' + key)
}

const TYPES = new Set(['message', 'function_call', 'function_call_output', 'reasoning'])

/** Whether a list has entries that only the Responses API knows. */
export function holdsItems(list: Json | undefined): boolean {
  return (
    Array.isArray(list) &&
    (list as readonly Json[]).some(
      (one) => isJsonObject(one) && typeof one.type === 'string' && TYPES.has(one.type),
    )
  )
}
