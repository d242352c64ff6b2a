import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { UNTOUCHED } from '../journal/edit.ts'
import type { Json } from '../model/json.ts'
import { callsOf, type Message, type Part, type Role, type ToolCall } from '../model/message.ts'
import { buildPair } from '../model/pair.ts'
import { readRecord } from '../record.ts'
import type { Sample } from '../model/sample.ts'
import { runTrainer, type MirroredStage } from '../trainer/llama-factory/run.ts'
import { rowTarget, RowExport } from './index.ts'
import type { TargetId } from './target.ts'

/** Mostly plain words; now and then something that a trainer could take for its own. */
const text = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('yes', 'no', 'It is 4 °C.', 'Tôi không biết.', 'a\nb') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '<think>\nx\n</think>\n\n',
      '<tool_call>{"name":"f","arguments":{}}</tool_call>',
      '{"name": "f"}',
      '{{idx}}',
      '<image>',
      '\ud83d',
    ),
  },
)
const argsText = fc.oneof(
  { weight: 4, arbitrary: fc.json().filter((json) => json.startsWith('{')) },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '{}',
      '{"n":12345678901234567890,"x":1.10,"e":1e5,"n":1}',
      '{"html":"<tool_call>a</tool_call><think>"}',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('{"half":"\\ud83d"}', '[1]', 'null') },
)
const name = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('f', 'g') },
  { weight: 1, arbitrary: fc.constant('') },
)
const call = fc.record({ name, argsText }).map(({ name: tool, argsText: exact }): Part => {
  const made: ToolCall = {
    name: tool,
    args: JSON.parse(exact) as Json,
    argsText: exact,
    argsWas: 'object',
    dialect: 'native',
    path: '',
  }
  return { t: 'call', call: made }
})
const words = text.map((each): Part => ({ t: 'text', text: each }))
const thought = text.map((each): Part => ({ t: 'reasoning', text: each, wrap: 'field' }))
const result = text.map((each): Part => ({ t: 'result', text: each }))

function message(role: Role, parts: fc.Arbitrary<Part[]>): fc.Arbitrary<Message> {
  return parts.map((made): Message => ({ role, sourceRole: role, parts: made, path: '' }))
}
const thoughts = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Part[]>([]) },
  { weight: 1, arbitrary: fc.array(thought, { minLength: 1, maxLength: 1 }) },
)
const calls = fc.array(call, { minLength: 1, maxLength: 2 })
const joined = (...runs: fc.Arbitrary<Part[]>[]) =>
  fc.tuple(...runs).map((made): Part[] => made.flat())
const calling = message('assistant', joined(thoughts, fc.array(words, { maxLength: 1 }), calls))
const answering = message(
  'assistant',
  joined(
    thoughts,
    words.map((part) => [part]),
  ),
)
const asking = message(
  'user',
  words.map((part) => [part]),
)
const reporting = message('tool', fc.array(result, { minLength: 1, maxLength: 2 }))
const anything = fc.oneof(
  asking,
  calling,
  answering,
  reporting,
  message(
    'system',
    words.map((part) => [part]),
  ),
  message('assistant', fc.array(fc.oneof(words, thought, call), { maxLength: 3 })),
)
const lane = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.tuple(calling, reporting), { maxLength: 2 }).map((made) => made.flat()),
  },
  { weight: 1, arbitrary: fc.array(anything, { maxLength: 4 }) },
)
const completion = fc
  .tuple(lane, fc.oneof(calling, answering))
  .map(([before, last]) => [...before, last])

const tools = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('', '[]', '[{"name":"f"}]') },
  { weight: 1, arbitrary: fc.constantFrom('[1]', '{"name":"f"}', '[{"name":"\\ud800"}]') },
)
const sample: fc.Arbitrary<Sample> = fc
  .record({
    user: asking,
    before: lane,
    chosen: completion,
    rejected: completion,
    labels: fc.constantFrom<(boolean | undefined)[]>(
      [true, false],
      [true, true],
      [undefined, true],
    ),
    tools,
  })
  .map(({ user, before, chosen, rejected, labels, tools: toolsText }): Sample => {
    const branch = (messages: Message[], label: boolean | undefined) =>
      label === undefined ? { messages } : { messages, label }
    return {
      format: 'openai',
      tools: { defs: [], encoding: 'list', text: toolsText },
      context: [user, ...before],
      branches: [branch(chosen, labels[0]), branch(rejected, labels[1])],
      recordedPair: { chosen: 0, rejected: 1 },
      meta: {},
      extra: [],
      problems: [],
    }
  })

function exportAll(id: TargetId, samples: readonly Sample[]) {
  const request = { target: id, name: 'set', scope: 'notDropped' } as const
  const run = new RowExport(rowTarget(id)!, request)
  const lines = samples.flatMap((each, record) =>
    run.add({ record, sample: each, state: UNTOUCHED }, []),
  )
  const end = run.end()
  const info = JSON.parse(end.sideFiles[0]!.text) as { set: Json }
  const rows = [...lines, ...end.lines].map((line) => JSON.parse(line) as Json)
  return { rows, entry: info.set, summary: run.summary() }
}

