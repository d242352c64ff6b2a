import { checkIndex } from './checks/index.ts'
import { runChecks } from './checks/run.ts'
import { FLAGS, type BatchColumns, type ColumnName } from './columns.ts'
import type { RecordFormat } from './formats/format.ts'
import type { ToolSetCache } from './formats/tools.ts'
import { jsonProblem } from './json/reason.ts'
import type { Finding } from './model/finding.ts'
import type { Json } from './model/json.ts'
import type { Message } from './model/message.ts'
import type { Sample } from './model/sample.ts'
import { decodeUtf8, firstInvalidUtf8, RecordTexts, type ByteSpans } from './record-texts.ts'
import type { ToolValidators } from './schema/validators.ts'
import { estimateTokens } from './tokens.ts'

export type Analysis =
  | {
      readonly kind: 'sample'
      readonly record: Json
      readonly sample: Sample
      readonly findings: readonly Finding[]
    }
  | {
      readonly kind: 'unreadable'
      /** "It ends inside a string." */
      readonly reason: string
      /** Byte within the record at which reading stopped, where that is known. */
      readonly atByte?: number
    }

/**
 * What ingest does with a record: decode, parse, normalise, check, measure. It has no memory but
 * its caches, so any number of them may share the work, and the same bytes give the same numbers.
 */
export class Analyser {
  readonly #format: RecordFormat
  readonly #validators: ToolValidators
  readonly #toolSets: ToolSetCache

  constructor(parts: {
    readonly format: RecordFormat
    readonly validators: ToolValidators
    readonly toolSets: ToolSetCache
  }) {
    this.#format = parts.format
    this.#validators = parts.validators
    this.#toolSets = parts.toolSets
  }

  /** One record in full, its calls with their exact texts. */
  async analyse(bytes: Uint8Array): Promise<Analysis> {
    const text = decodeUtf8(bytes)
    if (text === undefined) return notUtf8(bytes)
    return (await this.#read(text, true)) ?? notJson(text)
  }

  /**
   * All records of a buffer, written into the batch's columns (all but the cutter's). Goes through
   * without a pause unless a tool's schema must be compiled. The batch must be fresh.
   */
  async analyseBatch(bytes: Uint8Array, spans: ByteSpans, into: BatchColumns): Promise<void> {
    const texts = new RecordTexts(bytes, spans)
    for (let i = 0; i < into.count; i++) {
      const text = texts.at(i)
      const latin = texts.isAscii && text?.includes('\\u') === false
      const reading = text === undefined ? undefined : this.#read(text, false)
      const analysis = reading instanceof Promise ? await reading : reading
      if (analysis?.kind === 'sample') writeSample(analysis, latin, i, into)
      else {
        const start = spans.offset[i]!
        const problem =
          analysis ??
          (text === undefined
            ? notUtf8(bytes.subarray(start, start + spans.length[i]!))
            : notJson(text))
        writeUnreadable(problem, i, into)
      }
    }
  }

  /** Undefined where the text is not JSON. A promise only where schemas must be compiled. */
  #read(text: string, exact: boolean): Promise<Analysis> | Analysis | undefined {
    let record: Json
    try {
      record = JSON.parse(text) as Json
    } catch (error) {
      if (error instanceof SyntaxError) return undefined
      throw error
    }
    const sample = this.#sampleOf(record, exact ? text : undefined)
    if (!sample) return TOO_DEEP
    const compiling = this.#validators.prepare(sample.tools)
    return compiling
      ? compiling.then(() => this.#check(record, sample, exact, text))
      : this.#check(record, sample, exact, text)
  }

  #check(record: Json, sample: Sample, exact: boolean, text: string): Analysis {
    const context = { format: this.#format, record, validators: this.#validators }
    const findings = runChecks(sample, context)
    if (!exact && findings.some((finding) => REPEATS.has(finding.code))) {
      // Arguments that seem to repeat may differ in numbers that JSON.parse cannot tell apart.
      const again = this.#sampleOf(record, text)
      if (again) return { kind: 'sample', record, sample, findings: runChecks(again, context) }
    }
    return { kind: 'sample', record, sample, findings }
  }

  /** Undefined where the record is nested too deeply to be taken apart. */
  #sampleOf(record: Json, text: string | undefined): Sample | undefined {
    const toolSets = this.#toolSets
    try {
      return this.#format.read(record, text === undefined ? { toolSets } : { text, toolSets })
    } catch (error) {
      if (error instanceof RangeError) return undefined
      throw error
    }
  }
}

