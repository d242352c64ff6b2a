import { applyEdits } from '../../core/journal/apply.ts'
import type { Edit, JournalEntry, SampleState } from '../../core/journal/edit.ts'
import { inverseChanges } from '../../core/journal/undo.ts'
import { measureSample } from '../../core/analyse.ts'
import type { Sample } from '../../core/model/sample.ts'
import { presentSample } from '../../core/model/tree.ts'
import { ok, type Result } from '../../core/result.ts'
import type { Measures, SampleRow } from '../../storage/db.ts'
import { attempt } from '../../storage/errors.ts'
import { commitAct, journalEntry } from '../../storage/journal.ts'
import type { AppendError, Revision } from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'
import { EMPTY_SAMPLE } from './empty-sample.ts'

type Changes = JournalEntry['changes']

/**
 * Does an act: tries it on the present states, writes it, and only then shows it in the columns.
 * Refused as a whole when one edit does not fit. Must be called in the dataset's turn.
 */
export async function act(
  dataset: OpenDataset,
  who: string,
  word: JournalEntry['act'],
  changes: Changes,
  takesBack: Pick<JournalEntry, 'undoes' | 'redoes'> = {},
): Promise<Result<Revision, AppendError>> {
  const samples = await changedSamples(dataset, changes)
  if (!samples.ok) return samples
  const at = Date.now()
  const entry = { dataset: dataset.id, at, who, act: word, changes, ...takesBack }
  const row = { changedAt: at, ...dataset.sumsWith(samples.value) }
  const committed = await attempt(() =>
    commitAct(dataset.db, dataset.id, { entry, samples: samples.value, row }),
  )
  if (!committed.ok) return committed
  if (!committed.value.ok) return committed.value
  const written = committed.value.value
  dataset.row = { ...dataset.row, ...row }
  dataset.undo.push(written)
  for (const sample of samples.value) dataset.apply(sample)
  return ok({
    entry: written,
    states: samples.value.map(({ record, state }) => ({ record, state })),
    canUndo: dataset.undo.undoable !== undefined,
    canRedo: dataset.undo.redoable !== undefined,
    savedAt: Date.now(),
  })
}

/** Takes the last act back, or the last undo (`redo`); null when there is none. */
export async function takeBack(
  dataset: OpenDataset,
  who: string,
  way: 'undo' | 'redo',
): Promise<Result<Revision | null, AppendError>> {
  const seq = way === 'undo' ? dataset.undo.undoable : dataset.undo.redoable
  if (seq === undefined) return ok(null)
  const entry = await attempt(() => journalEntry(dataset.db, seq))
  if (!entry.ok) return entry
  if (!entry.value) throw new Error(`the journal has no entry ${seq}`)
  const link = way === 'undo' ? { undoes: seq } : { redoes: seq }
  return act(dataset, who, entry.value.act, inverseChanges(entry.value.changes), link)
}

/** The samples as they are after the changes. */
async function changedSamples(
  dataset: OpenDataset,
  changes: Changes,
): Promise<Result<SampleRow[], AppendError>> {
  const records = [...new Set(changes.map(({ record }) => record))]
  const stored = await attempt(() => dataset.sampleRows(records))
  if (!stored.ok) return stored
  const rows = new Map(stored.value.map((row) => [row.record, row]))
  for (const { record, edits } of changes) {
    const before = rows.get(record)!
    const touchesMessages = edits.some(editsMessages)
    const read = touchesMessages ? await attempt(() => recordedSample(dataset, record)) : null
    if (read && !read.ok) return read
    const sample = read?.value ?? EMPTY_SAMPLE
    const after = applyEdits(sample, before.state, edits)
    if (!after.ok) return after
    const measures = read ? { measures: await measure(dataset, sample, after.value) } : {}
    rows.set(record, { ...before, state: after.value, ...measures })
  }
  return ok([...rows.values()])
}

/** Edited samples measured anew, as their checks are set now. */
export async function remeasured(
  dataset: OpenDataset,
  records: readonly number[],
): Promise<SampleRow[]> {
  const rows = await dataset.sampleRows(records)
  return Promise.all(
    rows.map(async (row) => {
      const sample = await recordedSample(dataset, row.record)
      return { ...row, measures: await measure(dataset, sample, row.state) }
    }),
  )
}

function editsMessages(edit: Edit): boolean {
  return edit.type !== 'set' || edit.field === 'tree'
}

async function recordedSample(dataset: OpenDataset, record: number): Promise<Sample> {
  const bytes = await dataset.records.bytes(record)
  const read = await dataset.reader.read(bytes, dataset.records.place(record).format)
  return read.kind === 'sample' ? read.sample : EMPTY_SAMPLE
}

async function measure(
  dataset: OpenDataset,
  sample: Sample,
  state: SampleState,
): Promise<Measures> {
  const present = presentSample(sample, state.tree)
  return measureSample(present, await dataset.reader.findings(present))
}
