import { describe, expect, test } from 'vitest'
import { defaultsOf, type AnyOptionValues } from '../../checks/options.ts'
import type { Sample } from '../../model/sample.ts'
import { trace, type TraceOptions } from '../../testing/trace.ts'
import { Digester } from '../digest.ts'
import { Digests, emptyDigests } from '../digests.ts'
import { SET_CHECKS } from '../index.ts'
import { judgeSet } from '../judge.ts'
import type { Cluster, DatasetCheck, Figure, SetFinding } from '../set-check.ts'

/** A record in notation, with the file that it stands in. */
export interface CaseRecord extends TraceOptions {
  readonly notation: string
  /** Absent: the file of the record before. */
  readonly file?: string
}

/**
 * Records, and what the check says to them: `error 2` for a finding about record 2, `warning set` for
 * one about a whole file (`set1` for the second).
 */
export type SetCase = readonly [
  title: string,
  records: readonly (string | CaseRecord)[],
  expected: readonly string[],
  options?: AnyOptionValues,
]

export interface SetCases {
  readonly check: DatasetCheck
  readonly positive: readonly [SetCase, ...SetCase[]]
  readonly nearMiss: readonly [SetCase, ...SetCase[]]
  readonly edge: readonly [SetCase, ...SetCase[]]
}

/** A record of a set as tests have it: the sample, and what it was read from. */
export interface SetRecord {
  readonly sample: Sample
  readonly record?: TraceOptions['record']
}
export interface SetFile {
  readonly name: string
  readonly records: readonly SetRecord[]
}

export interface Judged {
  readonly findings: readonly SetFinding[]
  readonly clusters: readonly Cluster[]
  readonly figures: readonly Figure[]
  /** Records that were read again. */
  readonly reads: number
}

/** Judges files by one check, or by all. */
export async function judgeFiles(
  files: readonly SetFile[],
  check?: DatasetCheck,
  options: AnyOptionValues = {},
): Promise<Judged> {
  const digests = new Digests()
  const digester = new Digester({ prompts: files.length > 1 })
  for (const { name, records } of files) {
    digests.beginPart(name)
    const batch = emptyDigests(records.length)
    records.forEach(({ sample, record }, i) => digester.digest(sample, record, batch, i))
    digests.append(batch)
  }
  const samples = files.flatMap(({ records }) => records.map(({ sample }) => sample))
  const findings: SetFinding[] = []
  const clusters: Cluster[] = []
  const figures: Figure[] = []
  let reads = 0
  const read = (record: number) => {
    reads++
    return Promise.resolve(samples[record])
  }
  const others = SET_CHECKS.filter(({ code }) => check && code !== check.code)
  const checks = {
    ...Object.fromEntries(others.map(({ code }) => [code, { on: false }])),
    ...(check ? { [check.code]: { options: { ...defaultsOf(check.options), ...options } } } : {}),
  }
  await judgeSet(
    { digests, read, settings: { checks } },
    {
      finding: (found) => void findings.push(found),
      cluster: (cluster) => void clusters.push(cluster),
      figure: (figure) => void figures.push(figure),
    },
  )
  return { findings, clusters, figures, reads }
}

export function placeOf({ record, part, finding }: SetFinding): string {
  const place = record ?? (part === 0 ? 'set' : `set${part}`)
  return `${finding.severity} ${place}`
}

export function testSetCases({ check, positive, nearMiss, edge }: SetCases): void {
  const groups = { positive, 'near miss': nearMiss, edge }
  describe(check.code, () => {
    for (const [group, cases] of Object.entries(groups))
      test.each(cases.map(([title, ...rest]) => [title, ...rest] as const))(
        `${group}: %s`,
        async (_title, records, expected, options) => {
          const files = filesOf(records)
          const before = structuredClone(files)
          const { findings } = await judgeFiles(files, check, options)
          expect(findings.map(placeOf)).toEqual(expected)
          for (const { finding } of findings) expect(finding.code).toBe(check.code)
          expect(files).toEqual(before)
        },
      )
    test('positive cases find something, near misses nothing', () => {
      expect(positive.every(([, , expected]) => expected.length > 0)).toBe(true)
      expect(nearMiss.every(([, , expected]) => expected.length === 0)).toBe(true)
    })
  })
}

function filesOf(records: readonly (string | CaseRecord)[]): SetFile[] {
  const files: { name: string; records: SetRecord[] }[] = []
  for (const each of records) {
    const made: CaseRecord = typeof each === 'string' ? { notation: each } : each
    if (files.length === 0 || (made.file !== undefined && made.file !== files.at(-1)!.name))
      files.push({ name: made.file ?? 'data.jsonl', records: [] })
    const { notation, file: _file, record, ...options } = made
    files.at(-1)!.records.push({ sample: trace(notation, options), ...(record ? { record } : {}) })
  }
  return files
}

/** The same record so many times. */
export function times(
  count: number,
  make: (index: number) => string | CaseRecord,
): (string | CaseRecord)[] {
  return Array.from({ length: count }, (_, index) => make(index))
}