/** Findings that rest on arguments being equal. */
const REPEATS: ReadonlySet<string> = new Set([
  'loop.exact',
  'loop.cycle',
  'loop.callOnly',
  'loop.error',
  'pair.same',
  'pair.formatOnly',
])

type Unreadable = Extract<Analysis, { kind: 'unreadable' }>

const TOO_DEEP: Unreadable = { kind: 'unreadable', reason: 'It is nested too deeply to be read.' }

function notJson(text: string): Unreadable {
  const problem = jsonProblem(text)
  if (!problem) return { kind: 'unreadable', reason: 'It is not JSON.' }
  return { kind: 'unreadable', reason: problem.reason, atByte: problem.atByte }
}

function notUtf8(bytes: Uint8Array): Unreadable {
  const atByte = firstInvalidUtf8(bytes)
  const byte = bytes[atByte]?.toString(16).padStart(2, '0').toUpperCase()
  return { kind: 'unreadable', reason: `It is not UTF-8: byte ${byte} stands alone.`, atByte }
}

function writeUnreadable(problem: Unreadable, index: number, into: BatchColumns): void {
  into.columns.flags[index] = FLAGS.unreadable
  const { reason, atByte } = problem
  into.unreadable.push({ index, reason, ...(atByte === undefined ? {} : { atByte }) })
}

/** The columns that say something about a readable record's messages and findings. */
export type SampleMeasures = Readonly<
  Record<Exclude<ColumnName, 'offset' | 'length' | 'line' | 'flags'>, number>
>

/**
 * The numbers kept of a sample, as recorded or as a person left it.
 *
 * @param latin the caller knows that no text holds Chinese, Japanese or Korean.
 */
export function measureSample(
  sample: Sample,
  findings: readonly Finding[],
  latin = false,
): SampleMeasures {
  let messages = sample.context.length
  let calls = countCalls(sample.context)
  for (const branch of sample.branches) {
    messages += branch.messages.length
    calls += countCalls(branch.messages)
  }
  const measures = {
    findings0: 0,
    findings1: 0,
    errors: 0,
    warnings: 0,
    notes: 0,
    messages: Math.min(messages, 0xffff),
    calls: Math.min(calls, 0xffff),
    branches: Math.min(sample.branches.length, 0xff),
    tokens: estimateTokens(sample, latin),
  }
  for (const { code, severity } of findings) {
    const bit = checkIndex(code)
    const word = bit < 32 ? 'findings0' : 'findings1'
    measures[word] = (measures[word] | (1 << (bit & 31))) >>> 0
    const count = COUNTS[severity]
    if (measures[count] < 0xff) measures[count]++
  }
  return measures
}

const COUNTS = { error: 'errors', warning: 'warnings', note: 'notes' } as const

/** Writes a sample's measures into a batch. `latin` says that its texts hold no CJK. */
export function writeSample(
  { sample, findings }: { readonly sample: Sample; readonly findings: readonly Finding[] },
  latin: boolean,
  index: number,
  { columns }: BatchColumns,
): void {
  const measures = measureSample(sample, findings, latin)
  columns.flags[index] = flagsOf(sample)
  columns.findings0[index] = measures.findings0
  columns.findings1[index] = measures.findings1
  columns.errors[index] = measures.errors
  columns.warnings[index] = measures.warnings
  columns.notes[index] = measures.notes
  columns.messages[index] = measures.messages
  columns.calls[index] = measures.calls
  columns.branches[index] = measures.branches
  columns.tokens[index] = measures.tokens
}

function flagsOf({ recordedPair, apart, branches }: Sample): number {
  let flags = (recordedPair ? FLAGS.hasPair : 0) | (apart ? FLAGS.apart : 0)
  for (const { label } of branches)
    if (label !== undefined) flags |= label ? FLAGS.labelTrue : FLAGS.labelFalse
  return flags
}

function countCalls(messages: readonly Message[]): number {
  let calls = 0
  for (const message of messages)
    if (message.role === 'assistant')
      for (const part of message.parts) if (part.t === 'call') calls++
  return calls
}
