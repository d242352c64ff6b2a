import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../model/json.ts'
import { runTrainer, type MirroredStage, type TrainerOutcome } from './run.ts'

const PROFILES: Record<string, { stage: MirroredStage; entry: Json }> = {
  'S-dpo': {
    stage: 'dpo',
    entry: {
      formatting: 'sharegpt',
      ranking: true,
      columns: {
        messages: 'conversations',
        tools: 'tools',
        chosen: 'chosen',
        rejected: 'rejected',
      },
    },
  },
  'S-kto': {
    stage: 'kto',
    entry: {
      formatting: 'sharegpt',
      columns: { messages: 'conversations', kto_tag: 'label' },
    },
  },
}

interface ConformanceCase {
  readonly id: number
  readonly p: string
  readonly t?: string
  readonly rows: readonly Json[]
  readonly expect: string
  readonly why?: string
}

function readLines<T>(url: URL): T[] {
  const lines = readFileSync(url, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as T)
}

function summarise(outcome: TrainerOutcome): string {
  if (outcome.kind === 'stopped') return `error:${outcome.exception}`
  const kept = outcome.rows.filter((row) => row.fate === 'kept')
  if (kept.length === 0) return 'dropped'
  return kept.some((row) => row.changes.length > 0) ? 'changed' : 'ok'
}

describe('the cases of the specification', () => {
  const cases = readLines<ConformanceCase>(new URL('./fixtures/conformance.jsonl', import.meta.url))
  for (const { id, p, t, rows, expect: expected, why } of cases)
    test(`case ${id} is ${expected}${why ? `: ${why}` : ''}`, () => {
      const template = t ?? 'qwen3_nothink'
      expect(summarise(runTrainer({ ...PROFILES[p]!, template, rows }))).toBe(expected)
    })
})

interface Vector {
  readonly id: string
  readonly input: {
    readonly stage: string
    readonly dataset: JsonObject
    readonly template: string
    readonly row: JsonObject
  }
  readonly expect: JsonObject & { readonly verdict: string }
}

const VECTORS = new URL('../../../../../shared/vectors/lf_converter.jsonl', import.meta.url)

describe.skipIf(!existsSync(VECTORS))('what the trainer itself did with single rows', () => {
  const vectors = existsSync(VECTORS) ? readLines<Vector>(VECTORS) : []
  const mirrored = vectors.filter(
    ({ input }) =>
      input.dataset['formatting'] === 'sharegpt' && ['dpo', 'rm', 'kto'].includes(input.stage),
  )

  test('there are vectors to compare with', () => {
    expect(mirrored.length).toBeGreaterThan(100)
  })

  test.each(mirrored.map((vector) => [vector.id, vector] as const))('%s', (_, vector) => {
    const { stage, dataset, template, row } = vector.input
    const outcome = runTrainer({
      stage: stage as MirroredStage,
      entry: dataset,
      template,
      rows: [row],
      processor: 'empty',
    })
    expect(describeOutcome(outcome)).toEqual(describeVector(vector))
  })
})

function describeOutcome(outcome: TrainerOutcome): unknown {
  const row = outcome.rows[0]
  const oneLabel = outcome.kind === 'done' && outcome.oneLabelWindows.length > 0
  const converted = row?.aligned
  return {
    verdict: outcome.kind === 'stopped' ? `error:${outcome.exception}` : row?.fate,
    at: outcome.kind === 'stopped' ? outcome.at : undefined,
    key: outcome.kind === 'stopped' ? outcome.key : undefined,
    ...(outcome.kind === 'stopped' && outcome.at !== 'process'
      ? {}
      : {
          prompt: converted?.prompt,
          response: converted?.response,
          system: converted?.system,
          tools: converted?.tools,
          warn: [...(row?.warnings ?? []), ...(oneLabel ? ['one_preference_type'] : [])],
          kto_tag: row?.label,
        }),
  }
}

function describeVector({ expect: expected }: Vector): unknown {
  const converted = expected['prompt'] !== undefined
  return {
    verdict: expected.verdict,
    at: expected['at'],
    key: expected['key'],
    ...(converted
      ? {
          prompt: expected['prompt'],
          response: expected['response'],
          system: expected['system'],
          tools: expected['tools'],
          warn: (expected['warn'] as readonly string[]).filter((word) => word !== 'media_missing'),
          kto_tag: expected['kto_tag'],
        }
      : {}),
  }
}
