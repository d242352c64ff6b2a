import { SvelteMap } from 'svelte/reactivity'
import type { Message } from '../../../core/model/message.ts'
import { sameMessage } from '../../../core/model/pair.ts'
import type { DatasetSession } from '../../session.svelte.ts'
import { keyOf, type Place, type PlaceKey } from './places.ts'

interface OpenEdit {
  readonly key: PlaceKey
  readonly message: Message
  /** Whether the keyboard goes into it. */
  readonly focused: boolean
}

/**
 * The messages being edited, one a sample. They stay open while one looks at other samples or
 * views, and are gone with the page.
 */
export class Edits {
  readonly #open = new SvelteMap<number, OpenEdit>()

  open(record: number, { ref, message }: Place): void {
    this.#open.set(record, { key: keyOf(ref), message, focused: true })
  }

  close(record: number): void {
    this.#open.delete(record)
  }

  /** The edit goes out of sight: when it is met again, the keyboard stays with the queue. */
  leave(record: number): void {
    const edit = this.#open.get(record)
    if (edit) this.#open.set(record, { ...edit, focused: false })
  }

  isFocused(record: number): boolean {
    return this.#open.get(record)?.focused === true
  }

  /** False also where the message is no longer what it was (an undo, a moved fork point). */
  isOpen(record: number, { ref, message }: Place): boolean {
    const edit = this.#open.get(record)
    return edit?.key === keyOf(ref) && sameMessage(edit.message, message)
  }
}

const edits = new WeakMap<DatasetSession, Edits>()

/** The edits of a session; they live as long as it does. */
export function editsOf(session: DatasetSession): Edits {
  let own = edits.get(session)
  if (!own) edits.set(session, (own = new Edits()))
  return own
}
