import type { Splice } from '../json/splice.ts'
import type { Pointer } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { Result } from '../result.ts'
import type { WriteError } from './format.ts'
import { answerSplices } from './write-alpaca.ts'
import { answerLines } from './write-slots.ts'
import { plainText } from './write-text.ts'
import { writeTree, type Placed, type Writing } from './writing.ts'

/**
 * Writes a record in which every message is one string with a place of its own: words change where
 * they stand. Messages can neither come nor go. One that stands in several branches must say the same
 * in all of them. `whyNot` says of an edited message why it has no place, if so.
 */
export function writePlaces(
  text: string,
  sample: Sample,
  tree: Tree,
  whyNot?: (one: Placed) => string | undefined,
): Result<string, WriteError> {
  return writeTree(text, sample, tree, (writing) => {
    const splices = new Map<Pointer, readonly Splice[]>()
    answerLines(tree, sample.branches.length, writing).forEach((line, lane) => {
      if (!isRecordedLine(line, lane, sample))
        writing.refuse('messages that come or go: each has a place of its own in this record')
      else
        for (const one of line) {
          const reason = one.isEdited ? whyNot?.(one) : undefined
          if (reason === undefined) addPlace(one, splices, writing)
          else writing.refuse(reason)
        }
    })
    return [...splices.values()].flat()
  })
}

function isRecordedLine(line: readonly Placed[], lane: number, sample: Sample): boolean {
  const recorded = [...sample.context, ...(sample.branches[lane]?.messages ?? [])]
  return (
    line.length === recorded.length &&
    line.every(({ base, message }, i) => {
      const old = recorded[i]!
      return base?.path === old.path && message.role === old.role
    })
  )
}

function addPlace(one: Placed, into: Map<Pointer, readonly Splice[]>, writing: Writing): void {
  const { message, base, isEdited } = one
  const path = base?.path ?? ''
  const splices =
    message.role === 'assistant'
      ? answerSplices(one, path, writing)
      : isEdited
        ? writing.setAt(path, writing.quote(plainText(message.parts, writing)))
        : []
  const before = into.get(path)
  if (before && JSON.stringify(before) !== JSON.stringify(splices))
    writing.refuse('two versions of a message that the record holds once')
  into.set(path, splices)
}
