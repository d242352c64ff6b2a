import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { detectFormat } from '../formats/detect.ts'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Json } from '../model/json.ts'
import { setDup } from './dup.ts'
import { judgeFiles } from './testing/set-cases.ts'

/**
 * Duplicates that another program found in real files: records that are equal as JSON values. Ours
 * go by what is trained on, so we find all of those, and more where records differ otherwise only.
 */
const DATA = new URL('../../../../shared/data/', import.meta.url)

interface Observed {
  readonly files: Readonly<
    Record<
      string,
      { readonly defects: Readonly<Record<string, { readonly indexes: number[] } | undefined>> }
    >
  >
}

/** Files with records, and the duplicates that only we see. */
const FILES: readonly (readonly [name: string, more: readonly number[]])[] = [
  ['hiyouga__LLaMA-Factory/dpo_en_demo.json', []],
  ['hiyouga__LLaMA-Factory/kto_en_demo.json', []],
  ['hiyouga__LLaMA-Factory/glaive_toolcall_en_demo.json', []],
  ['hiyouga__LLaMA-Factory/reason_tool_use_demo_50.jsonl', []],
  ['hiyouga__LLaMA-Factory/alpaca_en_demo.json', []],
  ['hiyouga__LLaMA-Factory/v1_sft_demo.jsonl', []],
  ['hiyouga__LLaMA-Factory/v1_dpo_demo.jsonl', []],
  ['hiyouga__LLaMA-Factory/v1_multimodal_demo.jsonl', []],
  ['hiyouga__LLaMA-Factory/identity.json', []],
  ['sierra-research__tau-bench/gpt-4o-airline.even-task-ids.json', []],
  ['anthropics__hh-rlhf/harmless-base-test.part0.jsonl', []],
  // The same but for the ids of calls.
  [
    'ProfSynapse__Toolset-Training/behavior_merged_kto_11.23.25.jsonl',
    [2272, 2273, 2348, 2349, 2366, 2367],
  ],
  ['ProfSynapse__Toolset-Training/syngen_tools_kto_11.26.25_preference.jsonl', []],
  ['microsoft-foundry__fine-tuning/orca_dpo_pairs.validation.jsonl', []],
  ['microsoft-foundry__fine-tuning/stock_toolcall_training.jsonl', []],
  ['lm-sys__FastChat/dummy_conversation.json', []],
  ['fairyshine__Seal-Tools/test_out_domain.jsonl', []],
  ['anthropics__evals/subscribes-to-utilitarianism.jsonl', []],
]

function recordsOf(name: string): Json[] {
  const text = readFileSync(new URL(name, DATA), 'utf8')
  if (!name.endsWith('l')) return JSON.parse(text) as Json[]
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Json)
}

describe.skipIf(!existsSync(DATA))('real files', () => {
  test.each(FILES)('%s holds the duplicates that were seen in it', async (name, more) => {
    const observed = JSON.parse(readFileSync(new URL('observed.json', DATA), 'utf8')) as Observed
    const records = recordsOf(name)
    const format = formatOf(detectFormat(records.slice(0, 50))[0]!.format)
    const toolSets = new RecentToolSets()
    const read = records.map((record) => ({ sample: format.read(record, { toolSets }) }))
    const { findings } = await judgeFiles([{ name, records: read }], setDup)
    const seen = observed.files[name]!.defects['duplicate_record']?.indexes ?? []
    expect(findings.map(({ record }) => record)).toEqual([...seen, ...more].sort((a, b) => a - b))
  })
})
