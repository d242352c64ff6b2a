import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FIRST_SET_BIT } from '../columns.ts'
import { messageAt } from '../model/sample.ts'
import { ToolValidators } from '../schema/validators.ts'
import { ANY_SHAPE } from '../testing/check-cases.ts'
import { toolSet, trace } from '../testing/trace.ts'
import type { Check } from './check.ts'
import { Findings } from './conversation.ts'
import { CHECKS, checkByCode, checkIndex, DEFAULT_SUITE } from './index.ts'
import { Pairing, pairsPlainly } from './pairing.ts'
import { holdingsOf, runChecks } from './run.ts'
import { CheckSuite, meets } from './suite.ts'

const tools = toolSet({ get: { properties: { a: { type: 'integer' } } } })
const validators = new ToolValidators()
void validators.prepare(tools)
const context = { format: ANY_SHAPE, validators }

describe('the list of checks', () => {
  test('codes are distinct and found again', () => {
    expect(new Set(CHECKS.map((check) => check.code)).size).toBe(CHECKS.length)
    CHECKS.forEach((check, i) => {
      expect(checkByCode(check.code)).toBe(check)
      expect(checkIndex(check.code)).toBe(i)
    })
    expect(checkByCode('no.such')).toBeUndefined()
    expect(() => checkIndex('no.such')).toThrow('no.such')
  })

  test('every check has a bit in the columns', () => {
    expect(CHECKS.length).toBeLessThanOrEqual(FIRST_SET_BIT)
  })

  test('every check explains itself', () => {
    for (const { title, help } of CHECKS) {
      expect(title).not.toMatch(/\.$/)
      for (const text of Object.values(help)) expect(String(text).length).toBeGreaterThan(10)
    }
  })

  test('the order is the one that stored columns were written with', () => {
    expect(CHECKS.map((check) => check.code)).toEqual([
      'check.crash',
      'schema',
      'tools.schema',
      'role.order',
      'call.parse',
      'call.unknown',
      'call.schema',
      'call.extra',
      'id.pair',
      'loop.exact',
      'loop.cycle',
      'loop.callOnly',
      'loop.error',
      'tool.long',
      'pair.prompt',
      'pair.same',
      'pair.formatOnly',
      'end.missing',
      'end.empty',
      'message.empty',
      'loop.near',
      'loop.noProgress',
      'loop.monologue',
      'budget.steps',
      'end.cut',
      'pair.judge',
      'pair.reasoning',
      'call.encoded',
      'text.encoding',
      'text.hidden',
      'secret',
      'pii',
      'tools.duplicate',
      'tools.missing',
      'result.order',
      'refusal',
      'text.repeat',
      'call.args.unsupported',
      'length.sample',
      'injection',
    ])
  })
})

describe('running them', () => {
  test('a clean sample gives the shared empty list', () => {
    expect(runChecks(trace('s u a+get#1 t#1 a', { tools }), context)).toBe(
      runChecks(trace('u a'), context),
    )
  })

  test('findings come in the order of the checks', () => {
    const codes = runChecks(trace('u +get{"a":"x"} t u:', { tools }), context).map((f) => f.code)
    expect(codes).toEqual(['call.schema', 'end.missing', 'message.empty'])
  })

  test('what lies in the context is reported once for all branches', () => {
    const findings = runChecks(
      trace('u +get#1 u t#1 | a / a:x / a:y', { format: 'tau-bench' }),
      context,
    )
    expect(findings.map((f) => f.code)).toEqual(['id.pair', 'id.pair'])
  })

  test('a check that throws becomes a finding, and the others run', () => {
    const broken: Check = {
      ...checkByCode('role.order')!,
      run: () => {
        throw new Error('oh no')
      },
    }
    const findings = runChecks(trace('u a:'), {
      ...context,
      suite: new CheckSuite({}, [broken, checkByCode('end.empty')!]),
    })
    expect(findings).toMatchObject([
      {
        code: 'check.crash',
        severity: 'warning',
        message: 'The check role.order stopped on this record: oh no',
      },
      { code: 'end.empty' },
    ])
  })
})

describe('laws', () => {
  const message = fc.constantFrom(
    ...['s', 'u', 'u:', 'a', 'a:', 'a~x', '+get#1', '+get#2{"a":1}', '+get', '+put!x', '+get(5)'],
    ...['a+get#1+get#2', 't#1', 't#2:x', 't', 't!no', 't#9', '|', '/'],
  )
  const notation = fc
    .array(message, { maxLength: 14 })
    .map((tokens) => tokens.filter((t, i) => t !== '|' || tokens.indexOf('|') === i))
    .map((tokens) => (tokens.includes('|') ? tokens : ['u', '|', ...tokens]))
    .map((tokens) => tokens.filter((t, i) => t !== '/' || i > tokens.indexOf('|')))
    .map((tokens) => tokens.join(' '))

  test('checks never crash, repeat themselves exactly and leave the sample as it was', () => {
    fc.assert(
      fc.property(notation, (line) => {
        const sample = trace(line, { tools })
        const before = structuredClone(sample)
        const findings = runChecks(sample, context)
        expect(findings.filter((f) => f.code === 'check.crash')).toEqual([])
        expect(runChecks(sample, context)).toEqual(findings)
        expect(sample).toEqual(before)
      }),
    )
  })

  test('a check has nothing to say to samples without what it needs', () => {
    fc.assert(
      fc.property(notation, (line) => {
        const sample = trace(line, { tools })
        const holds = holdingsOf(sample)
        for (const { check, needs, options } of DEFAULT_SUITE.all)
          if (needs && !meets(holds, needs)) expect(check.run(sample, context, options)).toEqual([])
      }),
    )
  })

  test('the quick look at pairing accepts only what the walk accepts', () => {
    let accepted = 0
    fc.assert(
      fc.property(notation, (line) => {
        const sample = trace(line)
        sample.branches.forEach((_, lane) => {
          if (!pairsPlainly(sample, lane)) return
          const found = new Findings('id.pair')
          new Pairing(sample, lane, found).run()
          expect(found.list).toEqual([])
          accepted++
        })
      }),
    )
    expect(accepted).toBeGreaterThan(10)
  })

  test('every finding names a check, a severity it may give, and messages that are there', () => {
    const rank = { note: 0, warning: 1, error: 2 }
    fc.assert(
      fc.property(notation, (line) => {
        const sample = trace(line, { tools })
        for (const finding of runChecks(sample, context)) {
          const check = checkByCode(finding.code)!
          expect(rank[finding.severity]).toBeLessThanOrEqual(rank[check.severity])
          for (const ref of [...(finding.at ? [finding.at] : []), ...(finding.also ?? [])])
            expect(messageAt(sample, ref)).toBeDefined()
        }
      }),
    )
  })
})
