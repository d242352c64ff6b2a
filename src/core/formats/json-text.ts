import { z } from '../zod.ts'
import type { Json, JsonObject } from '../model/json.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { plannedFormat, type Places } from './planned-format.ts'
import { aboutOf, idOf } from './sample-of.ts'
import {
  firstColumn,
  isMessages,
  isTurns,
  optionalText,
  styleOfList,
  toolsSchema,
} from './shapes.ts'

const LISTS = ['messages', 'conversations'] as const
const TOOLS = ['tools', 'available_tools'] as const
const IDS = ['id', 'uuid', 'traj_id', 'instance_id'] as const
const ABOUT = ['target_tools', 'resolved', 'model', 'subset_name']
/** Columns that say that a record holds more than a conversation. */
const BESIDE = ['chosen', 'rejected', 'label', 'kto_tag']

const WAYS = LISTS.flatMap((list) => TOOLS.map((tools) => ({ list, tools })))
const places = ({ list, tools }: (typeof WAYS)[number]): Places => ({
  conversation: { path: `${list}~` },
  system: 'system',
  tools,
})

/**
 * Conversations that stand as JSON text in a string (SWE-smith, Toucan): messages in either style, the
 * tools beside them. What is edited is written back into the string.
 */
export const jsonText: RecordFormat = plannedFormat({
  id: 'json-text',
  schema: z
    .looseObject({
      messages: z.string().nullish(),
      conversations: z.string().nullish(),
      system: optionalText,
      tools: toolsSchema,
      available_tools: toolsSchema,
    })
    .refine((record) => {
      const list = listIn(record[LISTS.find((key) => (record[key] ?? null) !== null) ?? LISTS[0]])
      return styleOfList(list) === 'from' ? isTurns(list) : isMessages(list)
    }, 'JSON text of a list of messages should stand here.'),
  plans: WAYS.map(places) as [Places, ...Places[]],
  choose(record) {
    const list = firstColumn(record, LISTS)
    const tools = firstColumn(record, TOOLS)
    return WAYS.findIndex((way) => way.list === list && way.tools === tools)
  },
  about: [...IDS, ...ABOUT],
  meta: metaOfRun,
  detect(record) {
    const key = firstColumn(record, LISTS)
    if (styleOfList(listIn(record[key])) === undefined) return { score: 0, reason: '' }
    return BESIDE.some((mark) => (record[mark] ?? null) !== null)
      ? { score: 0.3, reason: `\`${key}\` is JSON text of messages, beside more` }
      : { score: 0.95, reason: `\`${key}\` is JSON text of messages` }
  },
})

/** The list that a text holds; a text that does not begin like a list of objects is not parsed. */
function listIn(text: Json | null | undefined): Json | undefined {
  if (typeof text !== 'string' || !/^\s*\[\s*\{/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** A run says which task it tried: runs of one `instance_id` are tries of the same. */
function metaOfRun(record: JsonObject): SampleMeta {
  const id = idOf(record[firstColumn(record, IDS)])
  const task = idOf(record.instance_id)
  return {
    ...aboutOf(record, ABOUT),
    ...(id === undefined ? {} : { id }),
    ...(task === undefined ? {} : { task, group: task }),
  }
}
