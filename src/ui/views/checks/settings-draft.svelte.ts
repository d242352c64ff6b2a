import { SvelteMap } from 'svelte/reactivity'
import type { CheckTitle, Tuning } from '../../../core/checks/check.ts'
import type { OptionDef } from '../../../core/checks/options.ts'
import {
  optionProblem,
  readSettings,
  settingsKey,
  tuningOf,
  type CheckSettings,
  type FullTuning,
  type NamedSettings,
} from '../../../core/checks/settings.ts'
import { isTrainingTarget, type TrainingTarget } from '../../../core/checks/training-target.ts'
import type { Severity } from '../../../core/model/finding.ts'

/** How the checks shall be set, while a person is at it. Only what differs is kept. */
export class SettingsDraft {
  readonly #checks: readonly CheckTitle[]
  name = $state('')
  target = $state<TrainingTarget | ''>('')
  /** Names as typed, with commas between them. */
  exempt = $state('')
  readonly #tunings = new SvelteMap<string, Tuning>()
  /** What is being typed into an option's field and is no value of it, by code and name. */
  readonly #odd = new SvelteMap<string, { readonly typed: string; readonly problem: string }>()

  constructor(checks: readonly CheckTitle[], from: CheckSettings, name = '') {
    this.#checks = checks
    this.take(from, name)
  }

  /** Begins again from these settings. */
  take(from: CheckSettings, name: string): void {
    this.name = name
    this.target = from.target ?? ''
    this.exempt = (from.exemptTools ?? []).join(', ')
    this.#odd.clear()
    this.#tunings.clear()
    for (const [code, tuning] of Object.entries(from.checks ?? {})) this.#tunings.set(code, tuning)
  }

  readonly settings: CheckSettings = $derived.by(() => {
    const exemptTools = wordsIn(this.exempt)
    const checks = Object.fromEntries(
      [...this.#tunings].filter(([, tuning]) => Object.keys(tuning).length > 0),
    )
    return {
      ...(this.target === '' ? {} : { target: this.target }),
      ...(exemptTools.length > 0 ? { exemptTools } : {}),
      ...(Object.keys(checks).length > 0 ? { checks } : {}),
    }
  })

  /** Why the settings cannot be used as they stand; undefined where they can. */
  readonly problem: string | undefined = $derived([...this.#odd.values()][0]?.problem)

  /** How many checks are set otherwise than they come. */
  readonly changed: number = $derived(Object.keys(this.settings.checks ?? {}).length)

  isSame(other: CheckSettings): boolean {
    return settingsKey(this.settings) === settingsKey(other)
  }

  /** What holds for a check now. */
  tuning(check: CheckTitle): FullTuning {
    return tuningOf(check, this.settings)
  }

  isTuned({ code }: CheckTitle): boolean {
    return Object.keys(this.#tunings.get(code) ?? {}).length > 0
  }

  setOn(check: CheckTitle, on: boolean): void {
    const { on: _, ...others } = this.#of(check)
    this.#put(check, on === this.#before(check).on ? others : { ...others, on })
  }

  /** '' leaves each finding its own. */
  setSeverity(check: CheckTitle, severity: Severity | ''): void {
    const { severity: _, ...others } = this.#of(check)
    this.#put(check, severity === '' ? others : { ...others, severity })
  }

  /** What stands in the field of an option. */
  typed(check: CheckTitle, option: string): string {
    const odd = this.#odd.get(`${check.code} ${option}`)
    if (odd) return odd.typed
    const value = this.tuning(check).options[option]
    return typeof value === 'number' ? String(value) : (value ?? []).join(', ')
  }

  oddness(check: CheckTitle, option: string): string | undefined {
    return this.#odd.get(`${check.code} ${option}`)?.problem
  }

  type(check: CheckTitle, option: string, def: OptionDef, typed: string): void {
    const value = def.kind === 'words' ? wordsIn(typed) : numberIn(typed)
    const problem = optionProblem(def, value ?? [])
    const key = `${check.code} ${option}`
    if (value === undefined || problem !== undefined) {
      this.#odd.set(key, { typed, problem: `${def.title}: it ${problem ?? 'is a number.'}` })
      return
    }
    this.#odd.delete(key)
    const { options: before = {}, ...others } = this.#of(check)
    const { [option]: _, ...rest } = before
    const comes = this.#before(check).options[option]
    const options =
      JSON.stringify(value) === JSON.stringify(comes) ? rest : { ...rest, [option]: value }
    this.#put(check, Object.keys(options).length > 0 ? { ...others, options } : others)
  }

  reset(check: CheckTitle): void {
    this.#tunings.delete(check.code)
    for (const key of this.#odd.keys()) if (key.startsWith(`${check.code} `)) this.#odd.delete(key)
  }

  /** Reads settings from a file; what is wrong with it, where something is. */
  async import(file: File): Promise<string | undefined> {
    let value: unknown
    try {
      value = JSON.parse(await file.text())
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      return `${file.name} is no JSON. Choose a file that “Export” has written.`
    }
    const read = readSettings(value as Parameters<typeof readSettings>[0], this.#checks)
    if (!read.ok) return `${file.name}: ${read.error.message}`
    this.take(read.value, read.value.name)
    return undefined
  }

  named(): NamedSettings {
    return { version: 1, name: this.name.trim() || 'Checks', ...this.settings }
  }

  exported(): File {
    const text = JSON.stringify(this.named(), null, 2) + '\n'
    return new File([text], 'checks.json', { type: 'application/json' })
  }

  chooseTarget(value: string): void {
    this.target = isTrainingTarget(value) ? value : ''
  }

  #of({ code }: CheckTitle): Tuning {
    return this.#tunings.get(code) ?? {}
  }

  /** What would hold without a word of this person. */
  #before(check: CheckTitle): FullTuning {
    return tuningOf(check, this.target === '' ? {} : { target: this.target })
  }

  #put({ code }: CheckTitle, tuning: Tuning): void {
    if (Object.keys(tuning).length > 0) this.#tunings.set(code, tuning)
    else this.#tunings.delete(code)
  }
}

function wordsIn(typed: string): string[] {
  return [...new Set(typed.split(',').map((word) => word.trim()))].filter((word) => word !== '')
}

function numberIn(typed: string): number | undefined {
  const text = typed.trim().replace(/(?<=\d),(?=\d{3})/g, '')
  return /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined
}
