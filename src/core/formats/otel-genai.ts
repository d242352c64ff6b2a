import { z } from '../zod.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { readTextMessage } from './messages.ts'
import { openinference } from './openinference.ts'
import { RecordReading, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { attributesOf, spansOf, startOf, type Attributes } from './span-attributes.ts'
import { countSaid, readSaid, withEvents } from './span-events.ts'
import { Spot } from './spot.ts'
import { judged, longestFinal, readToolSpot, splitRun, writeUnchanged } from './trace.ts'
import { countTraceMessages, readTraceMessages } from './trace-messages.ts'

const INPUT = 'gen_ai.input.messages'
const OUTPUT = 'gen_ai.output.messages'
const COLUMNS = new Set([
  'attributes',
  'context',
  'name',
  'traceId',
  'spanId',
  'resourceSpans',
  'spans',
  INPUT,
  OUTPUT,
])
const attributes = z.union([z.looseObject({}), z.array(z.looseObject({})), z.string()])
const schema = z
  .looseObject({ attributes: attributes.optional() })
  .refine((record) => isJsonObject(record) && known(record).score > 0, {
    message: 'Some attribute must be one of `gen_ai.…`.',
  })

/**
 * OpenTelemetry's conventions for generative AI: one span with `gen_ai.input.messages` and
 * `gen_ai.output.messages`, lists or JSON text of lists; several spans in a record count as one trace.
 * Older conventions say each message in an event or in numbered attributes (`span-events.ts`).
 * Recording what was said is opt-in, so a span may hold no conversation.
 */
export const otelGenai: RecordFormat = {
  id: 'otel-genai',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect: known,

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('otel-genai', reading)
    const root = Spot.of(record, '', reading)
    const call = longestFinal(callsIn(root))
    const found: Attributes = call?.found ?? new Map<string, Spot>()
    const said = call && !isWhole(found) ? readSaid(call.span, found, reading) : []
    const messages = [
      ...instructions(found, reading),
      ...readList(found.get(INPUT), 'user', reading),
      ...readList(found.get(OUTPUT), 'assistant', reading),
      ...said,
    ]
    const model = (found.get('gen_ai.response.model') ?? found.get('gen_ai.request.model'))?.string
    const lanes = judged(splitRun(messages), { model })
    const tools = found.get('gen_ai.tool.definitions')
    const set = tools ? readToolSpot(tools.decoded(), reading) : NO_TOOLS
    return sampleOf('otel-genai', lanes, set, spanMeta(record), reading, COLUMNS)
  },

  write: (text, sample, tree) =>
    writeUnchanged(text, sample, tree, 'a change: it is a trace of a run'),
}

/** How surely a record is one of such spans, and why; OpenInference's names on the same span win. */
function known(record: JsonObject): { readonly score: number; readonly reason: string } {
  const spans = spansOf(new Spot(record, '', undefined)).map(attributesOf)
  const other = openinference.detect(record).score
  if (spans.some((span) => span.has(INPUT) || span.has(OUTPUT)))
    return {
      score: other > 0.95 ? 0.7 : 0.97,
      reason: '`gen_ai.input.messages` among the attributes',
    }
  return spans.some((span) => [...span.keys()].some((key) => key.startsWith('gen_ai.')))
    ? { score: other > 0 ? 0.4 : 0.9, reason: '`gen_ai.` attributes' }
    : { score: 0, reason: '' }
}

interface Call {
  readonly span: Spot
  readonly found: Attributes
  readonly size: number
}

function callsIn(root: Spot): readonly Call[] {
  return spansOf(root)
    .map((span) => ({ span, found: withEvents(span, attributesOf(span)), order: startOf(span) }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(({ span, found }) => ({ span, found, size: sizeOf(span, found) }))
}

function sizeOf(span: Spot, found: Attributes): number {
  const input = found.get(INPUT)
  if (input) return countTraceMessages(input)
  return found.has(OUTPUT) ? 0 : countSaid(span, found) || -1
}

/** Whether a span has its messages in lists. */
function isWhole(found: Attributes): boolean {
  return found.has(INPUT) || found.has(OUTPUT)
}

function readList(
  list: Spot | undefined,
  speaker: 'user' | 'assistant',
  reading: Reading,
): readonly Message[] {
  return list ? readTraceMessages(list, speaker, reading) : []
}

/** The system prompt: parts without a role. */
function instructions(found: Attributes, reading: Reading): readonly Message[] {
  const held = found.get('gen_ai.system_instructions')?.decoded()
  if (!held?.isThere) return []
  const texts = held.elements().map((part) => part.string ?? part.at('content').string ?? '')
  const text = held.string ?? texts.join('\n')
  return text === '' ? [] : [readTextMessage('system', text, held.path, reading)]
}

function spanMeta(record: JsonObject): SampleMeta {
  const held = isJsonObject(record.context) ? record.context : record
  const id = idOf(held.span_id ?? held.spanId)
  const trace = idOf(held.trace_id ?? held.traceId)
  return {
    ...(id === undefined ? {} : { id }),
    ...(trace === undefined ? {} : { trace }),
    ...(typeof record.name === 'string' ? { name: record.name } : {}),
  }
}
