import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Analyser } from '../analyse.ts'
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Finding } from '../model/finding.ts'
import type { FormatId } from '../model/sample.ts'
import { ToolValidators } from '../schema/validators.ts'

/**
 * Counts of defects that another program found in real files, where its definitions are ours.
 * Where they differ: it reads the tool-call dialects of a few files that we do not read yet; its
 * `lf_*` rules are LLaMA-Factory's and belong to the export; its `schema_nonstandard_type` knows
 * fewer words than we mend; its `prompt_mismatch` in transcripts includes two answers in a row; its
 * `ends_with_call` wants the call to have an id.
 */
const DATA = new URL('../../../../shared/data/', import.meta.url)

interface Observed {
  readonly files: Readonly<
    Record<string, { readonly defects: Readonly<Record<string, { readonly indexes: number[] }>> }>
  >
}

const FILES: readonly (readonly [FormatId, string])[] = [
  ['sharegpt', 'hiyouga__LLaMA-Factory/glaive_toolcall_en_demo.json'],
  ['openai', 'hiyouga__LLaMA-Factory/reason_tool_use_demo_50.jsonl'],
  ['openai', 'hiyouga__LLaMA-Factory/v1_sft_demo.jsonl'],
  ['llama-factory/dpo', 'hiyouga__LLaMA-Factory/dpo_en_demo.json'],
  ['llama-factory/kto', 'hiyouga__LLaMA-Factory/kto_en_demo.json'],
  ['tau-bench', 'sierra-research__tau-bench/gpt-4o-airline.even-task-ids.json'],
  ['trl/preference', 'anthropics__hh-rlhf/harmless-base-test.part0.jsonl'],
  ['openai', 'microsoft-foundry__fine-tuning/stock_toolcall_training.jsonl'],
  ['openai', 'microsoft-foundry__fine-tuning/datagen-ToolUse-FineTuneSupervised-valid.jsonl'],
  ['sharegpt', 'lm-sys__FastChat/dummy_conversation.json'],
]

/** Their words for what one of our findings says. */
const RULES: readonly { theirs: readonly string[]; ours: (finding: Finding) => boolean }[] = [
  { theirs: ['duplicate_call_id'], ours: (f) => f.message.includes('is used for two calls') },
  {
    theirs: ['orphan_tool_result', 'unanswered_call'],
    ours: (f) => f.code === 'id.pair' && !f.message.includes('is used for two calls'),
  },
  { theirs: ['unknown_tool'], ours: (f) => f.code === 'call.unknown' },
  {
    theirs: ['type_mismatch', 'missing_required', 'enum_violation'],
    ours: (f) => f.code === 'call.schema',
  },
  { theirs: ['unknown_argument'], ours: (f) => f.code === 'call.extra' },
  {
    theirs: ['call_unparsable', 'args_unparsable', 'args_not_object', 'args_missing'],
    ours: (f) => f.code === 'call.parse',
  },
  { theirs: ['tool_loop_same3'], ours: (f) => f.code === 'loop.exact' },
  { theirs: ['tool_cycle'], ours: (f) => f.code === 'loop.cycle' },
  { theirs: ['tool_output_gt_8000'], ours: (f) => f.code === 'tool.long' },
  { theirs: ['consecutive_same_role'], ours: (f) => /^Two .* in a row/.test(f.message) },
  { theirs: ['system_not_first'], ours: (f) => f.message.includes('system message stands in') },
  { theirs: ['chosen_eq_rejected'], ours: (f) => f.code === 'pair.same' },
  {
    theirs: ['last_not_assistant', 'ends_with_call'],
    ours: (f) => f.code === 'end.missing',
  },
]

function recordsOf(name: string): string[] {
  const text = readFileSync(new URL(name, DATA), 'utf8')
  if (name.endsWith('l')) return text.split('\n').filter((line) => line.trim() !== '')
  return (JSON.parse(text) as unknown[]).map((record) => JSON.stringify(record))
}

async function findingsOf(format: FormatId, name: string): Promise<(readonly Finding[])[]> {
  const parts = { validators: new ToolValidators(), toolSets: new RecentToolSets() }
  const analyser = new Analyser({ format: formatOf(format), ...parts })
  const findings: (readonly Finding[])[] = []
  for (const record of recordsOf(name)) {
    const analysis = await analyser.analyse(new TextEncoder().encode(record))
    if (analysis.kind === 'unreadable') throw new Error(`${name}: ${analysis.reason}`)
    findings.push(analysis.findings)
  }
  return findings
}

describe.skipIf(!existsSync(DATA))('real files', () => {
  test.each(FILES)('%s: %s has the defects that were seen in it', async (format, name) => {
    const observed = JSON.parse(readFileSync(new URL('observed.json', DATA), 'utf8')) as Observed
    const { defects } = observed.files[name]!
    const findings = await findingsOf(format, name)
    for (const { theirs, ours } of RULES) {
      if (theirs.includes('ends_with_call') && name.includes('reason_tool_use')) continue
      const expected = new Set(theirs.flatMap((rule) => defects[rule]?.indexes ?? []))
      const found = findings.flatMap((list, record) => (list.some(ours) ? [record] : []))
      expect(found, theirs.join()).toEqual([...expected].sort((a, b) => a - b))
    }
    expect(findings.flat().filter((finding) => finding.code === 'check.crash')).toEqual([])
  })

  test('empty messages and answers are those that were seen', async () => {
    const observed = JSON.parse(readFileSync(new URL('observed.json', DATA), 'utf8')) as Observed
    for (const [format, name] of FILES.slice(5, 7)) {
      const findings = await findingsOf(format, name)
      const empty = findings.flatMap((list, record) =>
        list.some((f) => f.code === 'message.empty' || f.code === 'end.empty') ? [record] : [],
      )
      expect(empty).toEqual(observed.files[name]!.defects.empty_message!.indexes)
    }
  })
})
