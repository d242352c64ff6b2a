import { equalData } from '../json/equal.ts'
import { ExactText, type Span } from '../json/exact.ts'
import { quote, styleOf, type JsonStyle } from '../json/style.ts'
import { setMember, splice, type Splice } from '../json/splice.ts'
import { pointerKeys, type Pointer } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { messageAt, type Sample } from '../model/sample.ts'
import {
  findBranch,
  itemMessage,
  recordedTree,
  type BranchId,
  type Item,
  type Tree,
} from '../model/tree.ts'
import { fail, ok, type Result } from '../result.ts'
import type { WriteError } from './format.ts'

/** What the writers of one record share: its exact text, its style, and the first refusal. */
export class Writing {
  readonly exact: ExactText
  readonly style: JsonStyle
  readonly sample: Sample
  #refusal: string | undefined

  constructor(text: string, sample: Sample) {
    this.exact = new ExactText(text)
    this.style = styleOf(text)
    this.sample = sample
  }

  /** Says that the record has no place for something; the first one is reported. */
  refuse(what: string): void {
    this.#refusal ??= what
  }

  finish(splices: readonly Splice[]): Result<string, WriteError> {
    if (this.#refusal !== undefined) return fail({ kind: 'cannotHold', what: this.#refusal })
    return ok(splice(this.exact.text, splices))
  }

  quote(text: string): string {
    return quote(text, this.style)
  }

  /** JSON text of an object from its members' JSON texts, laid out like `model` if there is one. */
  objectText(members: readonly (readonly [key: string, value: string])[], model?: Span): string {
    const { exact, style } = this
    const { text } = exact
    const siblings = model ? exact.members(model) : []
    const [first, second] = siblings
    const last = siblings.at(-1)
    const pairs = members.map(([key, value]) => quote(key, style) + style.colon + value)
    if (!model || !first || !last) return `{${pairs.join(style.comma)}}`
    const open = text.slice(model.start + 1, first.keySpan.start)
    const separator = second
      ? text.slice(first.value.end, second.keySpan.start)
      : open.includes('\n')
        ? ',' + open
        : style.comma
    return '{' + open + pairs.join(separator) + text.slice(last.value.end, model.end)
  }

  /** The splices that put a value (JSON text) at a pointer, whose holder must be there. */
  setAt(path: Pointer, value: string): Splice[] {
    const { exact, style } = this
    const holder = exact.span(path.slice(0, path.lastIndexOf('/')))
    const key = pointerKeys(path).at(-1)
    const there = exact.span(path)
    if (holder && key !== undefined && exact.text[holder.start] === '{')
      return setMember(exact, holder, key, value, style)
    if (there) return [{ ...there, text: value }]
    this.refuse(`a value where the record has no place for it (${path})`)
    return []
  }

  /** The value of a string in the record. */
  stringAt(pointer: string): string | undefined {
    const text = this.exact.slice(pointer)
    if (!text?.startsWith('"')) return undefined
    return JSON.parse(text) as string
  }
}

/**
 * Writes a tree into a record's text. `splicesOf` says which spans change; a tree that is as
 * recorded changes none, whatever the record.
 */
export function writeTree(
  text: string,
  sample: Sample,
  tree: Tree,
  splicesOf: (writing: Writing) => readonly Splice[],
): Result<string, WriteError> {
  if (equalData(tree, recordedTree(sample))) return ok(text)
  const writing = new Writing(text, sample)
  return writing.finish(splicesOf(writing))
}

/** A message that shall stand in the record, and the recorded one that it is or was made from. */
export interface Placed {
  readonly message: Message
  readonly base: Message | undefined
  readonly isEdited: boolean
}

export function placed(sample: Sample, item: Item): Placed {
  const message = itemMessage(sample, item)
  if (item.kind === 'recorded') return { message, base: message, isEdited: false }
  const base = item.from && messageAt(sample, item.from)
  return { message, base, isEdited: true }
}

/**
 * The whole line of a branch: context and what follows. Notes what must not leave: a message that
 * may no longer follow.
 */
export function lineOf(tree: Tree, branch: BranchId | null, writing: Writing): readonly Placed[] {
  const found = branch === null ? undefined : findBranch(tree, branch)
  const items = [...tree.context, ...(found?.items ?? [])]
  if (items.some((item) => item.stale))
    writing.refuse('a message behind an edited tool call that nobody has confirmed')
  return items.map((item) => placed(writing.sample, item))
}

/** For a record with one conversation: the branch that goes into it. */
export function soleBranch(tree: Tree, writing: Writing): BranchId | null {
  if (tree.roles.chosen !== null) return tree.roles.chosen
  if (tree.branches.length > 1) writing.refuse('several branches of which none is chosen')
  return tree.branches[0].id
}

/** A pair as prompt and one message a side; refused where a side takes more than one message. */
export function pairLines(
  tree: Tree,
  writing: Writing,
): { prompt: readonly Placed[]; chosen: Placed | undefined; rejected: Placed | undefined } {
  const [chosen, rejected] = sideLines(tree, writing)
  const prompt = chosen.slice(0, -1)
  const isShared =
    chosen.length === rejected.length && prompt.every((one, i) => isSamePlaced(one, rejected[i]!))
  if (!isShared) writing.refuse('sides of more than one message behind the shared prompt')
  return { prompt, chosen: chosen.at(-1), rejected: rejected.at(-1) }
}

/** Both sides of the marked pair, each from the start of the conversation. */
export function sideLines(tree: Tree, writing: Writing): [readonly Placed[], readonly Placed[]] {
  const { chosen, rejected } = tree.roles
  if (chosen === null || rejected === null)
    writing.refuse('a pair of which not both sides are marked')
  return [lineOf(tree, chosen, writing), lineOf(tree, rejected, writing)]
}

function isSamePlaced(a: Placed, b: Placed): boolean {
  return (
    a.message === b.message ||
    (a.base !== undefined && a.base === b.base && !a.isEdited && !b.isEdited)
  )
}
