import type { Finding } from '../model/finding.ts'
import { forkTree, itemMessage } from '../model/tree.ts'
import { messageAt, messageNumber, type MessageRef, type Sample } from '../model/sample.ts'
import { fail, ok, type Result } from '../result.ts'
import { treeOf, withVerdictCleared, type ActError, type SampleAct, type Subject } from './acts.ts'

/** Where a loop goes round, by the numbers of messages from the start of its conversation. */
export interface LoopSpan {
  readonly passes: number
  /** Steps of one pass. */
  readonly period: number
  /** The first message of the first pass … */
  readonly first: number
  /** … and of the second. */
  readonly second: number
  /** Behind the last message of the last pass, its results included. */
  readonly end: number
}

/** The loop that a finding tells of; undefined where it tells of none. */
export function loopSpan(sample: Sample, { at, also = [], loop }: Finding): LoopSpan | undefined {
  const second = loop && also[loop.period - 1]
  const last = also.at(-1)
  if (!at || !second || !last) return undefined
  let end = messageNumber(sample, last) + 1
  for (let ref = next(sample, last); isResult(sample, ref); ref = next(sample, ref)) end++
  return {
    ...loop,
    first: messageNumber(sample, at),
    second: messageNumber(sample, second),
    end,
  }
}

/**
 * Makes a pair of a loop in a sample with one branch: after the first pass the rejected side goes
 * round again, as recorded; the chosen side goes on with what stands behind the last pass, or waits to
 * be written where that is no answer.
 */
export function leaveLoop(
  subject: Subject,
  { second, end }: LoopSpan,
): Result<SampleAct, ActError> {
  const before = treeOf(subject)
  if (before.branches.length > 1)
    return fail({ kind: 'notABoundary', reason: 'The sample has several branches already.' })
  const forked = forkTree(subject.sample, before, second, 'copy')
  if (!forked.ok) return forked
  const [fresh, old] = forked.value.branches
  const behind = fresh.items.slice(end - second)
  const head = behind[0] && itemMessage(subject.sample, behind[0])
  const items = head?.role === 'assistant' ? behind : []
  const tree = { ...forked.value, branches: [{ ...fresh, items }, old!] as const }
  return ok({
    act: 'fork',
    edits: withVerdictCleared(subject.state, {
      type: 'set',
      field: 'tree',
      from: subject.state.tree,
      to: tree,
    }),
  })
}

function isResult(sample: Sample, ref: MessageRef): boolean {
  return messageAt(sample, ref)?.role === 'tool'
}

/** The place of the next message of the conversation, there or not. */
function next(sample: Sample, { lane, index }: MessageRef): MessageRef {
  return lane < 0 && index + 1 >= sample.context.length
    ? { lane: 0, index: 0 }
    : { lane, index: index + 1 }
}
