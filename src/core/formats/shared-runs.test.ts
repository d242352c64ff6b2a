/** Reads real runs that the containers cut otherwise: one object a file, or an object of records. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ExactText } from '../json/exact.ts'
import type { Json } from '../model/json.ts'
import { callsOf } from '../model/message.ts'
import type { FormatId, Sample } from '../model/sample.ts'
import { recordedTree } from '../model/tree.ts'
import { detectFormat } from './detect.ts'
import { formatOf } from './index.ts'
import { RecentToolSets } from './tool-sets.ts'

const data = new URL('../../../../shared/data/', import.meta.url)

interface Observed {
  readonly files: Readonly<Record<string, { records: number; messages?: number; calls?: number }>>
}

const G1 = 'OpenBMB__ToolBench/G1_answer/'
interface Counts {
  readonly messages: number
  readonly calls: number
}

/** The counts are those of `observed.json`, or given here where it did not look at conversations. */
const FILES: readonly (readonly [file: string, format: FormatId, own?: Counts])[] = [
  ['SWE-agent__SWE-agent/function_calling_simple.traj', 'swe-agent'],
  ['SWE-agent__SWE-agent/marshmallow-1867.function_calling_replace_from_source.traj', 'swe-agent'],
  ['princeton-nlp__intercode/ic_bash_multiturn_gpt-3.5_10_turns_fs_1.json', 'intercode'],
  [G1 + '10_ChatGPT_DFS_woFilter_w2.json', 'toolbench'],
  [G1 + '11_ChatGPT_DFS_woFilter_w2.json', 'toolbench'],
  [G1 + '57_ChatGPT_DFS_woFilter_w2.json', 'toolbench'],
  [G1 + '59_ChatGPT_DFS_woFilter_w2.json', 'toolbench'],
  [G1 + '69_ChatGPT_DFS_woFilter_w2.json', 'toolbench', { messages: 13, calls: 6 }],
  ['tangqiaoyu__ToolAlpaca/eval_simulated.json', 'toolalpaca'],
  ['fairyshine__Seal-Tools/test_out_domain.jsonl', 'seal-tools'],
  [
    'sierra-research__tau-bench/MockRetailDomainEnv-few_shot.jsonl',
    'tau-bench/display',
    { messages: 1955, calls: 440 },
  ],
  ['sierra-research__tau-bench/gpt-4o-airline.even-task-ids.json', 'tau-bench'],
]

function recordsOf(file: string, format: FormatId): string[] {
  const text = readFileSync(new URL(file, data), 'utf8')
  if (file.endsWith('.jsonl')) return text.split('\n').filter((line) => line.trim() !== '')
  const exact = new ExactText(text)
  if (text[exact.root.start] === '[')
    return exact.elements(exact.root).map(({ start, end }) => text.slice(start, end))
  if (format !== 'intercode') return [text]
  return exact.members(exact.root).map(({ value }) => text.slice(value.start, value.end))
}

function readAll(file: string, format: FormatId): Sample[] {
  const toolSets = new RecentToolSets()
  return recordsOf(file, format).map((text) =>
    formatOf(format).read(JSON.parse(text) as Json, { text, toolSets }),
  )
}

/** The conversation that was recorded; a search tree's other ends are further branches. */
const linesOf = ({ context, branches }: Sample) => [...context, ...branches[0].messages]

describe.skipIf(!existsSync(data))('real runs', () => {
  const observed = existsSync(data)
    ? (JSON.parse(readFileSync(new URL('observed.json', data), 'utf8')) as Observed)
    : { files: {} }

  const check = (file: string, format: FormatId, own?: Counts) => {
    const texts = recordsOf(file, format)
    const values = texts.map((text) => JSON.parse(text) as Json)
    const [best, second] = detectFormat(values.slice(0, 60))
    expect(best?.format).toBe(format)
    expect(best!.confidence - (second?.confidence ?? 0)).toBeGreaterThan(0.3)
    const toolSets = new RecentToolSets()
    let messages = 0
    let calls = 0
    values.forEach((value, i) => {
      const text = texts[i]!
      const sample = formatOf(format).read(value, { text, toolSets })
      expect(sample.problems).toEqual([])
      expect(formatOf(format).fits(value)).toBe(true)
      expect(formatOf(format).write(text, sample, recordedTree(sample))).toEqual({
        ok: true,
        value: text,
      })
      messages += linesOf(sample).length
      calls += linesOf(sample).flatMap(callsOf).length
    })
    const { records, messages: seen = 0, calls: called = 0 } = observed.files[file]!
    expect(texts).toHaveLength(records)
    expect({ messages, calls }).toEqual(own ?? { messages: seen, calls: called })
  }
  for (const [file, format, own] of FILES)
    test(`${file} is ${format}, and every record reads and writes back`, () => {
      check(file, format, own)
    })

  test('four tries of a tau-bench task have one group and their own rewards', () => {
    const runs = readAll(
      'sierra-research__tau-bench/gpt-4o-airline.even-task-ids.json',
      'tau-bench',
    )
    const tries = runs.filter(({ meta }) => meta.group === '2')
    expect(tries.map(({ meta }) => meta.trial).sort()).toEqual([0, 1, 2, 3])
    for (const { meta, branches } of tries)
      expect(branches[0].scores).toEqual([{ key: 'reward', value: meta.reward, path: '/reward' }])
  })

  test('the ends of a ToolBench search are branches of one prompt', () => {
    const ends = (run: number) => {
      const [sample] = readAll(`${G1}${run}_ChatGPT_DFS_woFilter_w2.json`, 'toolbench')
      return sample!
    }
    expect([10, 11, 57, 59, 69].map((run) => ends(run).branches.length)).toEqual([1, 1, 4, 1, 9])
    expect(ends(57).branches.map(({ scores }) => scores?.[0])).toMatchObject([
      { key: 'win', value: 1 },
      { key: 'finished', value: 0 },
      { key: 'finished', value: 0 },
      { key: 'finished', value: 0 },
    ])
    const gaveUp = ends(69)
    expect(gaveUp.context.map(({ path }) => path)).toEqual(['/answer_generation/query'])
    const last = gaveUp.branches[5]!.messages.at(-1)!
    expect(callsOf(last)[0]).toMatchObject({
      name: 'Finish',
      args: { return_type: 'give_up_and_restart' },
    })
  })

  test('every call that a tau-bench transcript lost is one that cannot be read', () => {
    const runs = readAll(
      'sierra-research__tau-bench/MockRetailDomainEnv-few_shot.jsonl',
      'tau-bench/display',
    )
    const messages = runs.flatMap(linesOf)
    expect(messages.some((m) => m.parts.some((p) => p.t === 'text' && p.text === 'None'))).toBe(
      false,
    )
    for (const call of messages.flatMap(callsOf)) expect(call.error).toBeDefined()
  })

  test('the tools that ToolRL lists in its instructions are read', () => {
    const samples = readAll('qiancheng0__ToolRL/rlla_sft.json', 'alpaca')
    const listed = samples.filter(({ tools }) => tools.encoding === 'inText' && !tools.error)
    expect(listed).toHaveLength(400)
    const unknown = samples.filter((sample) => {
      const names = new Set(sample.tools.defs.map(({ name }) => name))
      return linesOf(sample)
        .flatMap(callsOf)
        .some(({ name }) => !names.has(name))
    })
    expect(unknown).toEqual([samples[130]])
  })
})
