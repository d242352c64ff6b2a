import { ExactText } from '../json/exact.ts'
import { equalData } from '../json/equal.ts'
import { childPointer } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { CONTEXT_LANE, type MessageRef, type Sample } from '../model/sample.ts'
import {
  checkTree,
  recordedBranchId,
  recordedItem,
  recordedTree,
  type Item,
  type Tree,
} from '../model/tree.ts'
import type { Edit, SampleState } from './edit.ts'

/** A record as its file held it and as it came back, both read with their exact texts. */
export interface RecordText {
  readonly sample: Sample
  readonly text: string
}

/** What the mended record means for the sample it came from. */
export type Mending =
  | { readonly kind: 'same' }
  | { readonly kind: 'edits'; readonly edits: readonly [Edit, ...Edit[]] }
  /** It changes what no edit can: `reason` says what, as a sentence. */
  | { readonly kind: 'refused'; readonly reason: string }

/**
 * The edits that turn a recorded sample into the one that came back. Messages that are the same stay
 * recorded; others become a person's own. What is not messages, sides or a label stays as recorded, so
 * a record that changed more than that is refused and not half taken.
 */
export function mendedEdits(before: RecordText, after: RecordText, state: SampleState): Mending {
  const refused = (reason: string): Mending => ({ kind: 'refused', reason })
  if (state.tree !== null)
    return refused('Its messages were edited here meanwhile. Undo that, or leave it out.')
  const was = before.sample
  const is = after.sample
  if (is.problems.length > was.problems.length)
    return refused(`It fits its format less than before: ${is.problems.at(-1)!.message}`)
  if (is.tools.text !== was.tools.text)
    return refused('Its tool definitions differ. They can be changed in the source only.')
  if (!equalData(extraOf(before), extraOf(after)))
    return refused('Columns beside its messages differ. They can be changed in the source only.')
  if (was.apart || is.apart)
    return equalData(withoutPaths(was), withoutPaths(is))
      ? { kind: 'same' }
      : refused('Its two sides have two prompts. Take one of them here first.')
  if (is.branches.length !== was.branches.length)
    return refused('It has another number of answers than the record it came from.')
  if (!is.branches.every((branch, lane) => equalData(factsOf(branch), factsOf(was.branches[lane]))))
    return refused(
      'Scores or models of its answers differ. They can be changed in the source only.',
    )
  const edits = [...treeEdits(was, is), ...labelEdits(was, is, state)]
  const [first, ...rest] = edits
  if (first === undefined) return { kind: 'same' }
  if (first === 'broken')
    return refused('Its messages no longer make a prompt and an answer to it.')
  return { kind: 'edits', edits: [first, ...rest.filter((edit) => edit !== 'broken')] }
}

function treeEdits(was: Sample, is: Sample): (Edit | 'broken')[] {
  const from = recordedTree(was)
  const [first, ...others] = is.branches.map((branch, lane) => ({
    ...from.branches[lane]!,
    items: itemsOf(was, lane, branch.messages),
  }))
  const pair = is.recordedPair
  const to: Tree = {
    context: itemsOf(was, CONTEXT_LANE, is.context),
    branches: [first!, ...others],
    roles: pair
      ? { chosen: recordedBranchId(pair.chosen), rejected: recordedBranchId(pair.rejected) }
      : from.roles,
  }
  if (equalData(from, to)) return []
  if (!checkTree(was, to).ok) return ['broken']
  return [{ type: 'set', field: 'tree', from: null, to }]
}

function labelEdits(was: Sample, is: Sample, { label }: SampleState): Edit[] {
  const to = is.branches[0].label
  if (to === was.branches[0].label || to === undefined || is.branches.length > 1) return []
  return to === label ? [] : [{ type: 'set', field: 'label', from: label, to }]
}

/** Messages as items: each that the lane recorded too, in the same order, by reference. */
function itemsOf(was: Sample, lane: number, messages: readonly Message[]): Item[] {
  const recorded = lane === CONTEXT_LANE ? was.context : was.branches[lane]!.messages
  let at = 0
  return messages.map((message, index): Item => {
    const same = recorded.findIndex((one, i) => i >= at && equalMessages(one, message))
    if (same >= 0) {
      at = same + 1
      return recordedItem(lane, same)
    }
    const place = recorded[index]
    const from: { from?: MessageRef } =
      place?.role === message.role ? { from: { lane, index } } : {}
    return { kind: 'own', message: withoutPlace(message), ...from }
  })
}

/** Its places are those of a text that is not kept. */
function withoutPlace(message: Message): Message {
  const parts = message.parts.map((part) =>
    part.t === 'call' ? { ...part, call: { ...part.call, path: '' } } : part,
  )
  return { ...message, parts, path: '' }
}

/** Arguments are told apart by their exact text. */
function equalMessages(a: Message, b: Message): boolean {
  return equalData(withoutPaths(a), withoutPaths(b))
}

/** Where a thing stands in its text says nothing of what it is. */
function withoutPaths(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPaths)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === 'path' ? [] : [[key, withoutPaths(inner)]],
    ),
  )
}

function extraOf({ sample, text }: RecordText): Record<string, string | undefined> {
  const exact = new ExactText(text)
  return Object.fromEntries(sample.extra.map((name) => [name, exact.slice(childPointer('', name))]))
}

function factsOf(branch: Sample['branches'][number] | undefined): unknown {
  return withoutPaths({ model: branch?.model, rank: branch?.rank, scores: branch?.scores })
}
