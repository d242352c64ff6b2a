import { expect, test } from 'vitest'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Json } from '../model/json.ts'
import type { FormatId } from '../model/sample.ts'
import {
  pairExample,
  toolCallingExample,
  trajectoryExample,
  type PairRecord,
  type ToolCallingRecord,
} from '../testing/examples.ts'
import { judgeFiles, type SetFile, type SetRecord } from './testing/set-cases.ts'

/**
 * Real records, those that are clean as a set, with defects planted that are then known for certain,
 * and harmless changes that look most like them. Whatever is found must have been planted, and the
 * other way round; of near duplicates, which are found by chance, at least so many.
 */
const toolSets = new RecentToolSets()
const PLANTED = 20

function read(record: unknown, format: FormatId): SetRecord {
  return { sample: formatOf(format).read(record as Json, { toolSets }), record: record as Json }
}

interface Found {
  readonly codes: readonly string[]
  readonly records: readonly number[]
}

async function judged(...files: readonly (readonly [string, readonly unknown[], FormatId])[]) {
  const sets: SetFile[] = files.map(([name, records, format]) => ({
    name,
    records: records.map((record) => read(record, format)),
  }))
  const { findings } = await judgeFiles(sets)
  return (code: string): Found => ({
    codes: [...new Set(findings.map(({ finding }) => finding.code))],
    records: findings.flatMap(({ record, finding }) =>
      finding.code === code && record !== null ? [record] : [],
    ),
  })
}

/** Records in which nothing is found, with those that are found in some taken out. */
async function clean<R>(records: readonly R[], format: FormatId): Promise<R[]> {
  const { findings } = await judgeFiles([
    { name: 'data', records: records.map((record) => read(record, format)) },
  ])
  const odd = new Set(findings.map(({ record }) => record))
  return records.filter((_, i) => !odd.has(i))
}

const pairs = await clean(pairExample(), 'llama-factory/dpo')
const conversations = await clean(toolCallingExample(), 'sharegpt')
const from = (count: number) => pairs.length + count

test('there are clean records to plant into', async () => {
  expect(pairs.length).toBeGreaterThan(250)
  expect(conversations.length).toBeGreaterThan(220)
  expect((await judged(['data', pairs, 'llama-factory/dpo']))('').codes).toEqual([])
  expect((await judged(['data', conversations, 'sharegpt']))('').codes).toEqual([])
})

const planted = (change: (record: PairRecord, i: number) => void) =>
  pairs.slice(0, PLANTED).map((record, i) => {
    const copy = structuredClone(record)
    change(copy, i)
    return copy
  })
const numbers = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)

test('copies, some with white space or keys moved, are all found and nothing else is', async () => {
  const copies = planted((record, i) => {
    if (i % 2 === 0) record.chosen.value = `${record.chosen.value}\n`
    record.rejected = { value: record.rejected.value, from: record.rejected.from }
  })
  const found = await judged(['data', [...pairs, ...copies], 'llama-factory/dpo'])
  expect(found('set.dup')).toEqual({ codes: ['set.dup'], records: numbers(from(0), PLANTED) })
})

test('a copy whose answer is another is no duplicate', async () => {
  const others = planted((record, i) => {
    record.chosen.value = `This is answer number ${i}, which has nothing to do with the others.`
    record.rejected.value = `Nor has this one, the ${i}th, anything in common with them.`
  })
  const found = await judged(['data', [...pairs, ...others], 'llama-factory/dpo'])
  expect(found('').codes.filter((code) => code === 'set.dup' || code === 'set.near')).toEqual([])
})

test('sides changed are contradictions, on both ends, and no duplicates', async () => {
  const swapped = planted((record) => {
    ;[record.chosen, record.rejected] = [record.rejected, record.chosen]
  })
  const found = await judged(['data', [...pairs, ...swapped], 'llama-factory/dpo'])
  expect(found('set.contradict')).toEqual({
    codes: ['set.contradict'],
    records: [...numbers(0, PLANTED), ...numbers(from(0), PLANTED)],
  })
})

