import { z } from '../zod.ts'
import { isJsonObject, type JsonObject } from '../model/json.ts'
import { NO_TOOLS, type Message, type ToolSet } from '../model/message.ts'
import type { FormatId, SampleMeta } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { RecordReading, type Reading } from './reading.ts'
import { idOf, noSample, sampleOf } from './sample-of.ts'
import { spansOf, startOf, type Attributes } from './span-attributes.ts'
import { Spot } from './spot.ts'
import { judged, longestFinal, splitRun, writeUnchanged } from './trace.ts'

/** A call of a model: its span, and how many messages went into it. */
export interface SpanCall {
  readonly span: Spot
  readonly found: Attributes
  /** Less than 0 where the span keeps none. */
  readonly size: number
}

/** A convention for spans of OpenTelemetry: where they keep a conversation. */
export interface SpanFormat<Call extends SpanCall> extends Pick<RecordFormat, 'detect'> {
  readonly id: FormatId
  /** What a record of some other kind is told. */
  readonly mismatch: string
  /** What edits are refused with. */
  readonly unwritable: string
  /** Columns that it reads beside those of every span. */
  readonly columns: readonly string[]
  /** The call of a span; undefined where the span is none. */
  callOf(span: Spot): Call | undefined
  messages(call: Call, reading: Reading): readonly Message[]
  /** Attributes that name the model, the better first. */
  readonly models: readonly string[]
  tools(call: Call, reading: Reading): ToolSet
}

const COLUMNS = ['attributes', 'context', 'name', 'traceId', 'spanId', 'resourceSpans', 'spans']
const attributes = z.union([z.looseObject({}), z.array(z.looseObject({})), z.string()])

/** The record format of a convention: one span, or several that count as one trace. */
export function spanFormat<Call extends SpanCall>(spec: SpanFormat<Call>): RecordFormat {
  const { id, mismatch, unwritable } = spec
  const columns = new Set([...COLUMNS, ...spec.columns])
  const detect = (record: JsonObject) => spec.detect(record)
  const schema = z
    .looseObject({ attributes: attributes.optional() })
    .refine((record) => isJsonObject(record) && detect(record).score > 0, { message: mismatch })
  return {
    id,
    schema,
    fits: (record) => schema.safeParse(record).success,
    detect,

    read(record, context) {
      const reading = new RecordReading(context)
      if (!isJsonObject(record)) return noSample(id, reading)
      const calls = spansInOrder(Spot.of(record, '', reading)).flatMap(
        (span) => spec.callOf(span) ?? [],
      )
      const call = longestFinal(calls)
      if (!call) return sampleOf(id, splitRun([]), NO_TOOLS, spanMeta(record), reading, columns)
      const model = spec.models.map((key) => call.found.get(key)).find((spot) => spot)?.string
      const lanes = judged(splitRun(spec.messages(call, reading)), { model })
      const tools = spec.tools(call, reading)
      noteOtherTraces(calls, call, reading)
      return sampleOf(id, lanes, tools, spanMeta(record), reading, columns)
    },

    write: (text, sample, tree) => writeUnchanged(text, sample, tree, unwritable),
  }
}

function spansInOrder(root: Spot): readonly Spot[] {
  return spansOf(root)
    .map((span) => ({ span, order: startOf(span) }))
    .sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0))
    .map(({ span }) => span)
}

/** Says how many conversations of other traces the record holds; one of them is shown. */
function noteOtherTraces(calls: readonly SpanCall[], shown: SpanCall, reading: Reading): void {
  const own = traceOf(shown.span)
  if (own === undefined) return
  const others = new Map<string, Spot>()
  for (const { span, size } of calls) {
    const trace = traceOf(span)
    if (size >= 0 && trace !== undefined && trace !== own && !others.has(trace))
      others.set(trace, span)
  }
  const [first] = others.values()
  if (!first) return
  const words =
    others.size === 1
      ? 'The record holds another trace, which is not shown.'
      : `The record holds ${others.size} other traces, which are not shown.`
  reading.note('schema', first.path, words)
}

/** What a span says that it is: in its `context`, or itself. */
function namesOf(span: JsonObject): {
  readonly id: string | undefined
  readonly trace: string | undefined
} {
  const held = isJsonObject(span.context) ? span.context : span
  return {
    id: idOf(held.span_id ?? held.spanId ?? span.id),
    trace: idOf(held.trace_id ?? held.traceId),
  }
}

function traceOf({ value }: Spot): string | undefined {
  return isJsonObject(value) ? namesOf(value).trace : undefined
}

function spanMeta(record: JsonObject): SampleMeta {
  const { id, trace } = namesOf(record)
  return {
    ...(id === undefined ? {} : { id }),
    ...(trace === undefined ? {} : { trace }),
    ...(typeof record.name === 'string' ? { name: record.name } : {}),
  }
}
