import type { Severity } from '../model/finding.ts'
import type { Check, CheckContext, Holdings, Needs, TunableCheck } from './check.ts'
import { defaultsOf, type AnyOptionValues, type OptionDefs, type OptionValues } from './options.ts'
import { tuningOf, type CheckSettings } from './settings.ts'

/** A check as it is set. */
export interface SetCheck {
  readonly check: Check
  readonly options: AnyOptionValues
  readonly needs: Needs | undefined
  /** Absent where its findings keep their own. */
  readonly severity: Severity | undefined
}

/** The checks that run over samples, as they are set: made once, used for every sample. */
export class CheckSuite {
  readonly all: readonly SetCheck[]
  /** Those that a sample of questions and answers can have: few, and most samples are no more. */
  readonly forPlainTalk: readonly SetCheck[]
  readonly #options: ReadonlyMap<Check, AnyOptionValues>
  readonly #exempt: ReadonlySet<string>

  /** See `suiteOf`, which takes all checks. */
  constructor(settings: CheckSettings, checks: readonly Check[]) {
    const all: SetCheck[] = []
    for (const check of checks) {
      const { on, severity, options } = tuningOf(check, settings)
      if (!on) continue
      const needs = typeof check.needs === 'function' ? check.needs(options) : check.needs
      all.push({ check, options, needs, severity })
    }
    this.all = all
    this.forPlainTalk = all.filter(({ needs }) => !needs || meets(PLAIN_TALK, needs))
    this.#options = new Map(all.map(({ check, options }) => [check, options]))
    this.#exempt = new Set(settings.exemptTools ?? [])
  }

  isOn(check: Check): boolean {
    return this.#options.has(check)
  }

  /** The values of a check's options; as they come where it is switched off. */
  optionsOf(check: Check): AnyOptionValues {
    return this.#options.get(check) ?? defaultsOf(check.options)
  }

  /** Whether any tool's calls may. */
  get hasExempt(): boolean {
    return this.#exempt.size > 0
  }

  /** Whether calls to a tool may repeat without end, as those that wait for something do. */
  isExempt(tool: string): boolean {
    return this.#exempt.has(tool)
  }
}

/** How another check is set, for a check that steps back where that one speaks. */
export function optionsOf<O extends OptionDefs>(
  context: CheckContext,
  check: TunableCheck<O>,
): OptionValues<O> {
  const options = context.suite?.optionsOf(check) ?? defaultsOf(check.options)
  return options as OptionValues<O>
}

/** Whether another check speaks at all. */
export function isOn(context: CheckContext, check: Check): boolean {
  return context.suite?.isOn(check) ?? true
}

/** The most that questions and answers hold. */
export const PLAIN_TALK: Holdings = { calls: 0, toolUse: 0, steps: 0, words: 1, pairs: 0 }

export function meets(holdings: Holdings, needs: Needs): boolean {
  return (
    holdings.calls >= (needs.calls ?? 0) &&
    holdings.toolUse >= (needs.toolUse ?? 0) &&
    holdings.steps >= (needs.steps ?? 0) &&
    holdings.words >= (needs.words ?? 0) &&
    holdings.pairs >= (needs.pairs ?? 0)
  )
}
