import { equalData } from '../json/equal.ts'
import type { Json } from '../model/json.ts'
import type { Message, ResultPart, ToolCall } from '../model/message.ts'
import { callsOf } from '../model/message.ts'
import type { MessageRef, Sample } from '../model/sample.ts'
import type { CheckContext } from './check.ts'
import { conversationLength, hasCall, messageIn, placeIn } from './conversation.ts'
import { sameButSpace } from './same-text.ts'
import type { CheckSuite } from './suite.ts'

/** The calls that an assistant makes at once, with their results. A parallel batch is one step. */
export interface Step {
  readonly at: MessageRef
  readonly message: Message
  readonly calls: readonly ToolCall[]
  readonly results: readonly ResultPart[]
}

/**
 * The steps of one conversation by turn, for turns of at least `least` steps: a user message starts
 * a new turn, and no loop is seen across it. Steps that only wait are no steps. Nothing is allocated
 * when there is no such turn.
 */
export function longTurns(
  sample: Sample,
  lane: number,
  least: number,
  { suite }: Pick<CheckContext, 'suite'> = {},
): readonly Step[][] {
  if (mostSteps(sample, lane) < least) return NO_TURNS
  const turns: Step[][] = []
  let turn: Step[] = []
  const length = conversationLength(sample, lane)
  for (let i = 0; i < length; i++) {
    const message = messageIn(sample, lane, i)
    if (message.role === 'user') {
      if (turn.length >= least) turns.push(turn)
      turn = []
    } else if (isStep(message) && !(suite?.hasExempt && waits(message, suite)))
      turn.push({
        at: placeIn(sample, lane, i),
        message,
        calls: callsOf(message),
        results: resultsAfter(sample, lane, i),
      })
  }
  if (turn.length >= least) turns.push(turn)
  return turns
}
const NO_TURNS: readonly Step[][] = []

function mostSteps(sample: Sample, lane: number): number {
  const length = conversationLength(sample, lane)
  let most = 0
  let steps = 0
  for (let i = 0; i < length; i++) {
    const message = messageIn(sample, lane, i)
    if (message.role === 'user') steps = 0
    else if (isStep(message) && ++steps > most) most = steps
  }
  return most
}

/** Whether a step only waits for something: all that it calls may be called without end. */
function waits(message: Message, suite: CheckSuite): boolean {
  return callsOf(message).every(({ name }) => suite.isExempt(name))
}

function isStep(message: Message): boolean {
  return message.role === 'assistant' && hasCall(message)
}

function resultsAfter(sample: Sample, lane: number, index: number): readonly ResultPart[] {
  const results: ResultPart[] = []
  const length = conversationLength(sample, lane)
  for (let i = index + 1; i < length; i++) {
    const message = messageIn(sample, lane, i)
    if (message.role !== 'tool') break
    for (const part of message.parts) if (part.t === 'result') results.push(part)
  }
  return results
}

/** Same tools with the same arguments, in the same order. */
export function sameCalls(a: Step, b: Step): boolean {
  if (a.calls.length !== b.calls.length) return false
  for (let i = 0; i < a.calls.length; i++)
    if (!sameArguments(a.calls[i]!, b.calls[i]!)) return false
  return true
}

/** Same calls, and results that say the same but for white space. */
export function sameStep(a: Step, b: Step): boolean {
  if (!sameCalls(a, b) || a.results.length !== b.results.length) return false
  for (let i = 0; i < a.results.length; i++)
    if (!sameButSpace(a.results[i]!.text, b.results[i]!.text)) return false
  return true
}

/**
 * Same name and same arguments, whatever the order of keys and the white space. Numbers beyond 2^53
 * that `JSON.parse` cannot tell apart are told apart by the exact text; where the sample was read
 * without it (the ingest path), they count as equal and the caller looks again with the text.
 */
export function sameArguments(a: ToolCall, b: ToolCall): boolean {
  if (a.name !== b.name) return false
  if (a.error || b.error) return a.error?.raw === b.error?.raw
  if (a.argsText !== undefined && a.argsText === b.argsText) return true
  if (!equalData(a.args, b.args)) return false
  if (a.argsText === undefined || b.argsText === undefined || !hasDamagedNumber(a.args)) return true
  return longDigits(a.argsText) === longDigits(b.argsText)
}

function hasDamagedNumber(args: Json | undefined): boolean {
  const stack: (Json | undefined)[] = [args]
  while (stack.length > 0) {
    const value = stack.pop()
    if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) return true
    if (typeof value === 'object' && value !== null)
      for (const inner of Object.values<Json>(value)) stack.push(inner)
  }
  return false
}

/** All runs of 16 digits and more, in an order that does not depend on that of the keys. */
function longDigits(text: string): string {
  return (text.match(/\d{16,}/g) ?? []).sort().join(' ')
}

/** From how many times on a check that warns and errs has something to say. */
export function leastTimes({
  warnAt,
  errorAt,
}: {
  readonly warnAt: number
  readonly errorAt: number
}): number {
  return Math.min(warnAt, errorAt)
}

/** Steps in a row, by their place in the turn. */
export type Span = readonly [first: number, length: number]

/** Consecutive steps that are alike; only runs of `least` and more. */
export function runsOf(
  turn: readonly Step[],
  alike: (a: Step, b: Step) => boolean,
  least: number,
): Span[] {
  const runs: Span[] = []
  let start = 0
  for (let i = 1; i <= turn.length; i++) {
    if (i < turn.length && alike(turn[i - 1]!, turn[i]!)) continue
    if (i - start >= least) runs.push([start, i - start])
    start = i
  }
  return runs
}

/** Whether a result reports a failure: marked so, or its text begins as error messages do. */
export function isErrorResult(result: ResultPart): boolean {
  return result.isError === true || ERROR_START.test(result.text)
}
const ERROR_START =
  /^\s*(?:error\b|traceback\b|\{\s*"error"\s*:\s*(?!null\b|false\b|""|\[\s*\]|\{\s*\}))/i

/** What a step calls, for messages: “get_weather”, or “a”, “b” for a batch. */
export function stepName(step: Step): string {
  return step.calls.map((call) => `“${call.name}”`).join(', ')
}
