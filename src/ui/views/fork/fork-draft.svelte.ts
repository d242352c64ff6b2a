import { SvelteMap } from 'svelte/reactivity'
import type { Lane } from '../../../core/journal/acts.ts'
import type { Message } from '../../../core/model/message.ts'
import { sameMessage } from '../../../core/model/pair.ts'
import type { DatasetSession } from '../../session.svelte.ts'
import { MessageDraft } from './message-draft.svelte.ts'

/** Where an edit goes when it is done. */
export interface EditPlace {
  readonly lane: Lane
  readonly index: number
  /** `insert`: a new message before which `index` stands now; else the message there is replaced. */
  readonly act: 'replace' | 'insert'
}

export interface OpenEdit {
  readonly place: EditPlace
  readonly draft: MessageDraft
}

/**
 * Unfinished edits of a session's samples, one open edit a sample. They stay while one looks at
 * other samples or views, and are gone with the page: nothing of them is stored before Done.
 */
export class ForkDrafts {
  readonly #open = new SvelteMap<number, OpenEdit>()

  /** The edit that is open in a sample. */
  of(record: number): OpenEdit | null {
    return this.#open.get(record) ?? null
  }

  /**
   * Opens a message for editing and gives its draft. An edit of the same message goes on where it
   * was; an edit of another message of the sample must be finished first, unless nothing was typed.
   * Null where that is so.
   */
  open(record: number, place: EditPlace, message: Message): MessageDraft | null {
    const there = this.#open.get(record)
    if (there && samePlace(there.place, place) && sameMessage(there.draft.original, message))
      return there.draft
    if (there?.draft.changed) return null
    const draft = new MessageDraft(message)
    this.#open.set(record, { place, draft })
    return draft
  }

  close(record: number): void {
    this.#open.delete(record)
  }

  /**
   * Closes an edit whose message is no longer what it was (an undo, another tab). An edit with
   * something typed stays where its place is still there.
   */
  reconcile(record: number, present: (place: EditPlace) => Message | undefined): void {
    const there = this.#open.get(record)
    if (!there || there.place.act === 'insert') return
    const message = present(there.place)
    if (!message || (!sameMessage(message, there.draft.original) && !there.draft.changed))
      this.#open.delete(record)
  }
}

function samePlace(a: EditPlace, b: EditPlace): boolean {
  return a.lane === b.lane && a.index === b.index && a.act === b.act
}

const drafts = new WeakMap<DatasetSession, ForkDrafts>()

/** The drafts of a session; they live as long as it does. */
export function draftsOf(session: DatasetSession): ForkDrafts {
  let own = drafts.get(session)
  if (!own) drafts.set(session, (own = new ForkDrafts()))
  return own
}