test('circles of three are found', async () => {
  const more = pairs.slice(0, PLANTED).flatMap((record) => {
    const third = { from: 'gpt', value: 'I would rather not say.' }
    return [
      { ...record, chosen: record.rejected, rejected: third },
      { ...record, chosen: third, rejected: record.chosen },
    ]
  })
  const found = await judged(['data', [...pairs, ...more], 'llama-factory/dpo'])
  expect(found('set.contradict').records).toEqual([
    ...numbers(0, PLANTED),
    ...numbers(from(0), 2 * PLANTED),
  ])
  const straight = more.filter((_, i) => i % 2 === 0)
  const order = await judged(['data', [...pairs, ...straight], 'llama-factory/dpo'])
  expect(order('set.contradict').records).toEqual([])
})

test('prompts of the training file in the test file are found, others are not', async () => {
  const train = pairs.slice(0, 150)
  const test = pairs.slice(150)
  const leaked = planted((record) => {
    record.chosen.value = 'Something else.'
  })
  const found = await judged(
    ['train.json', train, 'llama-factory/dpo'],
    ['test.json', [...test, ...leaked], 'llama-factory/dpo'],
  )
  // Prompts of one or two words do not count.
  const words = (record: PairRecord) =>
    record.conversations.map(({ value }) => value.match(/[\p{L}\p{N}]+/gu)?.length ?? 0)
  const long = leaked.flatMap((record, i) =>
    words(record).reduce((sum, count) => sum + count, 0) > 2 ? [from(i)] : [],
  )
  expect(long.length).toBeGreaterThan(15)
  expect(found('set.leak').records).toEqual(long)
})

test('words changed in one place of a long record: nearly all are found', async () => {
  const long = trajectoryExample()
    .map(({ traj }) => ({ messages: traj }))
    .filter(({ messages }) => messages.length > 12)
    .slice(0, 40)
  const unlike = await clean(long, 'openai')
  const variants = unlike.map((record) => {
    const copy = structuredClone(record)
    copy.messages.at(-1)!.content = 'Thank you for your patience, all of it is done now.'
    return copy
  })
  const found = (await judged(['data', [...unlike, ...variants], 'openai']))('set.near').records
  expect(unlike.length).toBeGreaterThan(15)
  // Measured: all of them.
  expect(found.length / variants.length).toBeGreaterThanOrEqual(0.95)
  expect(found.every((record) => record >= unlike.length)).toBe(true)
})

test('both labels on one answer are found, both on one prompt are not', async () => {
  const labelled = (record: PairRecord, answer: string, label: boolean) => ({
    messages: [
      ...record.conversations.map(({ from, value }) => ({
        role: from === 'human' ? 'user' : from === 'gpt' ? 'assistant' : 'system',
        content: value,
      })),
      { role: 'assistant', content: answer },
    ],
    label,
  })
  const rows = pairs
    .slice(0, 100)
    .flatMap((record, i) => [
      labelled(record, record.chosen.value, true),
      ...(i < PLANTED ? [labelled(record, record.rejected.value, false)] : []),
    ])
  const clean = await judged(['kto.json', rows, 'llama-factory/kto'])
  expect(clean('set.labelBoth').records).toEqual([])
  expect(clean('set.neighbours').records).toEqual(numbers(0, PLANTED).map((i) => 2 * i + 1))
  const both = pairs.slice(0, PLANTED).map((record) => labelled(record, record.chosen.value, false))
  const found = await judged(['kto.json', [...rows, ...both], 'llama-factory/kto'])
  expect(found('set.labelBoth').records).toEqual([
    ...numbers(0, PLANTED).map((i) => 2 * i),
    ...numbers(rows.length, PLANTED),
  ])
})

test('a tool that is defined otherwise in a few records is found there', async () => {
  const tools = (name: string) =>
    JSON.stringify([
      {
        name: 'look_up',
        description: `Looks up ${name}`,
        parameters: { type: 'object', properties: { [name]: { type: 'string' } } },
      },
    ])
  const same = conversations.slice(0, 60).map((record) => ({ ...record, tools: tools('query') }))
  const drifted = conversations
    .slice(60, 64)
    .map((record): ToolCallingRecord => ({ ...record, tools: tools('text') }))
  const found = await judged(['data', [...same, ...drifted], 'sharegpt'])
  expect(found('set.tools').records).toEqual(numbers(60, 4))
})

test('a column of another type in a few records is found there', async () => {
  const odd = planted((record) => {
    Object.assign(record, { chosen: [record.chosen] })
  })
  const found = await judged(['data', [...pairs, ...odd], 'llama-factory/dpo'])
  expect(found('set.types').records).toEqual(numbers(from(0), PLANTED))
})
