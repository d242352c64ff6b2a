import { countCalls } from './checks/conversation.ts'
import { checkIndex, DEFAULT_SUITE } from './checks/index.ts'
import { runChecks } from './checks/run.ts'
import type { CheckSuite } from './checks/suite.ts'
import { FLAGS, type BatchColumns, type ColumnName } from './columns.ts'
import type { RecordFormat } from './formats/format.ts'
import type { FormatSorter } from './formats/mixed.ts'
import type { ToolSetCache } from './formats/tools.ts'
import { groupKey, groupOf } from './groups.ts'
import type { Finding } from './model/finding.ts'
import type { Json } from './model/json.ts'
import type { Message } from './model/message.ts'
import type { Sample } from './model/sample.ts'
import { RecordTexts, type ByteSpans } from './record-texts.ts'
import { readRecord, type ReadRecord } from './record.ts'
import type { ToolValidators } from './schema/validators.ts'
import { estimateTokens } from './tokens.ts'

export type Analysis =
  | {
      readonly kind: 'sample'
      readonly record: Json
      readonly sample: Sample
      readonly findings: readonly Finding[]
    }
  | Extract<ReadRecord, { kind: 'unreadable' }>

/**
 * What ingest does with a record: decode, parse, normalise, check, measure. It has no memory but
 * its caches, so any number of them may share the work, and the same bytes give the same numbers.
 */
export class Analyser {
  readonly #format: RecordFormat
  readonly #sorter: FormatSorter | undefined
  readonly #validators: ToolValidators
  readonly #toolSets: ToolSetCache
  readonly #suite: CheckSuite

  constructor(parts: {
    readonly format: RecordFormat
    /** For a source of several formats; the first of its formats is `format`. */
    readonly sorter?: FormatSorter
    readonly validators: ToolValidators
    readonly toolSets: ToolSetCache
    /** Absent: all checks as they come. */
    readonly suite?: CheckSuite
  }) {
    this.#format = parts.format
    this.#sorter = parts.sorter
    this.#validators = parts.validators
    this.#toolSets = parts.toolSets
    this.#suite = parts.suite ?? DEFAULT_SUITE
  }

  /** One record in full, its calls with their exact texts. */
  async analyse(bytes: Uint8Array): Promise<Analysis> {
    const format = this.#sorter ? formatOfBytes(bytes, this.#sorter) : this.#format
    const read = readRecord(bytes, format.id, { exact: true, toolSets: this.#toolSets })
    if (read.kind === 'unreadable') return read
    const { value: record, sample } = read
    await this.#validators.prepare(sample.tools)
    return { kind: 'sample', record, sample, findings: this.#findings(record, sample, format) }
  }

  /**
   * All records of a buffer, written into the batch's columns (all but the cutter's). Goes through
   * without a pause unless a tool's schema must be compiled. The batch must be fresh.
   */
  async analyseBatch(bytes: Uint8Array, spans: ByteSpans, into: BatchColumns): Promise<void> {
    const texts = new RecordTexts(bytes, spans)
    const formats = this.#sorter && (into.formats = new Uint8Array(into.count))
    for (let i = 0; i < into.count; i++) {
      const text = texts.at(i)
      const record = text === undefined ? undefined : parsedJson(text)
      if (text === undefined || record === undefined) {
        writeUnreadable(this.#unreadable(bytesOf(bytes, spans, i)), i, into)
        continue
      }
      let format = this.#format
      if (this.#sorter && formats) {
        const index = this.#sorter.indexOf(record)
        formats[i] = index
        format = this.#sorter.at(index)
      }
      const sample = format.read(record, { toolSets: this.#toolSets })
      const compiling = this.#validators.prepare(sample.tools)
      if (compiling) await compiling
      let findings = this.#findings(record, sample, format)
      if (findings.some((finding) => REPEATS.has(finding.code))) {
        // Seeming repeats may differ in numbers that only their exact text tells apart.
        const exact = await this.analyse(bytesOf(bytes, spans, i))
        if (exact.kind === 'sample') findings = exact.findings
      }
      writeSample(sample, findings, i, into)
      const group = groupOf(sample)
      if (group !== undefined) (into.groups ??= new Uint32Array(into.count))[i] = groupKey(group)
    }
  }

  #findings(record: Json, sample: Sample, format: RecordFormat): readonly Finding[] {
    return runChecks(sample, {
      format,
      record,
      validators: this.#validators,
      suite: this.#suite,
    })
  }

  #unreadable(bytes: Uint8Array): Unreadable {
    const read = readRecord(bytes, this.#format.id, { exact: false, toolSets: this.#toolSets })
    if (read.kind === 'sample') throw new Error('a record that was unreadable can be read now')
    return read
  }
}

function bytesOf(bytes: Uint8Array, { offset, length }: ByteSpans, index: number): Uint8Array {
  return bytes.subarray(offset[index], offset[index]! + length[index]!)
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** The format of one record; the main one where it cannot be read. */
function formatOfBytes(bytes: Uint8Array, sorter: FormatSorter): RecordFormat {
  const record = parsedJson(utf8.decode(bytes))
  return record === undefined ? sorter.at(0) : sorter.formatOf(record)
}

/** Undefined where the text is not JSON, for which `JSON` has no value of its own. */
export function parsedJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Findings that rest on arguments being equal. */
const REPEATS: ReadonlySet<string> = new Set([
  'loop.exact',
  'loop.cycle',
  'loop.callOnly',
  'loop.error',
  'loop.near',
  'loop.noProgress',
  'pair.same',
  'pair.formatOnly',
])

type Unreadable = Extract<ReadRecord, { kind: 'unreadable' }>

function writeUnreadable(problem: Unreadable, index: number, into: BatchColumns): void {
  into.columns.flags[index] = FLAGS.unreadable
  into.unreadable.push({ index, reason: problem.reason, atByte: problem.atByte })
}

/** The columns that say something about a record, not about its place. */
export type SampleMeasures = Readonly<
  Record<Exclude<ColumnName, 'offset' | 'length' | 'line' | 'findings2'>, number>
>

/** The numbers kept of a sample, as recorded or as a person left it. */
export function measureSample(sample: Sample, findings: readonly Finding[]): SampleMeasures {
  let messages = sample.context.length
  let calls = callsIn(sample.context)
  for (const branch of sample.branches) {
    messages += branch.messages.length
    calls += callsIn(branch.messages)
  }
  const measures = {
    flags: flagsOf(sample),
    findings0: 0,
    findings1: 0,
    errors: 0,
    warnings: 0,
    notes: 0,
    messages: Math.min(messages, 0xffff),
    calls: Math.min(calls, 0xffff),
    branches: Math.min(sample.branches.length, 0xff),
    tokens: estimateTokens(sample),
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

function writeSample(
  sample: Sample,
  findings: readonly Finding[],
  index: number,
  { columns }: BatchColumns,
): void {
  const measures = measureSample(sample, findings)
  columns.flags[index] = measures.flags
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

function callsIn(messages: readonly Message[]): number {
  let calls = 0
  for (const message of messages) if (message.role === 'assistant') calls += countCalls(message)
  return calls
}
