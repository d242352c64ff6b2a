import { firstChange } from '../../core/fixes/first-change.ts'
import { ExactText } from '../../core/json/exact.ts'
import type { SampleEdits } from '../../core/journal/edit.ts'
import { mendedEdits } from '../../core/journal/mended.ts'
import type { Json } from '../../core/model/json.ts'
import { presentSample } from '../../core/model/tree.ts'
import { applyEdits } from '../../core/journal/apply.ts'
import type { Job, MendPlan } from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'

/** Changes shown before they are made. */
const EXAMPLES = 10
/** Records named for each reason. */
const NAMED = 100

/** What a file of mended records means for a dataset, and the changes themselves. */
export interface Mend {
  readonly plan: MendPlan
  readonly changes: readonly SampleEdits[]
}

/**
 * Reads a file that “Flagged samples” or “Failing samples” wrote and somebody mended: a row per line,
 * the record in `raw`, its number in `record`. Rows find their samples by number, file and line; what
 * does not fit is said and left out.
 */
export async function readMended(dataset: OpenDataset, file: Blob, job: Job): Promise<Mend> {
  const text = await file.text()
  const lines = text.split(/\r?\n/)
  const changes: SampleEdits[] = []
  const refused = new Map<string, number[]>()
  const examples: MendPlan['examples'][number][] = []
  const seen = new Set<number>()
  let same = 0
  let rows = 0
  const refuse = (reason: string, place: number) => {
    const places = refused.get(reason)
    if (places) places.push(place)
    else refused.set(reason, [place])
  }
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue
    rows++
    job.signal?.throwIfAborted()
    job.onProgress?.({ phase: 'Reading the file', done: i, total: lines.length, unit: 'samples' })
    const row = rowOf(line)
    if (typeof row === 'string') {
      refuse(row, i + 1)
      continue
    }
    const { record, raw } = row
    if (seen.has(record)) {
      refuse('The sample is in the file twice; the first row counts.', i + 1)
      continue
    }
    seen.add(record)
    const problem = placeProblem(dataset, row)
    const mended = problem ?? (await mendingOf(dataset, record, raw))
    if (typeof mended === 'string') refuse(mended, i + 1)
    else if (mended === null) same++
    else {
      changes.push({ record, edits: mended.edits })
      if (examples.length < EXAMPLES) examples.push({ record, ...mended.example })
    }
  }
  const groups = [...refused].map(([reason, places]) => ({
    reason,
    rows: places.length,
    lines: places.slice(0, NAMED),
  }))
  return { plan: { rows, changed: changes.length, same, refused: groups, examples }, changes }
}

interface MendedRow {
  readonly record: number
  readonly source: unknown
  readonly line: unknown
  /** The record's text as it stands in the row. */
  readonly raw: string
}

/** A row of the file, or why it is none. */
function rowOf(line: string): MendedRow | string {
  let row: Json
  try {
    row = JSON.parse(line) as Json
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return 'The line is not JSON.'
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row) || !('record' in row))
    return 'The line has no “record”: it is not from a file of flagged or failing samples.'
  const { record, source, line: at } = row
  if (typeof record !== 'number' || !Number.isInteger(record) || record < 0)
    return 'Its “record” is no number of a sample.'
  const raw = new ExactText(line).slice('/raw')
  if (raw === undefined) return 'It has no “raw” with the mended record.'
  if (raw.startsWith('"'))
    return 'Its record could not be read when it was loaded, so there is no sample to mend. Load the mended file as a dataset of its own.'
  return { record, source, line: at, raw }
}

function placeProblem(
  { columns, records }: OpenDataset,
  { record, source, line }: MendedRow,
): string | undefined {
  if (record >= columns.count) return 'The dataset has no sample of that number.'
  const place = records.place(record)
  const isSame = source === place.sourceName && line === place.lineNumber
  return isSame
    ? undefined
    : 'File or line are not those of the sample with that number: the rows are of another dataset.'
}

/** Null where nothing differs; a text says why it cannot be taken. */
async function mendingOf(dataset: OpenDataset, record: number, raw: string) {
  const { format } = dataset.records.place(record)
  const bytes = await dataset.records.bytes(record)
  const [before, after] = [
    await dataset.reader.read(bytes, format),
    await dataset.reader.read(new TextEncoder().encode(raw), format),
  ]
  if (before.kind === 'unreadable' || after.kind === 'unreadable')
    return 'Its record could not be read when it was loaded, so there is no sample to mend. Load the mended file as a dataset of its own.'
  const [state] = await dataset.states([record])
  const was = { sample: before.sample, text: new TextDecoder().decode(bytes) }
  const mending = mendedEdits(was, { sample: after.sample, text: raw }, state!)
  if (mending.kind === 'same') return null
  if (mending.kind === 'refused') return mending.reason
  const { edits } = mending
  const done = applyEdits(before.sample, state!, edits)
  if (!done.ok) return 'It cannot be taken into the sample.'
  const present = presentSample(before.sample, done.value.tree)
  return { edits, example: firstChange(before.sample, present) }
}
