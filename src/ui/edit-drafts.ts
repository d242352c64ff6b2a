import type { Message } from '../core/model/message.ts'
import { sameMessage } from '../core/model/pair.ts'
import { MessageDraft } from './views/fork/message-draft.svelte.ts'

/** What was typed into messages and not yet saved. It outlives the form, and is gone with the page. */
export class EditDrafts {
  readonly #drafts = new Map<string, MessageDraft>()

  /** The draft of a message; a fresh one where the message is no longer the one that was edited. */
  of(id: string, message: Message): MessageDraft {
    const there = this.#drafts.get(id)
    if (there && sameMessage(there.original, message)) return there
    const draft = new MessageDraft(message)
    this.#drafts.set(id, draft)
    return draft
  }

  drop(id: string): void {
    this.#drafts.delete(id)
  }
}
