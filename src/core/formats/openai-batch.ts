import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import type { Reading } from './reading.ts'
import { idOf } from './sample-of.ts'
import { firstColumn, messageSchema, optionalText, slotSchema, toolsSchema } from './shapes.ts'
import { slotFormat, type BranchFacts } from './slot-format.ts'

const PROMPTS = ['messages', 'prompt', 'input'] as const

/**
 * OpenAI's batch input: a request on each line. Its answer stands in another file, on the line of the
 * same `custom_id`, which is the `meta.id` and `meta.group` of both.
 */
export const openaiBatchInput: RecordFormat = slotFormat({
  id: 'openai/batch-input',
  schema: z.looseObject({
    custom_id: z.string(),
    url: optionalText,
    body: z
      .looseObject({
        messages: slotSchema.nullish(),
        prompt: slotSchema.nullish(),
        input: slotSchema.nullish(),
        tools: toolsSchema,
      })
      .refine((body) => PROMPTS.some((key) => (body[key] ?? null) !== null), 'Words are missing.'),
  }),
  columns: new Set(['custom_id', 'method', 'url', 'body', 'id']),
  slots: ({ body }) => ({
    prompt: '/body/' + (isJsonObject(body) ? firstColumn(body, PROMPTS) : PROMPTS[0]),
    answers: [],
  }),
  toolsIn: '/body',
  meta: (record) => ({
    ...joinedBy(record),
    ...(isJsonObject(record.body) ? modelOf(record.body) : {}),
  }),
  detect: (record) =>
    'custom_id' in record && isJsonObject(record.body) && !('response' in record)
      ? { score: 0.99, reason: '`custom_id` with the `body` of a request' }
      : { score: 0, reason: '' },
})

const choice = z.union([
  z.looseObject({ message: messageSchema }),
  z.looseObject({ text: z.string() }),
])

/**
 * OpenAI's batch output: the answer to a request, or the error that came in its place. Several choices
 * are branches, of which none is said to be better.
 */
export const openaiBatchOutput: RecordFormat = slotFormat({
  id: 'openai/batch-output',
  schema: z.looseObject({
    custom_id: z.string(),
    response: z
      .looseObject({
        body: z.looseObject({ choices: z.array(choice).min(1) }),
      })
      .nullish(),
    error: z.looseObject({}).nullish(),
  }),
  columns: new Set(['id', 'custom_id', 'response', 'error']),
  slots: (record) => ({
    answers: choicesOf(record).map((one, i) => {
      const key = isJsonObject(one) && one.message === undefined ? 'text' : 'message'
      return `/response/body/choices/${i}/${key}`
    }),
  }),
  meta: joinedBy,
  facts(record, reading) {
    noteFailure(record, reading)
    const { model } = modelOf(bodyOf(record))
    return choicesOf(record).map(() => (model === undefined ? NO_FACTS : { model }))
  },
  detect: (record) =>
    'custom_id' in record && 'response' in record && !('body' in record)
      ? { score: 0.99, reason: '`custom_id` with the `response` to a request' }
      : { score: 0, reason: '' },
})

const NO_FACTS: BranchFacts = {}

function joinedBy(record: JsonObject): SampleMeta {
  const id = idOf(record.custom_id)
  return id === undefined ? {} : { id, group: id }
}

function modelOf(body: JsonObject): { readonly model?: string } {
  return typeof body.model === 'string' ? { model: body.model } : {}
}

function bodyOf({ response }: JsonObject): JsonObject {
  return isJsonObject(response) && isJsonObject(response.body) ? response.body : {}
}

function choicesOf(record: JsonObject): readonly Json[] {
  const { choices } = bodyOf(record)
  return Array.isArray(choices) ? (choices as readonly Json[]) : []
}

/** Says why there is no answer, in the file's own words where it has some. */
function noteFailure(record: JsonObject, reading: Reading): void {
  if (choicesOf(record).length > 0) return
  const own = isJsonObject(record.error) ? '/error' : undefined
  const theirs = isJsonObject(bodyOf(record).error) ? '/response/body/error' : undefined
  const said = own ? record.error : bodyOf(record).error
  const words = isJsonObject(said) && typeof said.message === 'string' ? ` “${said.message}”` : ''
  const what = own || theirs ? 'The request failed.' : 'The response holds no `choices`.'
  const place = 'response' in record ? '/response' : ''
  reading.note('schema', own ?? theirs ?? place, what + words.slice(0, 200))
}
