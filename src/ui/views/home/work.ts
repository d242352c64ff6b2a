import type { DatasetSummary, WorkCounts } from '../../../engine/protocol.ts'
import { counted } from '../../numbers.ts'

/** Samples a labeller is done with. */
export function decidedCount(work: WorkCounts): number {
  return work.kept + work.dropped + work.paired + work.tied + work.labelled
}

/** What goes with a dataset when it is deleted, in sentences. */
export function lossOf({ work }: Pick<DatasetSummary, 'work'>): string {
  const decided = decidedCount(work)
  const parts = [
    decided > 0 && counted(decided, 'decision'),
    work.paired > 0 && `${counted(work.paired, 'pair')} among them`,
    work.draft > 0 && counted(work.draft, 'unfinished fork'),
    work.flagged > 0 && counted(work.flagged, 'flag'),
  ].filter((part) => part !== false)
  const rest = 'The copy in this browser goes; the file you opened stays where it is.'
  if (parts.length === 0) return `Nothing was decided in it. ${rest}`
  const last = parts.pop()!
  const list = parts.length === 0 ? last : `${parts.join(', ')} and ${last}`
  const verb = parts.length === 0 && /^1 /.test(list) ? 'goes' : 'go'
  return `${list} ${verb} with it. ${rest}`
}
