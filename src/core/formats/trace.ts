/** What the formats of traces and logs share. */
import type { Result } from '../result.ts'
import type { Message, ToolSet } from '../model/message.ts'
import { NO_TOOLS } from '../model/message.ts'
import type { RecordedBranch, Sample, Score } from '../model/sample.ts'
import type { Tree } from '../model/tree.ts'
import type { WriteError } from './format.ts'
import type { Reading } from './reading.ts'
import { readToolColumn, readToolTexts } from './read-tools.ts'
import type { Lanes } from './split.ts'
import { splitAnswer, splitTrace } from './split.ts'
import type { Spot } from './spot.ts'
import { lineOf, soleBranch, writeTree } from './writing.ts'

/**
 * The call whose messages are the transcript: the longest, of equals the last. Earlier calls of the
 * same conversation are its prefixes, not further samples (spec: formats §4, trace rule).
 */
export function longestFinal<T extends { readonly size: number }>(
  calls: readonly T[],
): T | undefined {
  let best: T | undefined
  for (const call of calls) if (!best || call.size >= best.size) best = call
  return best
}

/** A run of an agent: a canned greeting before the first user turn belongs to the prompt. */
export function splitRun(messages: readonly Message[]): Lanes {
  const firstUser = messages.findIndex((message) => message.role === 'user')
  if (messages[0]?.role !== 'assistant' || firstUser < 0) return splitTrace(messages)
  const answer = messages.findIndex((message, i) => i > firstUser && message.role === 'assistant')
  return answer < 0
    ? splitTrace(messages)
    : splitAnswer(messages.slice(0, answer), messages.slice(answer))
}

/** The lanes with what the source says about their one branch. */
export function judged(
  lanes: Lanes,
  { model, scores }: { model?: string | undefined; scores?: readonly Score[] },
): Lanes {
  const [first, ...rest] = lanes.branches
  const branch: RecordedBranch = {
    ...first,
    ...(model === undefined ? {} : { model }),
    ...(scores && scores.length > 0 ? { scores } : {}),
  }
  return { ...lanes, branches: [branch, ...rest] }
}

/** The score at a place, if a number stands there; a boolean counts 1 or 0. */
export function scoreAt(spot: Spot, key: string): readonly Score[] {
  const { value, path } = spot
  if (typeof value === 'boolean') return [{ key, value: value ? 1 : 0, path }]
  return typeof value === 'number' ? [{ key, value, path }] : []
}

/** The tools at a place: a list, or JSON text of one, at whichever depth. */
export function readToolSpot(spot: Spot, reading: Reading): ToolSet {
  const { value, path } = spot
  if (value === undefined || value === null) return NO_TOOLS
  if (!spot.isInText) return readToolColumn(value, path, reading)
  const texts = Array.isArray(value)
    ? spot.elements().map((one) => one.jsonText())
    : [spot.jsonText()]
  return readToolTexts(texts, path, reading)
}

/**
 * Writes a record that no edit can go into: as it came where the recorded conversation is chosen
 * unchanged, refused otherwise. `what` completes “The format cannot hold …”.
 */
export function writeUnchanged(
  text: string,
  sample: Sample,
  tree: Tree,
  what: string,
): Result<string, WriteError> {
  const recorded = [...sample.context, ...sample.branches[0].messages]
  return writeTree(text, sample, tree, (writing) => {
    const line = lineOf(tree, soleBranch(tree, writing), writing)
    const isUnchanged =
      line.length === recorded.length &&
      line.every(({ message, isEdited }, i) => !isEdited && message === recorded[i])
    if (!isUnchanged) writing.refuse(what)
    return []
  })
}
