import { z } from '../zod.ts'
import type { JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { firstColumn, isSlotShape, optionalText, slotSchema, toolsSchema } from './shapes.ts'
import { slotFormat } from './slot-format.ts'

const PROMPTS = ['prompt', 'instruction', 'question'] as const

function promptColumn(record: JsonObject): (typeof PROMPTS)[number] {
  return firstColumn(record, PROMPTS)
}

function isAnswered(record: JsonObject): boolean {
  return isSlotShape(record[promptColumn(record)]) && isSlotShape(record.completion)
}

const NOTHING = { score: 0, reason: '' }
const ANSWERED = {
  prompt: slotSchema.nullish(),
  instruction: z.string().nullish(),
  question: z.string().nullish(),
  system: optionalText,
  completion: slotSchema,
  tools: toolsSchema,
}
const READ = [...PROMPTS, 'system', 'completion', 'tools', 'id']

/** TRL prompts with one answer each. */
export const trlPromptCompletion: RecordFormat = slotFormat({
  id: 'trl/prompt-completion',
  schema: z.looseObject(ANSWERED).refine(hasPrompt, 'A prompt is missing.'),
  columns: new Set(READ),
  slots: (record) => ({
    prompt: '/' + promptColumn(record),
    answers: ['/completion'],
    hasSystem: true,
  }),
  meta: (record) => metaOfColumns(record, {}),
  detect(record) {
    if (!isAnswered(record) || 'chosen' in record) return NOTHING
    return 'label' in record
      ? { score: 0.4, reason: '`completion` beside a label' }
      : { score: 0.95, reason: `\`${promptColumn(record)}\` and \`completion\` are there` }
  },
})

/** TRL's unpaired preferences, for KTO and BCO; Axolotl's KTO strategies name the prompt otherwise. */
export const trlUnpaired: RecordFormat = slotFormat({
  id: 'trl/unpaired',
  schema: z
    .looseObject({ ...ANSWERED, label: z.boolean() })
    .refine(hasPrompt, 'A prompt is missing.'),
  columns: new Set([...READ, 'label']),
  slots: (record) => ({
    prompt: '/' + promptColumn(record),
    answers: ['/completion'],
    hasSystem: true,
  }),
  meta: (record) => metaOfColumns(record, {}),
  facts({ label }, reading) {
    if (typeof label === 'boolean') return [{ label }]
    if (label === undefined) reading.note('labelType', '', 'The `label` is missing.')
    else reading.note('labelType', '/label', 'The label must be true or false.')
    return []
  },
  detect(record) {
    if (!isAnswered(record) || !('label' in record)) return NOTHING
    const { label } = record
    if (label === 0 || label === 1)
      return { score: 0.9, reason: '`completion` with a `label` of 0 or 1' }
    return typeof label === 'boolean'
      ? { score: 0.97, reason: '`completion` with a boolean `label`' }
      : { score: 0.5, reason: '`completion` with a `label` that is no boolean' }
  },
})

function hasPrompt({ prompt, instruction, question }: Readonly<Record<string, unknown>>): boolean {
  return [prompt, instruction, question].some((one) => one !== undefined && one !== null)
}
