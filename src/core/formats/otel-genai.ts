import type { JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message } from '../model/message.ts'
import { readTextMessage } from './messages.ts'
import { openinference } from './openinference.ts'
import type { Reading } from './reading.ts'
import { attributesOf, spansOf, type Attributes } from './span-attributes.ts'
import { spanFormat } from './span-format.ts'
import { countSaid, readSaid, withEvents } from './span-events.ts'
import { Spot } from './spot.ts'
import { readToolSpot } from './trace.ts'
import { countTraceMessages, readTraceMessages } from './trace-messages.ts'

const INPUT = 'gen_ai.input.messages'
const OUTPUT = 'gen_ai.output.messages'

/**
 * OpenTelemetry's conventions for generative AI: one span with `gen_ai.input.messages` and
 * `gen_ai.output.messages`, lists or JSON text of lists; several spans in a record count as one trace.
 * Older conventions say each message in an event or in numbered attributes (`span-events.ts`).
 * Recording what was said is opt-in, so a span may hold no conversation.
 */
export const otelGenai = spanFormat({
  id: 'otel-genai',
  mismatch: 'Some attribute must be one of `gen_ai.…`.',
  unwritable: 'a change: it is a trace of a run',
  columns: [INPUT, OUTPUT],
  detect: known,
  callOf(span) {
    const found = withEvents(span, attributesOf(span))
    return { span, found, size: sizeOf(span, found) }
  },
  messages: ({ span, found }, reading) => [
    ...instructions(found, reading),
    ...readList(found.get(INPUT), 'user', reading),
    ...readList(found.get(OUTPUT), 'assistant', reading),
    ...(isWhole(found) ? [] : readSaid(span, found, reading)),
  ],
  models: ['gen_ai.response.model', 'gen_ai.request.model'],
  tools({ found }, reading) {
    const tools = found.get('gen_ai.tool.definitions')
    return tools ? readToolSpot(tools.decoded(), reading) : NO_TOOLS
  },
})

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
