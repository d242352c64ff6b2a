/** Reads whole real files where they are at hand (`../shared/data` beside the project). */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createCutter, detectContainer, type RecordSpans } from '../containers/index.ts'
import type { Json } from '../model/json.ts'
import { callsOf } from '../model/message.ts'
import type { FormatId, Sample } from '../model/sample.ts'
import { recordedTree } from '../model/tree.ts'
import { readRecord } from '../record.ts'
import { detectFormat } from './detect.ts'
import { formatOf } from './index.ts'
import { RecentToolSets } from './tool-sets.ts'

const data = new URL('../../../../shared/data/', import.meta.url)

interface Observed {
  readonly files: Readonly<
    Record<string, { records: number; messages?: number; calls?: number; pairs?: number }>
  >
}

/** Messages and calls are compared where the counts of `observed.json` mean what ours do. */
const FILES: readonly (readonly [file: string, format: FormatId, compare: 'all' | 'records'])[] = [
  ['hiyouga__LLaMA-Factory/glaive_toolcall_en_demo.json', 'sharegpt', 'all'],
  ['hiyouga__LLaMA-Factory/reason_tool_use_demo_50.jsonl', 'openai', 'all'],
  ['hiyouga__LLaMA-Factory/v1_sft_demo.jsonl', 'openai', 'all'],
  ['hiyouga__LLaMA-Factory/v1_dpo_demo.jsonl', 'llama-factory/v1-dpo', 'records'],
  ['hiyouga__LLaMA-Factory/v1_multimodal_demo.jsonl', 'openai', 'all'],
  ['hiyouga__LLaMA-Factory/mllm_demo.json', 'openai', 'all'],
  ['hiyouga__LLaMA-Factory/alpaca_en_demo.json', 'alpaca', 'all'],
  ['hiyouga__LLaMA-Factory/identity.json', 'alpaca', 'all'],
  ['hiyouga__LLaMA-Factory/dpo_en_demo.json', 'llama-factory/dpo', 'records'],
  ['hiyouga__LLaMA-Factory/kto_en_demo.json', 'llama-factory/kto', 'all'],
  [
    'ProfSynapse__Toolset-Training/behavior_merged_kto_11.23.25.jsonl',
    'llama-factory/kto',
    'records',
  ],
  [
    'ProfSynapse__Toolset-Training/syngen_tools_kto_11.26.25_preference.jsonl',
    'trl/preference',
    'records',
  ],
  ['anthropics__hh-rlhf/harmless-base-test.part0.jsonl', 'trl/preference', 'records'],
  ['sierra-research__tau-bench/gpt-4o-airline.even-task-ids.json', 'tau-bench', 'all'],
  ['lm-sys__FastChat/dummy_conversation.json', 'sharegpt', 'all'],
  ['axolotl-ai-cloud__axolotl/conversation.json', 'sharegpt', 'all'],
  ['microsoft-foundry__fine-tuning/stock_toolcall_training.jsonl', 'openai', 'all'],
  [
    'microsoft-foundry__fine-tuning/datagen-ToolUse-FineTuneSupervised-valid.jsonl',
    'openai',
    'all',
  ],
  ['qiancheng0__ToolRL/rlla_sft.json', 'alpaca', 'records'],
]

/** Files of other forms, which no format may claim. */
const FOREIGN = [
  'WeOpenML__PandaLM/testset-v1.json',
  'anthropics__evals/subscribes-to-utilitarianism.jsonl',
  'fairyshine__Seal-Tools/test_out_domain.jsonl',
  'tangqiaoyu__ToolAlpaca/eval_simulated.json',
  'hiyouga__LLaMA-Factory/dataset_info.json',
]

function recordsOf(file: string): Uint8Array[] {
  const bytes = readFileSync(new URL(file, data))
  const head = bytes.subarray(0, 65_536)
  const verdict = detectContainer(head, head.length === bytes.length)
  if (verdict.kind === 'refusal') throw new Error(verdict.refusal)
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  const cutter = createCutter(verdict.container)
  for (let at = 0; at < bytes.length; at += 10_007)
    cutter.feed(bytes.subarray(at, at + 10_007), spans)
  cutter.end(spans)
  return spans.offsets.map((offset, i) => bytes.subarray(offset, offset + spans.lengths[i]!))
}

const parse = (record: Uint8Array) => JSON.parse(new TextDecoder().decode(record)) as Json

describe.skipIf(!existsSync(data))('real files', () => {
  const observed = existsSync(data)
    ? (JSON.parse(readFileSync(new URL('observed.json', data), 'utf8')) as Observed)
    : { files: {} }

  test.each(FILES)('%s is %s, and every record reads and writes back', (file, format, compare) => {
    const records = recordsOf(file)
    const expected = observed.files[file]!
    expect(records).toHaveLength(expected.records)
    const [best, second] = detectFormat(records.slice(0, 60).map(parse))
    expect(best?.format).toBe(format)
    expect(best!.confidence - (second?.confidence ?? 0)).toBeGreaterThan(0.5)

    const toolSets = new RecentToolSets()
    let messages = 0
    let calls = 0
    let pairs = 0
    for (const record of records) {
      const read = readRecord(record, format, { exact: true, toolSets })
      if (read.kind === 'unreadable') throw new Error(read.reason)
      const { sample, text = '' } = read
      expect(sample.problems).toEqual([])
      expect(formatOf(format).fits(read.value)).toBe(true)
      const written = formatOf(format).write(text, sample, recordedTree(sample))
      expect(written).toEqual({ ok: true, value: text })
      for (const message of linesOf(sample)) {
        messages++
        for (const call of callsOf(message)) {
          calls++
          expect(call.error).toBeUndefined()
        }
      }
      if (sample.recordedPair) pairs++
    }
    expect(pairs).toBe(expected.pairs ?? 0)
    if (compare === 'all')
      expect({ messages, calls }).toEqual({ messages: expected.messages, calls: expected.calls })
  })

  test.each(FOREIGN)('%s is none of our formats', (file) => {
    expect(detectFormat(recordsOf(file).slice(0, 60).map(parse))).toEqual([])
  })
})

function linesOf({ context, branches }: Sample) {
  return [context, ...branches.map((branch) => branch.messages)].flat()
}
