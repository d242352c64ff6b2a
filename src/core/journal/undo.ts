import { invertEdits } from './apply.ts'
import type { JournalEntry, SampleEdits } from './edit.ts'

/**
 * Which entries can be undone and redone now: a fold over the journal, so it is the same after a
 * reload. A new act empties the redo stack. An undo entry moves its act to the redo stack; a redo
 * entry is itself what a later undo takes back.
 */
export class UndoHistory {
  readonly #undo: number[] = []
  readonly #redo: number[] = []

  /** Adds the next entry of the journal; entries must come in the order of their `seq`. */
  push(entry: Pick<JournalEntry, 'seq' | 'undoes' | 'redoes'>): void {
    if (entry.undoes !== undefined) {
      remove(this.#undo, entry.undoes)
      this.#redo.push(entry.seq)
      return
    }
    if (entry.redoes !== undefined) remove(this.#redo, entry.redoes)
    else this.#redo.length = 0
    this.#undo.push(entry.seq)
  }

  /** The `seq` of the entry that undo would take back, or undefined. */
  get undoable(): number | undefined {
    return this.#undo.at(-1)
  }

  /** The `seq` of the undo entry that redo would take back, or undefined. */
  get redoable(): number | undefined {
    return this.#redo.at(-1)
  }
}

function remove(stack: number[], seq: number): void {
  const at = stack.lastIndexOf(seq)
  if (at >= 0) stack.splice(at, 1)
}

/** The changes that take an entry back: samples and edits in reverse order, each inverted. */
export function inverseChanges(changes: JournalEntry['changes']): [SampleEdits, ...SampleEdits[]] {
  return changes
    .map((change): SampleEdits => ({ record: change.record, edits: invertEdits(change.edits) }))
    .reverse() as [SampleEdits, ...SampleEdits[]]
}
