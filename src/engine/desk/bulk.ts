import { decide, flag, type SampleAct } from '../../core/journal/acts.ts'
import type { SampleEdits, SampleState } from '../../core/journal/edit.ts'
import { firstChange } from '../../core/fixes/first-change.ts'
import { fixById } from '../../core/fixes/index.ts'
import type { Fix } from '../../core/fixes/fix.ts'
import { tryFix } from '../../core/fixes/try-fix.ts'
import { formatOf } from '../../core/formats/index.ts'
import { presentSample } from '../../core/model/tree.ts'
import type { BulkPlan, BulkWork, Job } from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'
import { EMPTY_SAMPLE } from './empty-sample.ts'

/** Changes shown before they are made. */
const EXAMPLES = 10
/** Records looked at between two looks at whether the job was cancelled. */
const AT_ONCE = 200

/** What a bulk act means for the records of a query, and the changes themselves. */
export interface Bulk {
  readonly plan: BulkPlan
  readonly act: SampleAct['act']
  readonly changes: readonly SampleEdits[]
}

type Outcome =
  | { readonly kind: 'will'; readonly edits: SampleEdits['edits']; readonly example?: Example }
  | { readonly kind: 'already' }
  | { readonly kind: 'left'; readonly reason: string }
type Example = Omit<BulkPlan['examples'][number], 'record'>

const ALREADY: Outcome = { kind: 'already' }

/** Works out what would be done to each of these records. Nothing is changed. */
export async function planBulk(
  dataset: OpenDataset,
  records: Uint32Array,
  work: BulkWork,
  job: Job,
): Promise<Bulk> {
  const changes: SampleEdits[] = []
  const examples: BulkPlan['examples'][number][] = []
  const left = new Map<string, { records: number; readonly first: number }>()
  let already = 0
  const take = (record: number, outcome: Outcome) => {
    if (outcome.kind === 'already') already++
    else if (outcome.kind === 'left') {
      const group = left.get(outcome.reason)
      if (group) group.records++
      else left.set(outcome.reason, { records: 1, first: record })
    } else {
      changes.push({ record, edits: outcome.edits })
      if (outcome.example && examples.length < EXAMPLES)
        examples.push({ record, ...outcome.example })
    }
  }
  const fix = work.kind === 'fix' ? fixById(work.fix) : undefined
  for (let from = 0; from < records.length; from += AT_ONCE) {
    job.signal?.throwIfAborted()
    const done = { done: from, total: records.length, unit: 'samples' as const }
    job.onProgress?.({ phase: 'Looking at the samples', ...done })
    const some = [...records.subarray(from, from + AT_ONCE)]
    const states = await dataset.states(some)
    if (!fix) {
      some.forEach((record, i) => take(record, outcomeOf(work, states[i]!)))
      continue
    }
    const bytes = await dataset.records.manyBytes(some)
    for (const [i, record] of some.entries())
      take(record, await fixed(dataset, fix, record, bytes[i]!, states[i]!))
  }
  return {
    plan: {
      total: records.length,
      will: changes.length,
      already,
      left: [...left].map(([reason, group]) => ({ reason, ...group })),
      examples,
    },
    act: work.kind === 'fix' ? 'fix' : work.kind === 'flag' ? 'flag' : work.decision,
    changes,
  }
}

/** What a decision or a flag does to a sample in this state. */
function outcomeOf(work: BulkWork, state: SampleState): Outcome {
  const subject = { sample: EMPTY_SAMPLE, state }
  if (work.kind === 'fix') return { kind: 'left', reason: 'There is no fix of that name.' }
  const done = work.kind === 'decide' ? decide(subject, work.decision) : flag(subject, work.note)
  return done.ok ? { kind: 'will', edits: done.value.edits } : ALREADY
}

async function fixed(
  dataset: OpenDataset,
  fix: Fix,
  record: number,
  bytes: Uint8Array,
  state: SampleState,
): Promise<Outcome> {
  const { format } = dataset.records.place(record)
  const read = await dataset.reader.read(bytes, format)
  if (read.kind === 'unreadable') return { kind: 'left', reason: 'The record cannot be read.' }
  const { sample } = read
  const judge = (present: typeof sample) => dataset.reader.findings(present)
  const before = presentSample(sample, state.tree)
  const findings = state.tree ? await judge(before) : read.findings
  const subject = { sample, state }
  const tried = await tryFix(fix, subject, findings, judge, dataset.row.settings)
  if (!tried) return ALREADY
  if (tried.kind === 'refused') return { kind: 'left', reason: tried.reason }
  if (state.verdict !== null)
    return { kind: 'left', reason: 'Its fork is judged, and the verdict would be taken back.' }
  const { tree } = tried.state
  const written = tree && formatOf(format).write(new TextDecoder().decode(bytes), sample, tree)
  if (written && !written.ok)
    return { kind: 'left', reason: `Its format has no place for ${written.error.what}.` }
  return { kind: 'will', edits: tried.edits, example: firstChange(before, tried.present) }
}
