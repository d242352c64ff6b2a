import { arrangeElements, splice, type Splice } from '../json/splice.ts'
import type { Pointer } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import { recordedBranchId, recordedTree, type Branch, type Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { placed, writeTree, type Placed, type Writing } from './writing.ts'

const BRANCHES = '/sample/branches'

/**
 * Writes a row of our own, which holds every message and branch as a tree does. Its `record` stays: it is
 * the text that the row was first read from.
 */
export function writeOwnRow(text: string, sample: Sample, tree: Tree): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    if (sample.problems.some(({ path }) => !path.startsWith('/sample/problems/')))
      writing.refuse('a change: not all of the row can be read')
    const branches = tree.branches.filter(
      ({ origin, items }) => origin.kind === 'recorded' || items.length > 0,
    )
    const isAsRecorded =
      branches.length === sample.branches.length &&
      branches.every(({ id }, lane) => id === recordedBranchId(lane))
    return [
      ...laneSplices('/sample/context', itemsOf(tree.context, writing), writing),
      ...(isAsRecorded
        ? branches.flatMap((branch, lane) => branchSplices(branch, lane, writing))
        : writing.setAt(
            BRANCHES,
            `[${branches.map((one) => branchText(one, writing)).join(',')}]`,
          )),
      ...pairSplices(tree, branches, writing),
    ]
  })
}

function itemsOf(items: Branch['items'], writing: Writing): readonly Placed[] {
  if (items.some((item) => item.stale))
    writing.refuse('a message behind an edited tool call that nobody has confirmed')
  return items.map((item) => placed(writing.sample, item))
}

/** Puts messages into a list; those that stand in it unchanged keep their text. */
function laneSplices(path: Pointer, line: readonly Placed[], writing: Writing): Splice[] {
  const { exact, style } = writing
  const list = exact.span(path)
  if (!list || exact.text[list.start] !== '[') {
    if (line.length > 0) writing.refuse('messages in a row that has no list for them')
    return []
  }
  const there = exact.elements(list)
  const isUntouched =
    line.length === there.length &&
    line.every(({ message, isEdited }, i) => !isEdited && message.path === `${path}/${i}`)
  if (isUntouched) return []
  const elements = line.map((one) => {
    const at = one.base?.path.startsWith(path + '/') ? Number(one.base.path.split('/').at(-1)) : -1
    if (at < 0) return { text: messageText(one, writing) }
    return one.isEdited ? { at, text: messageText(one, writing) } : { at }
  })
  return [arrangeElements(exact, list, elements, style)]
}

function messageText({ message, isEdited }: Placed, { exact }: Writing): string {
  return (isEdited ? undefined : exact.slice(message.path)) ?? JSON.stringify(message)
}

function branchSplices(branch: Branch, lane: number, writing: Writing): Splice[] {
  return laneSplices(`${BRANCHES}/${lane}/messages`, itemsOf(branch.items, writing), writing)
}

/** A branch as JSON text: a recorded one keeps what else is said of it. */
function branchText(branch: Branch, writing: Writing): string {
  const { exact } = writing
  const lane = writing.sample.branches.findIndex((_, i) => recordedBranchId(i) === branch.id)
  const span = exact.span(`${BRANCHES}/${lane}`)
  if (!span) {
    const line = itemsOf(branch.items, writing)
    return `{"messages":[${line.map((one) => messageText(one, writing)).join(',')}]}`
  }
  const inner = branchSplices(branch, lane, writing).map((one) => ({
    ...one,
    start: one.start - span.start,
    end: one.end - span.start,
  }))
  return splice(exact.text.slice(span.start, span.end), inner)
}

/** The marks, where they are others than the record's; one mark alone is no pair. */
function pairSplices(tree: Tree, branches: readonly Branch[], writing: Writing): Splice[] {
  const { sample } = writing
  const placeOf = (id: string | null) => branches.findIndex((branch) => branch.id === id)
  const [chosen, rejected] = [placeOf(tree.roles.chosen), placeOf(tree.roles.rejected)]
  if (chosen < 0 || rejected < 0) {
    if (sample.recordedPair) writing.refuse('a pair of which not both sides are marked')
    return []
  }
  const before = recordedTree(sample).roles
  const isSame = tree.roles.chosen === before.chosen && tree.roles.rejected === before.rejected
  if (isSame && sample.recordedPair?.chosen === chosen && sample.recordedPair.rejected === rejected)
    return []
  if (sample.apart) writing.refuse('a marked pair beside a second prompt')
  return writing.setAt('/sample/recordedPair', JSON.stringify({ chosen, rejected }))
}
