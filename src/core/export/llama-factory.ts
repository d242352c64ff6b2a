/**
 * What the LLaMA-Factory targets share: the row's fixed columns, its entry in `dataset_info.json`,
 * and the proof that the trainer keeps the row as it is written.
 */
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { ToolSet } from '../model/message.ts'
import { DEFAULT_TAGS } from '../trainer/llama-factory/dataset-entry.ts'
import { runTrainer, type MirroredStage } from '../trainer/llama-factory/run.ts'
import { REFERENCE_TEMPLATE } from '../trainer/llama-factory/templates.ts'
import { callStop, toolStop } from '../trainer/llama-factory/tool-stop.ts'
import { hasLoneSurrogate } from './exact-json.ts'
import { heldBack, type HeldBack } from './held-back.ts'
import { promptKeyOf } from './prompt-key.ts'
import {
  firstOutOfOrder,
  renderStep,
  systemText,
  type SharegptMessage,
  type Step,
  type Transformations,
} from './steps.ts'
import type { Converted, ExportRequest, ExportRow } from './target.ts'

/** Everything in front of the judged messages. */
export interface Prompt {
  readonly ok: true
  readonly conversations: readonly SharegptMessage[]
  readonly system: string
  /** The tools as JSON text of a list; '' when there are none. */
  readonly tools: string
}

/**
 * Writes a prompt: a leading system message goes to its column, the rest alternates between heard
 * and said and ends in a user message or a result. `answer` is the step that follows it.
 */
export function writePrompt(
  steps: readonly Step[],
  answer: Step,
  toolSet: ToolSet,
  done: Transformations,
): Prompt | HeldBack {
  const [first] = steps
  const leading = first?.speaker === 'system' ? first : undefined
  const system = leading ? systemText(leading) : { ok: true as const, text: '' }
  if (!system.ok) return system
  const tools = writeTools(toolSet)
  if (!tools.ok) return tools
  const spoken = leading ? steps.slice(1) : steps
  const conversations: SharegptMessage[] = []
  for (const step of spoken) {
    const rendered = renderStep(step, done)
    if (!rendered.ok) return rendered
    conversations.push(rendered.message)
  }
  const misplaced = firstOutOfOrder([...spoken, answer])
  if (misplaced)
    return heldBack('order', `Message ${misplaced.number} does not answer the one before it.`)
  return { ok: true, conversations, system: system.text, tools: tools.text }
}

function writeTools(tools: ToolSet): { readonly ok: true; readonly text: string } | HeldBack {
  if (tools.error !== undefined) return heldBack('tools', tools.error)
  // A prompt that lists its tools in words has them already; a column would say them twice.
  if (tools.encoding === 'inText') return { ok: true, text: '' }
  if (tools.text === '') {
    if (tools.defs.length > 0) throw new Error('the sample was read without its exact texts')
    return { ok: true, text: '' }
  }
  let list: unknown
  try {
    list = JSON.parse(tools.text)
  } catch {
    return heldBack('tools')
  }
  if (!Array.isArray(list)) return heldBack('tools')
  if (list.length === 0) return { ok: true, text: '' }
  if (hasLoneSurrogate(tools.text, true)) return heldBack('surrogate')
  return { ok: true, text: tools.text }
}

/** A row of one set: every column in every row, each always of the same JSON type (spec §1). */
export type Row = { readonly conversations: readonly SharegptMessage[] } & Readonly<
  Record<string, string | boolean | SharegptMessage | readonly SharegptMessage[]>
>

/** The set's `dataset_info.json` entry, complete: in a partial one, what is not listed is off. */
export interface EntryShape {
  readonly stage: MirroredStage
  readonly ranking: boolean
  readonly columns: JsonObject
}

function entryOf(shape: EntryShape, fileName: string): JsonObject {
  return {
    file_name: fileName,
    formatting: 'sharegpt',
    ranking: shape.ranking,
    columns: shape.columns,
    tags: { ...DEFAULT_TAGS },
  }
}

/** A `dataset_info.json` with this one set. */
export function datasetInfo(shape: EntryShape, { name }: ExportRequest): string {
  return asciiJson({ [name]: entryOf(shape, `${name}.jsonl`) })
}

/**
 * A `dataset_info.json` that was there, with the entries of a new one put in or replaced. Null where
 * what was there is no JSON object.
 */
export function mergeDatasetInfo(there: string, added: string): string | null {
  try {
    const before: unknown = JSON.parse(there)
    if (!isJsonObject(before)) return null
    return asciiJson({ ...before, ...(JSON.parse(added) as JsonObject) })
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** In ASCII, as the trainer opens the file with the platform's own encoding (spec §1). */
function asciiJson(value: JsonObject): string {
  const text = JSON.stringify(value, null, 2) + '\n'
  return text.replace(
    /[^\0-\x7f]/g,
    (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  )
}

const MEDIA_TAG = /<(image|video|audio)>/

/** Puts rows through the trainer's own rules and hands them out only if it would keep each. */
export function finishRows(
  rows: readonly Row[],
  shape: EntryShape,
  done: Transformations,
  stepsLeftOut: number,
): Converted {
  const notices = new Set<string>()
  for (const row of rows) {
    const outcome = runTrainer({
      stage: shape.stage,
      entry: entryOf(shape, 'rows.jsonl'),
      template: REFERENCE_TEMPLATE,
      rows: [row as Json],
    })
    if (outcome.kind === 'stopped') return heldBack('trainer', `It would stop: ${outcome.message}.`)
    const [verdict] = outcome.rows
    if (verdict?.fate !== 'kept') return heldBack('trainer', 'It would drop the row.')
    for (const change of verdict.changes) notices.add(`The trainer: ${change}.`)
    noticeTemplates(row, notices)
  }
  return {
    ok: true,
    rows: rows.map(toExportRow),
    transformations: [...done],
    notices: [...notices],
    stepsLeftOut,
  }
}

function noticeTemplates(row: Row, notices: Set<string>): void {
  if (typeof row['tools'] === 'string' && toolStop(row['tools'], 'default') !== null)
    notices.add(
      'Templates with the default tool format stop at a tool without parameters of its own; use one that writes tools as JSON (qwen, llama3, mistral …).',
    )
  const messages = messagesOf(row)
  const calls = messages.filter(({ from }) => from === 'function_call')
  if (calls.some(({ value }) => callStop(value, 'mistral') !== null))
    notices.add(
      'Templates of the Llama2 class (llama2, mistral, gemma up to 3) stop at words or thinking beside a call.',
    )
  if (calls.some(({ value }) => callStop(value, 'glm4') !== null))
    notices.add('The glm4 templates stop at parallel calls.')
  if (messages.some(({ value }) => MEDIA_TAG.test(value)))
    notices.add(
      'A text mentions <image>, <video> or <audio>: templates for pictures and sound stop there, as no file belongs to it.',
    )
}

function messagesOf(row: Row): SharegptMessage[] {
  return Object.values(row).flatMap((value) =>
    typeof value === 'object' ? ('from' in value ? [value] : value) : [],
  )
}

function toExportRow(row: Row): ExportRow {
  const isKto = typeof row['label'] === 'boolean'
  const prompt = isKto ? row.conversations.slice(0, -1) : row.conversations
  const key = promptKeyOf(JSON.stringify([row['system'], row['tools'], prompt]))
  return { text: JSON.stringify(row), promptKey: key }
}
