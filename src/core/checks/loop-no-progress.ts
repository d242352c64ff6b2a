import { defineCheck, type CheckContext } from './check.ts'
import { Findings } from './conversation.ts'
import { dataHash } from './data-hash.ts'
import { loopNear, nearLoops } from './loop-near.ts'
import { longTurns, sameCalls, type Span, type Step } from './loops.ts'
import { numberOption } from './options.ts'
import { isOn, optionsOf } from './suite.ts'
import { toldSteps } from './told-steps.ts'
import { tokensOf } from './tokens.ts'

const CODE = 'loop.noProgress'
/** Of what their results say, so much may be new. */
const MOST_NEW = 0.05
/** Results are compared by runs of so many words. */
const SHINGLE = 3

export const loopNoProgress = defineCheck({
  code: CODE,
  title: 'Steps that bring nothing new',
  severity: 'warning',
  // A step can only repeat one that came before.
  needs: ({ steps }) => ({ steps: steps + 1 }),
  options: {
    steps: numberOption('Steps in a row that bring nothing new', 8, {
      least: 2,
      most: 1_000,
      unit: 'steps',
    }),
  },
  help: {
    what: 'Eight steps in a row or more make only calls that were made before in the turn, and less than a twentieth of what their results say is new. Steps that another loop check reports end such a row.',
    why: 'The model learns to go on when there is nothing left to find out.',
    remedy:
      'Fork before the first of these steps and let the chosen branch answer or ask the user.',
    bad: 'six calls → the same six calls in another order → the same six once more',
    good: 'six calls → an answer',
    source: 'Stagnation detection of coding agents (qwen-code: 8 steps without progress).',
  },
  run(sample, context, { steps }) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, steps + 1, context))
        for (const [start, times] of idleRuns(turn, context, steps)) {
          const [first, ...others] = turn.slice(start, start + times)
          found.add(
            'warning',
            `${times} steps in a row repeat calls that were made before, and their results tell nothing new. The model learns to go on without getting on.`,
            first!.message.path,
            first!.at,
            others.map((step) => step.at),
          )
        }
    return found.list
  },
})

function idleRuns(turn: readonly Step[], context: CheckContext, window: number): readonly Span[] {
  const repeats = repeatedCalls(turn)
  const candidates = spansWhere(turn.length, window, (i) => repeats[i]!)
  if (candidates.length === 0) return candidates
  const near = isOn(context, loopNear)
    ? nearLoops(turn, context, optionsOf(context, loopNear).warnAt).flat()
    : []
  const told = new Set([...toldSteps(turn, context), ...near])
  const untold = candidates.flatMap(([first, length]) =>
    spansWhere(length, window, (i) => !told.has(first + i)).map(([i, n]): Span => [first + i, n]),
  )
  if (untold.length === 0) return untold
  const news = newsOf(turn)
  return untold.flatMap((span) => idleWithin(span, news, window))
}

/** Runs of at least a window among the first `length` places for which `holds`. */
function spansWhere(
  length: number,
  window: number,
  holds: (i: number) => boolean,
): readonly Span[] {
  let spans: Span[] | undefined
  let start = 0
  for (let i = 0; i <= length; i++) {
    if (i < length && holds(i)) continue
    if (i - start >= window) (spans ??= []).push([start, i - start])
    start = i + 1
  }
  return spans ?? NO_SPANS
}
const NO_SPANS: readonly Span[] = []

/** For each step, whether one before it made the same calls. Only steps of one hash are compared. */
function repeatedCalls(turn: readonly Step[]): readonly boolean[] {
  const byHash = new Map<number, Step[]>()
  return turn.map((step) => {
    const hash = step.calls.reduce((sum, call) => sum ^ dataHash([call.name, call.args ?? null]), 0)
    const alike = byHash.get(hash)
    if (!alike) byHash.set(hash, [step])
    else if (alike.some((other) => sameCalls(other, step))) return true
    else alike.push(step)
    return false
  })
}

/** What the results of one step say, and how much of it no earlier step of the turn said. */
interface News {
  readonly shingles: number
  readonly unseen: number
}

function newsOf(turn: readonly Step[]): readonly News[] {
  const seen = new Set<string>()
  return turn.map(({ results }) => {
    const own = new Set(results.flatMap((result) => shinglesOf(result.text)))
    const before = seen.size
    for (const shingle of own) seen.add(shingle)
    return { shingles: own.size, unseen: seen.size - before }
  })
}

/** Runs of words; a text shorter than a run is one. */
function shinglesOf(text: string): readonly string[] {
  const words = tokensOf(text)
  if (words.length === 0) return []
  const count = Math.max(1, words.length - SHINGLE + 1)
  return Array.from({ length: count }, (_, i) => words.slice(i, i + SHINGLE).join(' '))
}

/** The parts of a run of which every window tells (nearly) nothing new. */
function idleWithin([first, length]: Span, news: readonly News[], window: number): readonly Span[] {
  const windows = length - window + 1
  const idle: [number, number][] = []
  for (let i = 0; i < windows; i++) {
    if (!isIdle(news.slice(first + i, first + i + window))) continue
    const last = idle.at(-1)
    if (last && last[0] + last[1] >= first + i) last[1] = first + i + window - last[0]
    else idle.push([first + i, window])
  }
  return idle
}

function isIdle(window: readonly News[]): boolean {
  let shingles = 0
  let unseen = 0
  for (const news of window) {
    shingles += news.shingles
    unseen += news.unseen
  }
  return unseen < MOST_NEW * shingles
}
