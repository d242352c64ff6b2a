import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ToolValidators } from '../schema/validators.ts'
import { ANY_SHAPE } from '../testing/check-cases.ts'
import { trace } from '../testing/trace.ts'
import { CHECKS, checkByCode, suiteOf } from './index.ts'
import { runChecks } from './run.ts'
import {
  optionProblem,
  readSettings,
  settingsKey,
  tuningOf,
  type CheckSettings,
} from './settings.ts'
import { isTrainingTarget, keysOfTarget, TRAINING_TARGETS } from './training-target.ts'

const long = trace(`u +get#1 t#1:${'x'.repeat(9_000)} a`, { format: 'tau-bench' })

function findingsWith(settings: CheckSettings) {
  const context = { format: ANY_SHAPE, validators: new ToolValidators() }
  return runChecks(long, { ...context, suite: suiteOf(settings) })
}

function messageOf(value: Parameters<typeof readSettings>[0]): string {
  const read = readSettings(value, CHECKS)
  return read.ok ? 'taken' : read.error.message
}

describe('what settings do', () => {
  test('nothing set: a check judges as it comes', () => {
    expect(findingsWith({})).toMatchObject([{ code: 'tool.long', severity: 'warning' }])
  })

  test('a check that is switched off finds nothing', () => {
    expect(findingsWith({ checks: { 'tool.long': { on: false } } })).toEqual([])
  })

  test('an option moves the border', () => {
    const options = { errorAbove: 8_500 }
    expect(findingsWith({ checks: { 'tool.long': { options } } })).toMatchObject([
      { severity: 'error' },
    ])
    expect(findingsWith({ checks: { 'tool.long': { options: { warnAbove: 9_000 } } } })).toEqual([])
  })

  test('a severity holds for all findings of the check', () => {
    expect(findingsWith({ checks: { 'tool.long': { severity: 'note' } } })).toMatchObject([
      { severity: 'note' },
    ])
  })

  test('a target judges otherwise, and a person has the last word', () => {
    expect(findingsWith({ target: 'verl/rl' })).toMatchObject([{ severity: 'note' }])
    const checks = { 'tool.long': { severity: 'error' as const } }
    expect(findingsWith({ target: 'verl/rl', checks })).toMatchObject([{ severity: 'error' }])
  })

  test('the particular target holds over its trainer and its stage', () => {
    const check = {
      ...checkByCode('tool.long')!,
      targets: {
        trl: { on: false },
        kto: { on: true, severity: 'note' as const },
        'trl/kto': { severity: 'error' as const },
      },
    }
    expect(tuningOf(check, { target: 'trl/dpo' })).toMatchObject({ on: false })
    expect(tuningOf(check, { target: 'llama-factory/kto' })).toMatchObject({ severity: 'note' })
    expect(tuningOf(check, { target: 'trl/kto' })).toMatchObject({ on: true, severity: 'error' })
    expect(keysOfTarget('trl/kto')).toEqual(['trl', 'kto', 'trl/kto'])
  })
})

describe('reading settings', () => {
  test('takes what it wrote', () => {
    const settings = {
      version: 1 as const,
      name: 'Strict',
      target: 'llama-factory/dpo' as const,
      exemptTools: ['wait'],
      checks: { 'tool.long': { on: true, severity: 'note' as const, options: { warnAbove: 5 } } },
    }
    const read = readSettings(JSON.parse(JSON.stringify(settings)), CHECKS)
    expect(read).toEqual({ ok: true, value: settings })
  })

  test.each([
    [{ name: 'x' }, 'version: Invalid input: expected 1'],
    [
      { version: 1, name: 'x', checks: { 'tool.lon': {} } },
      '“tool.lon” is no check; “tool.long” is one.',
    ],
    [
      { version: 1, name: 'x', checks: { 'role.order': { options: { a: 1 } } } },
      'role.order has no option “a”.',
    ],
    [
      { version: 1, name: 'x', checks: { 'tool.long': { options: { above: 1 } } } },
      'tool.long has no option “above”; it has warnAbove, errorAbove.',
    ],
    [
      { version: 1, name: 'x', checks: { 'tool.long': { options: { warnAbove: 0 } } } },
      'tool.long: warnAbove goes from 1 to 100000000; it is 0.',
    ],
    [
      { version: 1, name: 'x', checks: { 'tool.long': { options: { warnAbove: ['a'] } } } },
      'tool.long: warnAbove is a number.',
    ],
    [
      { version: 1, name: 'x', checks: { 'check.crash': { on: false }, no: {} } },
      'check.crash cannot be switched off. (and 1 more)',
    ],
    [{ version: 1, name: 'x', target: 'llama' }, 'target: Invalid option'],
    [{ version: 1, name: 'x', cheks: {} }, 'Unrecognized key: "cheks"'],
  ])('refuses %j', (value, message) => {
    expect(messageOf(value)).toContain(message)
  })

  test('arbitrary JSON never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => void readSettings(value as never, CHECKS)))
  })

  test('every check comes with values that its options allow, and every target with keys', () => {
    for (const check of CHECKS)
      for (const target of [undefined, ...TRAINING_TARGETS]) {
        const { options } = tuningOf(check, { target })
        for (const [name, value] of Object.entries(options))
          expect(optionProblem(check.options![name]!, value)).toBeUndefined()
      }
    expect(isTrainingTarget('verl/rl')).toBe(true)
    expect(isTrainingTarget('verl')).toBe(false)
  })
})

test('settings that mean the same have one key', () => {
  expect(settingsKey({})).toBe(settingsKey({ checks: { 'tool.long': {} }, exemptTools: [] }))
  expect(settingsKey({ checks: { a: { on: false }, b: { on: true } } })).toBe(
    settingsKey({ checks: { b: { on: true }, a: { on: false } } }),
  )
  expect(settingsKey({ target: 'verl/rl' })).not.toBe(settingsKey({}))
})
