import type { RecordFormat } from '../formats/format.ts'
import { staleIndexes } from '../model/tree.ts'
import type { SampleState } from '../journal/edit.ts'
import { refuseByScope } from './admission.ts'
import { heldBack, type HeldBack } from './held-back.ts'
import type { ExportRequest, ExportSample } from './target.ts'

export type SourceFate =
  /** `unfinished`: there is a fork that changed nothing yet, so the record leaves as it came. */
  | { readonly ok: true; readonly fate: 'leave'; readonly unfinished?: true }
  /** The record's new text. */
  | { readonly ok: true; readonly fate: 'edit'; readonly text: string }
  | HeldBack

const LEAVE = { ok: true, fate: 'leave' } as const

/**
 * What becomes of a record in the cleaned source. A fork that is not finished, or closed without a
 * winner, changes nothing: its record leaves as it came.
 */
export function sourceFate(
  exported: ExportSample,
  recordText: () => string,
  format: RecordFormat,
  scope: ExportRequest['scope'],
): SourceFate {
  const { sample, state } = exported
  const refused = refuseByScope(state, scope)
  if (refused) return refused
  const { tree } = state
  if (!tree) return LEAVE
  if (!isSettled(exported)) return { ...LEAVE, unfinished: true }
  const isStale = [tree.context, ...tree.branches.map(({ items }) => items)].some(
    (items) => staleIndexes(items).length > 0,
  )
  if (isStale) return heldBack('stale')
  const written = format.write(recordText(), sample, tree)
  if (!written.ok)
    return heldBack('cannotHold', `The format has no place for ${written.error.what}.`)
  return { ok: true, fate: 'edit', text: written.value }
}

/** Unreadable lines can only be kept as they came, so they leave unless dropped or not asked for. */
export function unreadableFate(state: SampleState, scope: ExportRequest['scope']): SourceFate {
  if (state.decision === 'drop') return heldBack('dropped')
  return scope === 'decided' ? heldBack('unreadable') : LEAVE
}

function isSettled({ sample, state }: ExportSample): boolean {
  if (state.verdict === 'tie' || state.verdict === 'bothBad') return false
  return state.verdict === 'pair' || state.tree!.branches.length === sample.branches.length
}
