import { expect, test, describe } from 'vitest'
import { runChecks } from '../checks/run.ts'
import type { Fix } from '../fixes/fix.ts'
import { tryFix } from '../fixes/try-fix.ts'
import { applyEdits, invertEdits } from '../journal/apply.ts'
import { UNTOUCHED } from '../journal/edit.ts'
import type { Finding } from '../model/finding.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { presentSample } from '../model/tree.ts'
import { ToolValidators } from '../schema/validators.ts'
import { ANY_SHAPE } from './check-cases.ts'
import { trace, type TraceOptions } from './trace.ts'

/** A sample in notation, what the fix makes of it, and how both are read. */
type FixCase = readonly [
  title: string,
  before: string | Sample,
  after: string | Sample,
  options?: TraceOptions,
]

/** A sample that the fix leaves, with the beginning of its reason; null where it has nothing to do. */
type LeftCase = readonly [
  title: string,
  sample: string | Sample,
  reason: string | null,
  options?: TraceOptions,
]

export interface FixCases {
  readonly fix: Fix
  readonly mended: readonly [FixCase, ...FixCase[]]
  readonly left: readonly [LeftCase, ...LeftCase[]]
}

const validators = new ToolValidators()

export async function judge(sample: Sample): Promise<readonly Finding[]> {
  await validators.prepare(sample.tools)
  return runChecks(sample, { format: ANY_SHAPE, validators })
}

export function testFix({ fix, mended, left }: FixCases): void {
  describe(fix.id, () => {
    test.each(mended.map((one) => [...one] as const))(
      'mends: %s',
      async (_title, before, after, options) => {
        const sample = sampleOf(before, options)
        const present = await checkLaws(fix, sample)
        expect(present && wordsOf(present)).toEqual(wordsOf(sampleOf(after, options)))
      },
    )
    test.each(left.map((one) => [...one] as const))(
      'leaves: %s',
      async (_title, notation, reason, options) => {
        const sample = sampleOf(notation, options)
        const before = structuredClone(sample)
        const tried = await tryFix(fix, subjectOf(sample), await judge(sample), judge)
        if (reason === null) expect(tried).toBeNull()
        else
          expect(tried).toMatchObject({
            kind: 'refused',
            reason: expect.stringContaining(reason) as string,
          })
        expect(sample).toEqual(before)
      },
    )
  })
}

/**
 * What holds for every fix and sample: the findings go, no error comes, a second time changes nothing,
 * undone it is as it was, messages that it did not mend are the recorded ones, and the sample itself is
 * untouched. The sample as it is then; null where the fix does nothing.
 */
export async function checkLaws(fix: Fix, sample: Sample): Promise<Sample | null> {
  const kept = structuredClone(sample)
  const subject = subjectOf(sample)
  const found = await judge(sample)
  const tried = await tryFix(fix, subject, found, judge)
  expect(sample).toEqual(kept)
  if (tried?.kind !== 'edits') return null
  const done = applyEdits(sample, UNTOUCHED, tried.edits)
  if (!done.ok) throw new Error(done.error.kind)
  expect(done.value).toEqual(tried.state)
  expect(tried.state.tree).not.toBeNull()

  const again = await tryFix(fix, { sample, state: tried.state }, tried.findings, judge)
  expect(again?.kind, `${fix.id} a second time`).not.toBe('edits')
  const undone = applyEdits(sample, done.value, invertEdits(tried.edits))
  expect(undone).toEqual({ ok: true, value: UNTOUCHED })

  const errors = (findings: readonly Finding[]) =>
    findings.filter(({ severity }) => severity === 'error').length
  expect(errors(tried.findings)).toBeLessThanOrEqual(errors(found))

  const { tree } = tried.state
  const items = [tree!.context, ...tree!.branches.map((branch) => branch.items)].flat()
  const recorded = [sample.context, ...sample.branches.map(({ messages }) => messages)].flat()
  for (const item of items) {
    expect(item.stale).toBeUndefined()
    if (item.kind === 'own') expect(recorded).not.toContainEqual(item.message)
  }
  return presentSample(sample, tree)
}

export function subjectOf(sample: Sample) {
  return { sample, state: UNTOUCHED }
}

function sampleOf(notation: string | Sample, options?: TraceOptions): Sample {
  return typeof notation === 'string' ? trace(notation, options) : notation
}

/** Who says what, without places: those of notation are other than those of a record. */
function wordsOf({ context, branches }: Sample): unknown {
  const words = ({ role, parts }: Message) => ({
    role,
    parts: parts.map((part) => {
      if (part.t !== 'call') return part
      const { path: _path, argsText, args, ...call } = part.call
      return {
        t: 'call',
        call: { ...call, args: JSON.parse(argsText ?? JSON.stringify(args)) as unknown },
      }
    }),
  })
  return [context, ...branches.map(({ messages }) => messages)].map((lane) => lane.map(words))
}
