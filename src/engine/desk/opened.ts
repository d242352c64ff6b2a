import type { UndoHistory } from '../../core/journal/undo.ts'
import type { OpenDataset as OpenedView } from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'
import type { Ingest } from './ingest.ts'
import type { Recheck } from './recheck.ts'
import type { WriterLock } from './writer-lock.ts'

/** A dataset that a desk has open: its data, the right to write it, and the load under way. */
export interface Opened {
  readonly dataset: OpenDataset
  readonly lock: WriterLock
  /** Set while it loads or waits to. */
  /** Set while its samples are checked anew. */
  rechecking?: { readonly recheck: Recheck; readonly ended: Promise<void> }
  loading?: { readonly ingest: Ingest; readonly ended: Promise<void> }
}

export function openedView({ dataset, lock }: Opened): OpenedView {
  return {
    summary: dataset.summary,
    mode: lock.held ? 'write' : 'read',
    ...undoState(dataset.undo, lock.held),
  }
}

export function undoState(
  { undoable, redoable }: UndoHistory,
  writes: boolean,
): { readonly canUndo: boolean; readonly canRedo: boolean } {
  return { canUndo: writes && undoable !== undefined, canRedo: writes && redoable !== undefined }
}

/** Stops checking anew, as a person wants it, and waits until that is written. */
export async function stopRecheck({ rechecking }: Opened): Promise<void> {
  rechecking?.recheck.stop()
  await rechecking?.ended
}
