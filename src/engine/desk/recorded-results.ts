import { RecentToolSets } from '../../core/formats/tool-sets.ts'
import { recordedAnswers, type CallKey } from '../../core/model/answers.ts'
import type { Json } from '../../core/model/json.ts'
import { readRecord } from '../../core/record.ts'
import type { Analyst, TextQuery } from '../analyst/analyst.ts'
import type { Job, RecordedResult, RecordedResults, WantedResult } from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'
import { searchText } from './text-search.ts'

/** Answers that say something else; more than one can choose from are not looked for. */
const MOST_RESULTS = 5
/** Records that hold the text and are parsed to see whether they hold the call. */
const MOST_PARSED = 2_000
/** Records whose bytes are searched before hits are looked into: enough found, the rest is left. */
const CHUNK = 4_096
/** Records parsed between two looks at the signal. */
const BATCH = 32

/**
 * What the records hold as results of an identical call: those whose bytes hold the call's most
 * telling text, confirmed by reading. Edits do not count: only what was recorded was really
 * answered. Rejects with an AbortError when the job is aborted.
 */
export async function findRecordedResults(
  dataset: OpenDataset,
  analyst: Pick<Analyst, 'search'>,
  { call, except }: WantedResult,
  job: Job,
): Promise<RecordedResults> {
  const results = new Map<string, RecordedResult>()
  const needle = tellingText(call)
  const toolSets = new RecentToolSets()
  const total = dataset.columns.count
  if (call.args === undefined || needle === '') return { results: [], complete: true }
  let parsed = 0
  for (let from = 0; from < total; from += CHUNK) {
    const chunk = Uint32Array.from(
      { length: Math.min(CHUNK, total - from) },
      (_, index) => from + index,
    )
    const signal = job.signal ? { signal: job.signal } : {}
    const searched = { records: chunk, inputs: new Uint32Array(chunk.length) }
    const found = await searchText(dataset, analyst, holding(needle), searched, signal)
    const hits = [...chunk.filter((_, i) => found.hits[i] === 1)]
    for (let at = 0; at < hits.length; at += BATCH) {
      job.signal?.throwIfAborted()
      const batch = hits.slice(at, at + BATCH)
      const bytes = await dataset.records.manyBytes(batch)
      for (const [index, record] of batch.entries()) {
        if (parsed++ >= MOST_PARSED) return { results: [...results.values()], complete: false }
        const { format } = dataset.records.place(record)
        const read = readRecord(bytes[index]!, format, { exact: true, toolSets })
        if (read.kind === 'unreadable') continue
        for (const answer of recordedAnswers(read.sample, call)) {
          if (record === except?.record && answer.path === except.path) continue
          const said = `${answer.result.isError === true} ${answer.result.text}`
          if (!results.has(said)) results.set(said, { record, ...answer })
          if (results.size === MOST_RESULTS)
            return { results: [...results.values()], complete: false }
        }
      }
    }
    job.onProgress?.({
      phase: 'Looking for its result',
      done: Math.min(from + CHUNK, total),
      total,
      unit: 'samples',
    })
  }
  return { results: [...results.values()], complete: true }
}

/** The query for records that hold a text anywhere. */
function holding(text: string): TextQuery {
  return { formula: { kind: 'text', at: 0 }, text: [{ kind: 'text', within: null, text }] }
}

/** Characters that JSON spells as themselves, however often a text is wrapped in a string. */
const PLAIN = /[A-Za-z0-9 _.,:;@#+-]+/g
/** A value shorter than this says less than the tool's name. */
const TELLING = 3

/**
 * The longest text that every record with this call must hold: of its string values, else of its
 * name and keys. Numbers do not do: 1 may be spelled 1.0.
 */
export function tellingText({ name, args }: CallKey): string {
  const values: string[] = []
  const keys: string[] = [name]
  const left: (Json | undefined)[] = [args]
  while (left.length > 0) {
    const value = left.pop()
    if (typeof value === 'string') values.push(value)
    else if (Array.isArray(value)) for (const item of value as readonly Json[]) left.push(item)
    else if (typeof value === 'object' && value !== null)
      for (const [key, member] of Object.entries(value)) {
        keys.push(key)
        left.push(member)
      }
  }
  const value = longestPiece(values)
  return value.length >= TELLING ? value : longestPiece([...keys, value])
}

function longestPiece(texts: readonly string[]): string {
  let longest = ''
  for (const text of texts)
    for (const [piece] of text.matchAll(PLAIN)) if (piece.length > longest.length) longest = piece
  return longest
}
