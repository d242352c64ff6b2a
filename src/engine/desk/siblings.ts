import { groupOf } from '../../core/groups.ts'
import { runOf, sharedPrompt } from '../../core/model/runs.ts'
import type { Sample } from '../../core/model/sample.ts'
import type { Sibling } from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'
import { titleOf } from './views.ts'

/** More tries of one task than this are not listed. */
const MOST_SIBLINGS = 64

/** The other records of a record's group, in file order. Empty where the record is in none. */
export async function siblingsOf(dataset: OpenDataset, record: number): Promise<Sibling[]> {
  const others = dataset.columns.recordsOfGroup(record, MOST_SIBLINGS)
  if (others.length === 0) return []
  const [own, ...samples] = await samplesAt(dataset, [record, ...others])
  const group = own && groupOf(own)
  if (!own || group === undefined) return []
  const ownRun = runOf(record, own)
  return others.flatMap((other, i) => {
    const sample = samples[i]
    // Different groups may have one key.
    if (!sample || groupOf(sample) !== group) return []
    const run = runOf(other, sample)
    const { trial, reward, gold } = sample.meta
    return [
      {
        record: other,
        format: sample.format,
        title: titleOf(sample),
        messages: run.messages.length,
        shared: sharedPrompt(ownRun.messages, run.messages),
        ...(trial === undefined ? {} : { trial }),
        ...(reward === undefined ? {} : { reward }),
        ...(gold === undefined || run.messages.length > 0 ? {} : { gold }),
      },
    ]
  })
}

async function samplesAt(
  { records, reader }: OpenDataset,
  wanted: readonly number[],
): Promise<(Sample | undefined)[]> {
  const bytes = await records.manyBytes(wanted)
  return Promise.all(
    wanted.map(async (record, i) => {
      const read = await reader.read(bytes[i]!, records.place(record).format)
      return read.kind === 'sample' ? read.sample : undefined
    }),
  )
}
