import { equalData } from '../json/equal.ts'
import { applyEdits } from '../journal/apply.ts'
import { treeOf, withVerdictCleared, type Subject } from '../journal/acts.ts'
import type { Message, Part } from '../model/message.ts'
import { CONTEXT_LANE, type MessageRef, type Sample } from '../model/sample.ts'
import {
  itemMessage,
  recordedTree,
  type Branch,
  type Item,
  type OwnItem,
  type Tree,
} from '../model/tree.ts'
import { refuse, type Proposal } from './fix.ts'

/**
 * The messages of a sample while a fix changes them. Places stay those of the sample as it was, however
 * many messages go; what is not changed stays the very item that it was.
 */
export class Draft {
  readonly #sample: Sample
  readonly #subject: Subject
  readonly #before: Tree
  /** The context, then the branches; null where a message is gone. */
  readonly #lanes: (Item | null)[][]
  #front: Item | undefined

  constructor(subject: Subject) {
    this.#subject = subject
    this.#sample = subject.sample
    this.#before = treeOf(subject)
    this.#lanes = [this.#before.context, ...this.#before.branches.map(({ items }) => items)].map(
      (items) => [...items],
    )
  }

  /** From the context on. */
  get lanes(): readonly number[] {
    return this.#lanes.map((_, i) => i + CONTEXT_LANE)
  }

  get branches(): number {
    return this.#before.branches.length
  }

  length(lane: number): number {
    return this.#lanes[lane - CONTEXT_LANE]?.length ?? 0
  }

  /** The message at a place; undefined where there is none, or none any more. */
  at({ lane, index }: MessageRef): Message | undefined {
    const item = this.#lanes[lane - CONTEXT_LANE]?.[index]
    return item ? itemMessage(this.#sample, item) : undefined
  }

  /** All places that hold a message. */
  places(): MessageRef[] {
    return this.lanes.flatMap((lane) =>
      Array.from({ length: this.length(lane) }, (_, index) => ({ lane, index })).filter((ref) =>
        this.at(ref),
      ),
    )
  }

  /** Places of the conversation through the context and on into a branch. */
  conversation(lane: number): MessageRef[] {
    return this.places().filter((ref) => ref.lane === CONTEXT_LANE || ref.lane === lane)
  }

  set({ lane, index }: MessageRef, message: Message): void {
    const items = this.#lanes[lane - CONTEXT_LANE]!
    const old = items[index]
    if (!old) throw new RangeError(`no message ${index} in lane ${lane}`)
    const from = old.kind === 'recorded' ? old.ref : old.from
    const item: OwnItem = {
      kind: 'own',
      message,
      ...(from ? { from } : {}),
      ...(old.stale ? { stale: true } : {}),
    }
    items[index] = item
  }

  setParts(ref: MessageRef, parts: readonly Part[]): void {
    this.set(ref, { ...this.at(ref)!, parts })
  }

  remove({ lane, index }: MessageRef): void {
    this.#lanes[lane - CONTEXT_LANE]![index] = null
  }

  /** Puts a message before all others. */
  moveToFront(ref: MessageRef): void {
    this.#front = this.#lanes[ref.lane - CONTEXT_LANE]![ref.index]!
    this.remove(ref)
  }

  /** The edits that come of it, tried; null where it is as it was. */
  finish(what: string): Proposal | null {
    const { state } = this.#subject
    const [context, ...branches] = this.#lanes.map((items) => items.filter((item) => item !== null))
    const [first, ...others] = this.#before.branches.map((branch, i): Branch => ({
      ...branch,
      items: branches[i]!,
    }))
    const made: Tree = {
      ...this.#before,
      context: this.#front ? [this.#front, ...context!] : context!,
      branches: [first!, ...others],
    }
    if (equalData(made, this.#before)) return null
    const to = equalData(made, recordedTree(this.#sample)) ? null : made
    const edits = withVerdictCleared(state, { type: 'set', field: 'tree', from: state.tree, to })
    const tried = applyEdits(this.#sample, state, edits)
    if (tried.ok) return { kind: 'edits', edits, what }
    const { error } = tried
    return refuse('reason' in error ? error.reason : 'Its messages do not allow it.')
  }
}
