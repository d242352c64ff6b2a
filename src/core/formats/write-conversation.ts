import { arrangeElements, setMember, type Arranged, type Splice } from '../json/splice.ts'
import type { Pointer } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { plainText } from './write-text.ts'
import { editedMessage, freshMessage, mannerOf } from './write-message.ts'
import { lineOf, soleBranch, writeTree, type Placed, type Writing } from './writing.ts'

/** Writes a conversation that stands in one list, with perhaps a `system` column before it. */
export function writeConversation(
  text: string,
  sample: Sample,
  tree: Tree,
  first: 'messages' | 'conversations',
): Result<string, WriteError> {
  return writeListed(text, sample, tree, (writing) => listPath(first, writing))
}

/** The same where the list stands in any column. */
export function writeListed(
  text: string,
  sample: Sample,
  tree: Tree,
  listOf: (writing: Writing) => Pointer,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const line = lineOf(tree, soleBranch(tree, writing), writing)
    const { splices, rest } = writeSystem(line, writing)
    return [...splices, ...listSplices(listOf(writing), rest, writing)]
  })
}

/** Writes a conversation that is one list and nothing else. */
export function writeList(
  text: string,
  sample: Sample,
  tree: Tree,
  list: Pointer,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) =>
    listSplices(list, lineOf(tree, soleBranch(tree, writing), writing), writing),
  )
}

/** The column in which the record's conversation stands. */
export function listPath(first: 'messages' | 'conversations', writing: Writing): Pointer {
  const second = first === 'messages' ? 'conversations' : 'messages'
  const { exact } = writing
  return exact.span('/' + first) || !exact.span('/' + second) ? '/' + first : '/' + second
}

/** The change of the `system` column, and the messages that stand elsewhere. */
export function writeSystem(
  line: readonly Placed[],
  writing: Writing,
): { splices: readonly Splice[]; rest: readonly Placed[] } {
  const { exact, sample, style } = writing
  const hasColumn =
    sample.context[0]?.path === '/system' || sample.branches[0].messages[0]?.path === '/system'
  if (!hasColumn) return { splices: [], rest: line }
  const [first, ...others] = line
  const isThere = first?.base?.path === '/system'
  if (isThere && !first.isEdited) return { splices: [], rest: others }
  const isColumn = isThere || first?.message.role === 'system'
  const text = isColumn && first ? plainText(first.message.parts, writing) : ''
  return {
    splices: setMember(exact, exact.root, 'system', writing.quote(text), style),
    rest: isColumn ? others : line,
  }
}

/**
 * The splices that make the list at `path` hold these messages. Entries of the list that are no
 * messages stay behind the entry they follow. `placeOf` says where in the list a message's recorded
 * version stands, if it has another place there than its path says.
 */
export function listSplices(
  path: Pointer,
  line: readonly Placed[],
  writing: Writing,
  placeOf: (message: Placed) => Pointer | undefined = ({ base }) => base?.path,
  known: ReadonlySet<Pointer> = recordedPaths(writing.sample),
): Splice[] {
  const { exact, style } = writing
  const array = exact.span(path)
  if (!array || exact.text[array.start] !== '[') {
    writing.refuse(`messages where the record has no list (${path})`)
    return []
  }
  const manner = mannerOf(array, path === '/conversations' ? 'from' : 'role', writing)
  const spans = exact.elements(array)
  const arranged: Arranged[] = []
  const keepStrangers = (from: number) => {
    for (let at = from; at < spans.length && !known.has(`${path}/${at}`); at++)
      arranged.push({ at })
  }
  keepStrangers(0)
  for (const one of line) {
    const place = placeOf(one)
    const at = place?.startsWith(path + '/') ? Number(place.slice(path.length + 1)) : -1
    if (Number.isInteger(at) && spans[at]) {
      const base = one.base && place !== undefined ? { ...one.base, path: place } : one.base
      arranged.push(
        one.isEdited && base
          ? { at, text: editedMessage(base, one.message, manner, writing) }
          : { at },
      )
      keepStrangers(at + 1)
    } else
      arranged.push({ text: elsewhere(one, writing) ?? freshMessage(one.message, manner, writing) })
  }
  const isSame = arranged.length === spans.length && arranged.every((e, i) => e.at === i && !e.text)
  return isSame ? [] : [arrangeElements(exact, array, arranged, style)]
}

/** The text of a recorded message whose object stands elsewhere in the record. */
function elsewhere({ base, isEdited }: Placed, { exact }: Writing): string | undefined {
  if (!base || isEdited) return undefined
  const text = exact.slice(base.path)
  return text?.startsWith('{') ? text : undefined
}

function recordedPaths({ context, branches, apart }: Sample): ReadonlySet<Pointer> {
  const lanes = [context, ...branches.map((branch) => branch.messages)]
  if (apart) lanes.push(apart.context, apart.completion)
  return new Set(lanes.flatMap((lane) => lane.map((message) => message.path)))
}