describe.each<[TargetId, MirroredStage]>([
  ['llama-factory/dpo', 'dpo'],
  ['llama-factory/kto', 'kto'],
])('%s', (id, stage) => {
  test('the trainer keeps every row that is written, with its label', () => {
    let written = 0
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 6 }), (samples) => {
        const { rows, entry, summary } = exportAll(id, samples)
        written += rows.length
        expect(summary.written).toBe(rows.length)
        const heldBack = summary.heldBack.reduce((sum, group) => sum + group.count, 0)
        expect(summary.considered).toBe(samples.length)
        expect(heldBack + rows.length).toBeGreaterThanOrEqual(samples.length)
        for (const template of ['qwen3_nothink', 'chatml']) {
          const outcome = runTrainer({ stage, entry, template, rows })
          if (outcome.kind === 'stopped') {
            // Only tools that one tool format cannot write, and those are announced.
            expect(template).toBe('chatml')
            expect(summary.notices.join()).toContain('default tool format')
            continue
          }
          for (const row of outcome.rows) {
            expect(row.fate).toBe('kept')
            for (const change of row.changes) expect(change).toContain('{{idx}}')
          }
        }
      }),
      { numRuns: 200 },
    )
    expect(written).toBeGreaterThan(20)
  })
})

/** A written row read back as our own importer reads a file. */
function reimport(row: string, format: 'llama-factory/dpo' | 'llama-factory/kto'): Sample {
  const bytes = new TextEncoder().encode(row)
  const read = readRecord(bytes, format, { exact: true, toolSets: new RecentToolSets() })
  if (read.kind === 'unreadable') throw new Error(read.reason)
  expect(read.sample.problems).toEqual([])
  return read.sample
}

function argumentsOf(messages: readonly Message[]): (string | undefined)[] {
  return messages.flatMap((each) => callsOf(each).map(({ argsText: exact }) => exact))
}

/** Text that a message of this form cannot carry without a loss of its outer blanks. */
function isPlain(messages: readonly Message[]): boolean {
  return messages.every(({ parts }) =>
    parts.every(
      (part) => !('text' in part) || (part.text === part.text.trim() && !/[<{]/.test(part.text)),
    ),
  )
}

describe('export and import again', () => {
  test.each(['llama-factory/dpo', 'llama-factory/kto'] as const)(
    '%s: a row that is read back is written as the same row',
    (id) => {
      let compared = 0
      fc.assert(
        fc.property(sample, (each) => {
          const lanes = [each.context, ...each.branches.map(({ messages }) => messages)]
          fc.pre(lanes.every(isPlain))
          const { rows } = exportAll(id, [each])
          for (const row of rows) {
            const text = JSON.stringify(row)
            const again = exportAll(id, [reimport(text, id)])
            expect(again.summary.heldBack).toEqual([])
            expect(again.rows).toEqual([row])
            compared++
          }
        }),
        { numRuns: 200 },
      )
      expect(compared).toBeGreaterThan(10)
    },
  )

  test('a pair comes back with its prompt, its sides and the exact arguments', () => {
    let compared = 0
    const single = fc.tuple(asking, calling, answering).map(([user, call, answer]): Sample => ({
      format: 'openai',
      tools: { defs: [], encoding: 'absent', text: '' },
      context: [user],
      branches: [{ messages: [call] }, { messages: [answer] }],
      recordedPair: { chosen: 0, rejected: 1 },
      meta: {},
      extra: [],
      problems: [],
    }))
    fc.assert(
      fc.property(single, (each) => {
        const { context, branches } = each
        const [chosen, rejected] = branches.map(({ messages }) => messages)
        fc.pre([context, chosen!, rejected!].every(isPlain))
        const { rows, summary } = exportAll('llama-factory/dpo', [each])
        if (rows.length === 0) return
        const pair = buildPair(reimport(JSON.stringify(rows[0]), 'llama-factory/dpo'), null)
        if (!pair.ok) throw new Error(pair.error.kind)
        expect(pair.value.prompt.map(({ parts }) => parts)).toEqual(
          context.map(({ parts }) => parts),
        )
        if (!summary.transformations.some(({ name: word }) => word.startsWith('Marks')))
          expect(argumentsOf(pair.value.chosen)).toEqual(argumentsOf(chosen!))
        expect(callsOf(pair.value.chosen[0]).map(({ name: tool }) => tool)).toEqual(
          callsOf(chosen![0]!).map(({ name: tool }) => tool),
        )
        const wordsOf = (message: Message) =>
          message.parts.filter(({ t }) => t === 'text').map((part) => 'text' in part && part.text)
        expect(wordsOf(pair.value.rejected[0])).toEqual(wordsOf(rejected![0]!))
        compared++
      }),
      { numRuns: 200 },
    )
    expect(compared).toBeGreaterThan(10)
  })
})
