import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { Check, RecordShape } from '../checks/check.ts'
import { defaultsOf, type AnyOptionValues } from '../checks/options.ts'
import type { Finding } from '../model/finding.ts'
import type { Json } from '../model/json.ts'
import { APART_CONTEXT_LANE, CONTEXT_LANE, type MessageRef, type Sample } from '../model/sample.ts'
import { branchLetter } from '../model/tree.ts'
import { ToolValidators } from '../schema/validators.ts'
import { trace, type TraceOptions } from './trace.ts'

/**
 * A sample in notation, and what the check says to it: `error A1` for a finding at message 1 of
 * branch A (`c` is the context, `r` the prompt of a rejected side that has its own), `error A1 also A3 A5` where further messages are concerned, plain
 * `error` where no message is.
 */
export type CheckCase = readonly [
  title: string,
  notation: string | Sample,
  expected: readonly string[],
  options?: TraceOptions,
]

export interface CheckCases {
  readonly check: Check
  /** What it must report. */
  readonly positive: readonly [CheckCase, ...CheckCase[]]
  /** What looks like it and is in order: no findings. */
  readonly nearMiss: readonly [CheckCase, ...CheckCase[]]
  /** Where the rule is at its border. */
  readonly edge: readonly [CheckCase, ...CheckCase[]]
}

/** A format that every record fits, for samples that never were one. */
export const ANY_SHAPE: RecordShape = { id: 'openai', schema: z.unknown(), fits: () => true }

export async function runCheck(
  check: Check,
  sample: Sample,
  record?: Json,
  options: AnyOptionValues = {},
): Promise<readonly Finding[]> {
  const validators = new ToolValidators()
  await validators.prepare(sample.tools)
  const context = { format: ANY_SHAPE, validators }
  return check.run(sample, record === undefined ? context : { ...context, record }, {
    ...defaultsOf(check.options),
    ...options,
  })
}

export function placesOf(finding: Finding): string {
  const at = finding.at ? ` ${placeName(finding.at)}` : ''
  const also = finding.also ? ` also ${finding.also.map(placeName).join(' ')}` : ''
  return finding.severity + at + also
}

function placeName({ lane, index }: MessageRef): string {
  if (lane === CONTEXT_LANE) return `c${index}`
  return (lane === APART_CONTEXT_LANE ? 'r' : branchLetter(lane)) + index
}

export function testCases({ check, positive, nearMiss, edge }: CheckCases): void {
  const groups = { positive, 'near miss': nearMiss, edge }
  describe(check.code, () => {
    for (const [group, cases] of Object.entries(groups))
      test.each(cases.map(([title, ...rest]) => [title, ...rest] as const))(
        `${group}: %s`,
        async (_title, notation, expected, options) => {
          const sample = typeof notation === 'string' ? trace(notation, options) : notation
          const before = structuredClone(sample)
          const findings = await runCheck(check, sample, options?.record, options?.options)
          expect(findings.map(placesOf)).toEqual(expected)
          for (const finding of findings) expect(finding.code).toBe(check.code)
          expect(sample).toEqual(before)
        },
      )
    test('positive cases find something, near misses nothing', () => {
      expect(positive.every(([, , expected]) => expected.length > 0)).toBe(true)
      expect(nearMiss.every(([, , expected]) => expected.length === 0)).toBe(true)
    })
  })
}
