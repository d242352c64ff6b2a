import type { SampleState } from '../../core/journal/edit.ts'
import type { Job } from '../protocol.ts'
import { mapAhead } from './ahead.ts'
import type { OpenDataset } from './dataset.ts'

/** A record on a pass over the dataset. */
export interface Visited {
  readonly record: number
  readonly state: SampleState
  /** Absent where they were not asked for. */
  readonly bytes?: Uint8Array<ArrayBuffer>
}

/** Records and bytes of one step; memory is bounded by two steps, or by the longest record. */
const STEP_RECORDS = 1_024
const STEP_BYTES = 4 * 1024 * 1024

/**
 * Passes over records in file order with their states, reading the bytes of those that `needsBytes`
 * names. Yields some at a time; rejects with an AbortError when the job is aborted.
 */
export async function* visit(
  dataset: OpenDataset,
  records: { readonly first: number; readonly end: number },
  needsBytes: (state: SampleState, record: number) => boolean,
  job: Job,
): AsyncGenerator<Visited[]> {
  const read = async (step: readonly number[]) => {
    const states = await dataset.states(step)
    const wanted = step.filter((record, i) => needsBytes(states[i]!, record))
    const bytes = await dataset.records.manyBytes(wanted)
    const found = new Map(wanted.map((record, i) => [record, bytes[i]!]))
    return step.map((record, i): Visited => {
      const own = found.get(record)
      return { record, state: states[i]!, ...(own ? { bytes: own } : {}) }
    })
  }
  const total = dataset.columns.count
  for await (const step of mapAhead(steps(dataset, records), read, 2)) {
    job.signal?.throwIfAborted()
    yield step
    job.onProgress?.({
      phase: 'Exporting',
      done: step.at(-1)!.record + 1,
      total,
      unit: 'samples',
    })
  }
}

function* steps(
  dataset: OpenDataset,
  { first, end }: { readonly first: number; readonly end: number },
): Generator<number[]> {
  let step: number[] = []
  let bytes = 0
  for (let record = first; record < end; record++) {
    const length = dataset.columns.get('length', record)
    if (step.length === STEP_RECORDS || (step.length > 0 && bytes + length > STEP_BYTES)) {
      yield step
      step = []
      bytes = 0
    }
    step.push(record)
    bytes += length
  }
  if (step.length > 0) yield step
}
