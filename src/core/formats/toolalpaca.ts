import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message, type Part, type ToolSet } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import { brokenCall, callFrom } from '../dialects/read-call.ts'
import { placeCall } from './calls.ts'
import type { RecordFormat } from './format.ts'
import { readTextMessage } from './messages.ts'
import { readToolTexts } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { splitAnswer } from './split.ts'
import { writeUnchanged } from './trace.ts'

const COLUMNS = new Set([
  'Name',
  'Description',
  'Category',
  'Function_Description',
  'Instructions',
  'Golden_Answers',
])
const schema = z.looseObject({
  Name: z.string(),
  Function_Description: z.looseObject({}),
  Instructions: z.array(z.string()),
  Golden_Answers: z
    .array(z.array(z.looseObject({ Action: z.string(), Action_Input: z.unknown() })))
    .optional(),
})

/**
 * ToolAlpaca: an API with instructions for it and, for each, the calls that are its golden answer.
 *
 * The instructions are separate tasks. One behind the other they would be a conversation that nobody
 * had, and as branches they would share a prompt that they do not share. So a record of several is a
 * sample without messages: its tools are read, and its tasks stand in `meta.tasks`. A record of a
 * single instruction is that instruction and, where it is there, its golden answer.
 */
export const toolalpaca: RecordFormat = {
  id: 'toolalpaca',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect(record) {
    if (!Array.isArray(record.Instructions) || !isJsonObject(record.Function_Description))
      return { score: 0, reason: '' }
    return { score: 0.98, reason: '`Instructions` and `Function_Description` are there' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('toolalpaca', reading)
    const { Instructions: list, Golden_Answers: golden } = record
    if (!Array.isArray(list)) reading.note('schema', '/Instructions', 'A list should stand here.')
    const instructions: readonly Json[] = Array.isArray(list) ? (list as readonly Json[]) : []
    const answers: readonly Json[] = Array.isArray(golden) ? (golden as readonly Json[]) : []
    const [only] = instructions
    const lanes =
      instructions.length === 1 && typeof only === 'string'
        ? splitAnswer(
            [readTextMessage('user', only, '/Instructions/0', reading)],
            goldenMessage(answers[0], '/Golden_Answers/0', reading),
          )
        : splitAnswer([], [])
    const meta = apiMeta(record, instructions, answers)
    return sampleOf('toolalpaca', lanes, apiTools(record, reading), meta, reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: it describes an API and its tasks'),
}

function apiMeta(
  { Name, Category }: JsonObject,
  instructions: readonly Json[],
  answers: readonly Json[],
): SampleMeta {
  const tasks = instructions.map((instruction, i): Json => {
    const gold = answers[i]
    return gold === undefined ? { instruction } : { instruction, gold }
  })
  return {
    ...(typeof Name === 'string' ? { id: Name } : {}),
    ...(typeof Category === 'string' ? { category: Category } : {}),
    ...(tasks.length === 1 ? {} : { tasks }),
  }
}

function goldenMessage(
  answer: Json | undefined,
  path: string,
  reading: Reading,
): readonly Message[] {
  if (!Array.isArray(answer) || answer.length === 0) return []
  const parts = (answer as readonly Json[]).map((step, i): Part => {
    const at = `${path}/${i}`
    if (!isJsonObject(step))
      return {
        t: 'call',
        call: placeCall(brokenCall('A step must be an object.', ''), 'trace', at),
      }
    const { Action, Action_Input } = step
    const object = {
      name: Action ?? null,
      ...(Action_Input === undefined ? {} : { arguments: Action_Input }),
    }
    const call = callFrom(object, undefined, { dialect: 'trace', path: at }, () =>
      reading.exact?.slice(at + '/Action_Input'),
    )
    return { t: 'call', call }
  })
  return [{ role: 'assistant', sourceRole: 'Golden_Answers', parts, path }]
}

/** The functions with the parameters that their descriptions list; `components` is no function. */
function apiTools({ Function_Description: described }: JsonObject, reading: Reading): ToolSet {
  if (!isJsonObject(described)) {
    reading.note('schema', '/Function_Description', 'The functions should stand here by name.')
    return NO_TOOLS
  }
  const texts = Object.keys(described)
    .filter((name) => name !== 'components')
    .map((name) => definitionText(name, described[name]!))
  return readToolTexts(texts, '/Function_Description', reading)
}

const PARAMETERS = /^Parameters:\s*(\{.*\})\s*$/m

/**
 * A definition from the words `Parameters: {"color": "string. One of: [a, b]. The colour."}`. The type
 * is the first word; a parameter is required where its words say so.
 */
function definitionText(name: string, described: Json): string {
  const description = typeof described === 'string' ? described : ''
  const listed = parametersIn(description)
  const entries = Object.entries(listed).map(([key, words]): [string, Json] => {
    const text = typeof words === 'string' ? words : ''
    const type = /^(?:required\.\s*)?(\w+)/i.exec(text)?.[1] ?? 'any'
    return [key, { type, description: text }]
  })
  const required = Object.keys(listed).filter((key) =>
    /\brequired\b/i.test(JSON.stringify(listed[key])),
  )
  return JSON.stringify({
    name,
    description: description.split('\n')[0] ?? '',
    parameters: { type: 'object', properties: Object.fromEntries(entries), required },
  })
}

function parametersIn(description: string): JsonObject {
  const found = PARAMETERS.exec(description)?.[1]
  if (found === undefined) return {}
  try {
    const value = JSON.parse(found) as Json
    return isJsonObject(value) ? value : {}
  } catch {
    return {}
  }
}
