import { defineCheck, type CheckContext } from './check.ts'
import { Findings } from './conversation.ts'
import { isErrorResult, longTurns, sameCalls, sameStep, stepName, type Step } from './loops.ts'
import { numberOption } from './options.ts'
import { areNear, tokensOf } from './tokens.ts'
import { toldSteps } from './told-steps.ts'

const CODE = 'loop.near'
/** Three such steps in a row must lie within so many steps. */
const WINDOW = 6
const ARGUMENTS_SHARE = 0.9
const RESULTS_SHARE = 0.95
/** Results with fewer words are mere acknowledgements, which say nothing about getting on. */
const LEAST_WORDS = 8
/** Texts that are so much longer than others are not compared word for word. */
const MOST_LONGER = 1.5

export const loopNear = defineCheck({
  code: CODE,
  title: 'Nearly the same call repeated with the same result',
  severity: 'warning',
  needs: ({ warnAt }) => ({ steps: warnAt }),
  options: {
    warnAt: numberOption('Warning from', 3, { least: 2, most: 1_000, unit: 'times' }),
  },
  help: {
    what: 'Within six steps of a turn, one tool is called three times or more with the same or nearly the same arguments (nine words of ten are shared), and what comes back is the same (19 words of 20 where the arguments differ). Results of a few words, such as “ok”, do not count unless they report an error. What another loop check says is not said again.',
    why: 'The model learns to ask again in other words instead of using what it was told.',
    remedy:
      'Fork before the second of these calls and let the chosen branch use the result, or drop the sample.',
    bad: 'find("a") → nothing on any shelf … → list() → find("a") → nothing on any shelf … → list() → find("a") → nothing on any shelf …',
    good: 'find(page 1) → rows 1 to 10 → find(page 2) → rows 11 to 20 → find(page 3) → rows 21 to 25',
    source:
      'Our own rule: the shares are those of near-duplicate filters, the window is twice the repetition that agents’ stuck detection counts.',
  },
  run(sample, context, { warnAt }) {
    const found = new Findings(CODE)
    for (let lane = 0; lane < sample.branches.length; lane++)
      for (const turn of longTurns(sample, lane, warnAt, context))
        for (const group of nearLoops(turn, context, warnAt)) {
          const [first, ...others] = group.map((i) => turn[i]!)
          found.add(
            'warning',
            `The call to ${stepName(first!)} is made ${group.length} times within a few steps with the same or nearly the same arguments, and the result stays the same. The model learns to ask again.`,
            first!.message.path,
            first!.at,
            others.map((step) => step.at),
          )
        }
    return found.list
  },
})

/** Steps of a turn, by their place in it, that nearly repeat each other. */
type Group = readonly number[]
const NO_GROUPS: readonly Group[] = []
const NONE_TOLD: ReadonlySet<number> = new Set()

/** The near loops of a turn, without steps that a stricter check reports. */
export function nearLoops(
  turn: readonly Step[],
  context: CheckContext,
  least: number,
): readonly Group[] {
  const comparison = new Comparison(turn)
  const groups = groupsOf(turn.length, comparison, NONE_TOLD, least)
  if (groups.length === 0) return groups
  const told = toldSteps(turn, context)
  return told.size === 0 ? groups : groupsOf(turn.length, comparison, told, least)
}

function groupsOf(
  length: number,
  comparison: Comparison,
  without: ReadonlySet<number>,
  least: number,
): readonly Group[] {
  let groups: Group[] | undefined
  for (let first = 0; first + least <= length; first++) {
    if (without.has(first) || groups?.some((group) => group.includes(first))) continue
    const group = groupFrom(first, length, comparison, without)
    if (group && group.length >= least) (groups ??= []).push(group)
  }
  return groups ?? NO_GROUPS
}

/** The steps near the one at `first`, while any three of them in a row lie within the window. */
function groupFrom(
  first: number,
  length: number,
  comparison: Comparison,
  without: ReadonlySet<number>,
): Group | undefined {
  let group: number[] | undefined
  for (let i = first + 1; i < length && i - (group?.at(-2) ?? first) < WINDOW; i++)
    if (!without.has(i) && comparison.near(first, i)) (group ??= [first]).push(i)
  return group
}

/** Compares steps of one turn; the words of each are taken once, and only where names agree. */
class Comparison {
  readonly #turn: readonly Step[]
  readonly #arguments: (ReadonlySet<string> | undefined)[] = []
  readonly #results: (ReadonlySet<string> | undefined)[] = []

  constructor(turn: readonly Step[]) {
    this.#turn = turn
  }

  near(i: number, j: number): boolean {
    const a = this.#turn[i]!
    const b = this.#turn[j]!
    if (!sameNames(a, b) || !similarLength(resultLength(a), resultLength(b))) return false
    // The very same call whose result moves is polling, which loop.callOnly judges.
    if (sameCalls(a, b)) return sameStep(a, b) && this.#says(i)
    return (
      areNear(this.#argumentsOf(i), this.#argumentsOf(j), ARGUMENTS_SHARE) &&
      this.#says(i) &&
      areNear(this.#resultsOf(i), this.#resultsOf(j), RESULTS_SHARE)
    )
  }

  /** Whether the results of a step tell enough to be compared. */
  #says(i: number): boolean {
    return this.#resultsOf(i).size >= LEAST_WORDS || this.#turn[i]!.results.some(isErrorResult)
  }

  #argumentsOf(i: number): ReadonlySet<string> {
    return (this.#arguments[i] ??= new Set(this.#turn[i]!.calls.flatMap(argumentWords)))
  }

  #resultsOf(i: number): ReadonlySet<string> {
    return (this.#results[i] ??= new Set(this.#turn[i]!.results.flatMap((r) => tokensOf(r.text))))
  }
}

function argumentWords({ args, argsText, error }: Step['calls'][number]): readonly string[] {
  return tokensOf(error?.raw ?? argsText ?? JSON.stringify(args) ?? '')
}

function sameNames(a: Step, b: Step): boolean {
  if (a.calls.length !== b.calls.length) return false
  for (let i = 0; i < a.calls.length; i++) if (a.calls[i]!.name !== b.calls[i]!.name) return false
  return true
}

function resultLength({ results }: Step): number {
  let length = 0
  for (const { text } of results) length += text.length
  return length
}

function similarLength(a: number, b: number): boolean {
  return a > 0 && b > 0 && a <= b * MOST_LONGER && b <= a * MOST_LONGER
}
