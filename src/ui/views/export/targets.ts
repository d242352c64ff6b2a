import type { TargetId, WorkCounts } from '../../../engine/protocol.ts'
import type { ExportRequest } from '../../../core/export/target.ts'

/** A target as the list shows it. */
export interface TargetEntry {
  readonly id: TargetId
  /** Who reads the file, and what for. */
  readonly reader: string
  readonly stage: string
  readonly form: string
  /** What goes out, one and many. */
  readonly unit: readonly [one: string, many: string]
  /** Put behind the dataset's name to make the file's. */
  readonly suffix: string
  /** What the target promises about every row. */
  readonly promise: string
}

export const TARGET_ENTRIES: readonly TargetEntry[] = [
  {
    id: 'llama-factory/dpo',
    reader: 'LLaMA-Factory',
    stage: 'dpo',
    form: 'sharegpt, ranking',
    unit: ['pair', 'pairs'],
    suffix: 'dpo',
    promise: 'Both sides of each pair share one prompt, since a row has room for only one.',
  },
  {
    id: 'llama-factory/kto',
    reader: 'LLaMA-Factory',
    stage: 'kto',
    form: 'boolean labels',
    unit: ['example', 'examples'],
    suffix: 'kto',
    promise:
      'No desirable answer is blank, and neighbours have different prompts where that can be.',
  },
  {
    id: 'source',
    reader: 'Cleaned source',
    stage: 'everything kept',
    form: 'the format it came in',
    unit: ['record', 'records'],
    suffix: 'cleaned',
    promise: 'A record nobody edited leaves byte for byte as it came.',
  },
  {
    id: 'flagged',
    reader: 'Flagged samples',
    stage: 'with the reasons',
    form: 'JSONL and CSV',
    unit: ['sample', 'samples'],
    suffix: 'flagged',
    promise:
      'Each record stands beside the note of whoever flagged it. Mended, the file can be taken back.',
  },
  {
    id: 'failing',
    reader: 'Failing samples',
    stage: 'with the reasons',
    form: 'JSONL and CSV',
    unit: ['sample', 'samples'],
    suffix: 'failing',
    promise:
      'Each record with an error stands beside what was found. Mended, the file can be taken back.',
  },
]

export function targetEntry(id: TargetId): TargetEntry {
  const entry = TARGET_ENTRIES.find((one) => one.id === id)
  if (!entry) throw new Error(`no target is called ${id}`)
  return entry
}

export type Scope = ExportRequest['scope']

/** How many samples each scope takes. */
export function scopeCounts(work: WorkCounts): Readonly<Record<Scope, number>> {
  const decided = work.kept + work.paired + work.labelled
  return { decided, notDropped: decided + work.todo + work.draft + work.tied }
}

/** The decided ones where there are any: an export of nothing helps nobody. */
export function defaultScope(work: WorkCounts): Scope {
  return scopeCounts(work).decided > 0 ? 'decided' : 'notDropped'
}

/** A file name from a dataset's: letters, digits, `_`, `-` and `.` only. */
export function fileStem(name: string, suffix: string): string {
  const stem = name
    .normalize('NFKD')
    .replace(/[đĐ]/g, 'd')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._-]+|[._-]+$/g, '')
  return `${stem || 'dataset'}_${suffix}`
}

/** Why a name cannot be a file's and an entry's; undefined when it can. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'The file needs a name.'
  if (!/^[A-Za-z0-9._-]+$/.test(name)) return 'Only letters, digits, _, - and . can be used.'
  return /^\.+$/.test(name) ? 'A name of dots alone is no name.' : undefined
}
