import type { Severity } from '../model/finding.ts'
import type { Json } from '../model/json.ts'
import { fail, ok, type Result } from '../result.ts'
import { nearestName } from '../schema/nearest-name.ts'
import { z } from '../zod.ts'
import type { CheckTitle, Tuning } from './check.ts'
import { defaultsOf, type AnyOptionValues, type OptionDef } from './options.ts'
import { keysOfTarget, TRAINING_TARGETS, type TrainingTarget } from './training-target.ts'

/**
 * How all checks are set. Only what differs from how they come is written down, so a set of settings
 * stays good when checks are added. Plain data: saved, exported, sent to workers.
 */
export interface CheckSettings {
  /** What the set is trained with. Absent: checks judge for all trainers. */
  readonly target?: TrainingTarget | undefined
  /** Tools whose calls may repeat: those that wait for something. */
  readonly exemptTools?: readonly string[] | undefined
  readonly checks?: Readonly<Record<string, Tuning>> | undefined
}

/** The settings under a name, as they are saved and handed on. */
export interface NamedSettings extends CheckSettings {
  readonly version: 1
  readonly name: string
}

/** A check that has nothing to set: it is how faults of ours are told. */
const ALWAYS_ON = 'check.crash'

/** Everything about a check that may be set, with what holds where nobody set it. */
export interface FullTuning {
  readonly on: boolean
  readonly severity: Severity | undefined
  readonly options: AnyOptionValues
}

/** How a check is set: as it comes, then as the target wants it, then as a person wants it. */
export function tuningOf(check: CheckTitle, { target, checks }: CheckSettings): FullTuning {
  const forTarget = target ? keysOfTarget(target).map((key) => check.targets?.[key]) : []
  const tunings = [
    ...forTarget,
    checks && Object.hasOwn(checks, check.code) ? checks[check.code] : undefined,
  ]
  let full: FullTuning = { on: true, severity: undefined, options: defaultsOf(check.options) }
  for (const tuning of tunings) {
    if (!tuning) continue
    full = {
      on: tuning.on ?? full.on,
      severity: tuning.severity ?? full.severity,
      options: tuning.options ? { ...full.options, ...tuning.options } : full.options,
    }
  }
  return full
}

const tuningSchema = z.strictObject({
  on: z.boolean().optional(),
  severity: z.enum(['error', 'warning', 'note']).optional(),
  options: z.record(z.string(), z.union([z.number(), z.array(z.string())])).optional(),
})

const settingsSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().min(1),
  target: z.enum(TRAINING_TARGETS).optional(),
  exemptTools: z.array(z.string()).optional(),
  checks: z.record(z.string(), tuningSchema).optional(),
})

/** Settings that were saved or written by hand. `known` are all checks there are. */
export function readSettings(
  value: Json,
  known: readonly CheckTitle[],
): Result<NamedSettings, { readonly kind: 'settings'; readonly message: string }> {
  const parsed = settingsSchema.safeParse(value)
  if (!parsed.success)
    return refuse(
      parsed.error.issues.map(
        ({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
      ),
    )
  const problems = Object.entries(parsed.data.checks ?? {}).flatMap(([code, tuning]) =>
    problemsOf(code, tuning, known),
  )
  return problems.length > 0 ? refuse(problems) : ok(parsed.data)
}

function refuse(problems: readonly string[]) {
  const [first = '', ...others] = problems
  const more = others.length > 0 ? ` (and ${others.length} more)` : ''
  return fail({ kind: 'settings' as const, message: `${first}${more}` })
}

function problemsOf(code: string, tuning: Tuning, known: readonly CheckTitle[]): string[] {
  const check = known.find((each) => each.code === code)
  if (!check) {
    const nearest = nearestName(
      code,
      known.map((each) => each.code),
    )
    return [`“${code}” is no check${nearest ? `; “${nearest}” is one` : ''}.`]
  }
  if (code === ALWAYS_ON && tuning.on === false) return [`${code} cannot be switched off.`]
  return Object.entries(tuning.options ?? {}).flatMap(([name, value]) => {
    const def = check.options && Object.hasOwn(check.options, name) && check.options[name]
    if (!def) return [`${code} has no option “${name}”${listOf(Object.keys(check.options ?? {}))}.`]
    const problem = optionProblem(def, value)
    return problem === undefined ? [] : [`${code}: ${name} ${problem}`]
  })
}

function listOf(names: readonly string[]): string {
  return names.length > 0 ? `; it has ${names.join(', ')}` : ''
}

/** Why a value cannot be an option's, as the end of a sentence; undefined where it can. */
export function optionProblem(
  def: OptionDef,
  value: number | readonly string[],
): string | undefined {
  if (def.kind === 'words') return typeof value === 'number' ? 'is a list of texts.' : undefined
  if (typeof value !== 'number') return 'is a number.'
  return value >= def.least && value <= def.most
    ? undefined
    : `goes from ${def.least} to ${def.most}; it is ${value}.`
}

/** Settings that mean the same, as one text: nothing in it that says what holds anyway. */
export function settingsKey({ target, exemptTools, checks }: CheckSettings): string {
  const tuned = Object.entries(checks ?? {})
    .filter(([, tuning]) => Object.values(tuning).some((value) => value !== undefined))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { on, severity, options }]) => [
      code,
      on ?? null,
      severity ?? null,
      sorted(options),
    ])
  return JSON.stringify([target ?? null, [...(exemptTools ?? [])].sort(), tuned])
}

function sorted(options: AnyOptionValues | undefined): readonly unknown[] {
  return Object.entries(options ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}
