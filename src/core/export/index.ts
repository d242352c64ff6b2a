import { llamaFactoryDpo } from './llama-factory-dpo.ts'
import { llamaFactoryKto } from './llama-factory-kto.ts'
import type { RowTarget, TargetId } from './target.ts'

/** The targets that write rows of their own; a new one is a file here and a line below. */
export const ROW_TARGETS: readonly RowTarget[] = [llamaFactoryDpo, llamaFactoryKto]

/** Undefined for `source` and `flagged`, which have no rows of their own (source.ts, flagged.ts). */
export function rowTarget(id: TargetId): RowTarget | undefined {
  return ROW_TARGETS.find((target) => target.id === id)
}

export { RowExport } from './rows.ts'
export { SummaryBuilder } from './summary.ts'
export {
  behindComma,
  planSource,
  SourcePlan,
  type SourcePiece,
  type SourceRecord,
} from './source.ts'
export { sourceFate, unreadableFate, type SourceFate } from './source-fate.ts'
export { flaggedRow, reasonLines, REASONS_HEAD, type FlaggedRecord } from './flagged.ts'
