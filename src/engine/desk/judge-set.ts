import { FIRST_SET_BIT } from '../../core/columns.ts'
import type { Sample } from '../../core/model/sample.ts'
import { presentSample } from '../../core/model/tree.ts'
import { fail, ok, type Result } from '../../core/result.ts'
import { digestOf, haveSplits } from '../../core/set/digest.ts'
import { Digests, emptyDigests, type DigestBatch } from '../../core/set/digests.ts'
import { judgeSet } from '../../core/set/judge.ts'
import { CHUNK } from '../../storage/columns.ts'
import { saveSet } from '../../storage/datasets.ts'
import type { ColumnRow, DatasetRow, SetResult } from '../../storage/db.ts'
import { attempt, READ_ONLY, type StorageError } from '../../storage/errors.ts'
import type { Analyst } from '../analyst/analyst.ts'
import type { Job } from '../protocol.ts'
import { mapAhead } from './ahead.ts'
import type { OpenDataset } from './dataset.ts'
import { CHECK_CODES } from './exact.ts'
import type { Stretch } from './records.ts'

const STRETCH_BYTES = 4 * 1024 * 1024
const STRETCHES_AHEAD = 4
/** Findings about single records that are kept with their words; all others keep their bit. */
const MOST_KEPT = 100_000

/**
 * Holds all samples of a dataset against each other, as they are now; dropped ones are left out. What
 * is found replaces what was found before, in one transaction. Rejects with an AbortError when the job
 * is aborted, and then nothing has changed.
 */
export async function judgeDataset(
  dataset: OpenDataset,
  analyst: Pick<Analyst, 'digestPlaces'>,
  job: Job,
  mayWrite: () => boolean,
): Promise<Result<void, StorageError>> {
  const digests = await digestAll(dataset, analyst, job)
  const { columns, records, row, db, id } = dataset
  const bits = new Uint32Array(columns.count)
  const kept: SetResult['records'][number][] = []
  const parts: SetResult['parts'][number][] = []
  const figures: SetResult['figures'][number][] = []
  const nameOf = (part: number) => records.sources[part]?.info.name ?? ''
  await judgeSet(
    {
      digests,
      settings: row.settings ?? {},
      read: (record) => presentOf(dataset, record),
      nameOf: (record) => `sample #${record}`,
      signal: job.signal,
      onProgress: ({ check, done, total }) =>
        job.onProgress?.({ phase: check, done, total, unit: 'samples' }),
      breathe: () => new Promise((resolve) => setTimeout(resolve)),
    },
    {
      finding: ({ record, part, finding }) => {
        if (record === null) {
          parts.push({ source: nameOf(part), finding })
          return
        }
        const bit = CHECK_CODES.indexOf(finding.code) - FIRST_SET_BIT
        bits[record] = (bits[record]! | (1 << bit)) >>> 0
        if (kept.length < MOST_KEPT) kept.push([record, finding])
      },
      figure: ({ code, part, title, value }) =>
        figures.push({ source: nameOf(part), code, title, value }),
    },
  )
  job.signal?.throwIfAborted()
  // Another tab may have taken over meanwhile.
  if (!mayWrite()) return fail(READ_ONLY)
  const before = Uint32Array.from(bits, (_, record) => columns.get('findings2', record))
  columns.setFindings(bits)
  const change: Partial<DatasetRow> = {
    setJudgedAt: Date.now(),
    tally: columns.tally,
    // Bits of single samples are those of the checks that looked at them.
    checkCodes: CHECK_CODES.map((code, bit) =>
      bit < FIRST_SET_BIT ? (dataset.row.checkCodes[bit] ?? '') : code,
    ),
  }
  const result: SetResult = { records: kept, parts, figures }
  const rows: ColumnRow[] = []
  for (let chunk = 0; chunk * CHUNK < columns.count; chunk++) rows.push(columns.chunkRow(id, chunk))
  const saved = await attempt(() => saveSet(db, id, rows, result, change))
  if (!saved.ok || !saved.value.ok) {
    columns.setFindings(before)
    return saved.ok ? saved.value : saved
  }
  const { setAsked: _, ...others } = dataset.row
  dataset.row = { ...others, ...change }
  dataset.takeSet(result)
  return ok(undefined)
}

async function digestAll(
  dataset: OpenDataset,
  analyst: Pick<Analyst, 'digestPlaces'>,
  job: Job,
): Promise<Digests> {
  const { records, columns } = dataset
  const { sources } = records
  const prompts = haveSplits(sources.map(({ info }) => info.name))
  const digests = new Digests()
  const total = columns.count
  const digest = async (stretch: Stretch) => {
    const { blob } = sources[stretch.source]!
    const { offsets, lengths } = stretch
    const reading = dataset.readingOf(stretch.source)
    const batch = await analyst.digestPlaces({
      ...reading,
      source: blob,
      offsets,
      lengths,
      prompts,
    })
    return { stretch, batch }
  }
  let begun = 0
  const beginUpTo = (source: number) => {
    while (begun <= source) digests.beginPart(sources[begun++]!.info.name)
  }
  const stretches = records.stretches(0, total, STRETCH_BYTES)
  for await (const { stretch, batch } of mapAhead(stretches, digest, STRETCHES_AHEAD)) {
    job.signal?.throwIfAborted()
    beginUpTo(stretch.source)
    digests.append(batch)
    const done = stretch.first + stretch.offsets.length
    job.onProgress?.({ phase: 'reading', done, total, unit: 'samples' })
  }
  beginUpTo(sources.length - 1)
  for (const record of changedRecords(dataset)) {
    job.signal?.throwIfAborted()
    digests.replace(record, await digestNow(dataset, record, prompts))
  }
  return digests
}

/** Those that are not what their file says: edited or dropped. */
function* changedRecords({ columns, edited }: OpenDataset): Generator<number> {
  for (let record = 0; record < columns.count; record++)
    if (edited.has(record) || columns.workOf(record).state === 'dropped') yield record
}

async function digestNow(
  dataset: OpenDataset,
  record: number,
  prompts: boolean,
): Promise<DigestBatch> {
  const isDropped = dataset.columns.workOf(record).state === 'dropped'
  const sample = isDropped ? undefined : await presentOf(dataset, record)
  return sample ? digestOf(sample, undefined, { prompts }) : emptyDigests(1)
}

async function presentOf(dataset: OpenDataset, record: number): Promise<Sample | undefined> {
  const bytes = await dataset.records.bytes(record)
  const read = await dataset.reader.read(bytes, dataset.records.place(record).format)
  if (read.kind === 'unreadable') return undefined
  const [state] = await dataset.states([record])
  return presentSample(read.sample, state!.tree)
}
