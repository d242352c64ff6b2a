import { expect, test } from 'vitest'
import { Analyser } from '../analyse.ts'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { FormatId } from '../model/sample.ts'
import { ToolValidators } from '../schema/validators.ts'
import { pairExample, toolCallingExample, trajectoryExample } from '../testing/examples.ts'
import { PAIR_PLANTINGS } from '../testing/plant/pairs.ts'
import type { Planted, Planting } from '../testing/plant/planting.ts'
import { TOOL_PLANTINGS } from '../testing/plant/tool-calls.ts'
import { CALL_PLANTINGS } from '../testing/plant/trajectories.ts'

/** Records of each kind that are planted into. */
const MOST = 60

async function codesOf({ format, record }: Planted): Promise<readonly string[]> {
  const toolSets = new RecentToolSets()
  const analyser = new Analyser({
    format: formatOf(format),
    validators: new ToolValidators(),
    toolSets,
  })
  const analysis = await analyser.analyse(new TextEncoder().encode(JSON.stringify(record)))
  if (analysis.kind === 'unreadable') return ['unreadable']
  const codes = analysis.findings.map((finding) => finding.code)
  // The trajectories come from logs, which hold no tool definitions; and some plantings take away
  // the results that later calls have their ids from.
  return [...new Set(codes)]
    .filter((code) => code !== 'tools.missing' && code !== 'call.args.unsupported')
    .sort()
}

async function clean<R>(format: FormatId, records: readonly R[]): Promise<R[]> {
  const found: R[] = []
  for (const record of records) {
    if (found.length === MOST) break
    if ((await codesOf({ format, record })).length === 0) found.push(record)
  }
  return found
}

/** Plants into every record and compares what is found with what was planted. */
async function check<R>(records: readonly R[], planting: Planting<R>): Promise<void> {
  let planted = 0
  for (const [i, record] of records.entries()) {
    const result = planting.plant(structuredClone(record))
    if (!result) continue
    planted++
    expect(await codesOf(result), `record ${i}: ${planting.title}`).toEqual(planting.codes)
  }
  expect(planted, 'records that offer a place for it').toBeGreaterThanOrEqual(5)
}

const trajectories = await clean(
  'openai',
  trajectoryExample().map(({ traj }) => ({ messages: traj.slice(0, -1) })),
)
const conversations = await clean('sharegpt', toolCallingExample())
const pairs = await clean('llama-factory/dpo', pairExample())

test('there are clean records to plant into', () => {
  expect(trajectories.length).toBeGreaterThan(20)
  expect(conversations).toHaveLength(MOST)
  expect(pairs).toHaveLength(MOST)
})

test.each(CALL_PLANTINGS.map((p) => [p.title, p] as const))('trajectory: %s', (_, planting) =>
  check(trajectories, planting),
)
test.each(TOOL_PLANTINGS.map((p) => [p.title, p] as const))('conversation: %s', (_, planting) =>
  check(conversations, planting),
)
test.each(PAIR_PLANTINGS.map((p) => [p.title, p] as const))('pair: %s', (_, planting) =>
  check(pairs, planting),
)
