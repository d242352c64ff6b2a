import { beforeEach, describe, expect, it } from 'vitest'
import { decide } from '../../../core/journal/acts.ts'
import type { Sample } from '../../../core/model/sample.ts'
import { FakeEngine } from '../../../engine/fake.ts'
import type { ExportRequest, ExportSummary } from '../../../engine/protocol.ts'
import { DatasetSession } from '../../session.svelte.ts'
import { ExportDraft } from './export-draft.svelte.ts'

const SAMPLE: Sample = {
  format: 'openai',
  tools: { defs: [], encoding: 'absent', text: '' },
  context: [{ role: 'user', sourceRole: 'user', parts: [{ t: 'text', text: 'Hi' }], path: '' }],
  branches: [{ messages: [] }],
  meta: {},
  extra: [],
  problems: [],
}

const summary = (request: ExportRequest, written: number): ExportSummary => ({
  target: request.target,
  considered: written + 3,
  written,
  heldBack: [
    { reason: 'stale', message: 'A result is stale.', count: 1, records: [0], details: [] },
    { reason: 'notAPair', message: 'It is no pair.', count: 2, records: [1, 2], details: [] },
  ],
  transformations: [],
  notices: [],
  files: [{ name: request.name + '.jsonl', rows: written, bytes: 10 }],
  firstRow: '{}',
})

let engine: FakeEngine
let session: DatasetSession
let draft: ExportDraft
let planned: ExportRequest[]

beforeEach(async () => {
  planned = []
  engine = new FakeEngine({
    plan: (request, states) => {
      planned.push(request)
      return summary(request, states.filter((state) => state.decision === 'keep').length)
    },
  })
  const id = engine.add('My runs', [{ kind: 'sample', sample: SAMPLE }])
  session = new DatasetSession(engine, id)
  await session.open()
  draft = new ExportDraft(engine, session)
})

describe('an export', () => {
  it('takes all that is not dropped until something is decided, then what was decided', async () => {
    expect(draft.scope).toBe('notDropped')
    const kept = await session.act((subject) => decide(subject, 'keep'))
    expect(kept.ok).toBe(true)
    expect(draft.scope).toBe('decided')
    draft.chosenScope = 'notDropped'
    expect(draft.scope).toBe('notDropped')
  })
  it('is named after dataset and target until one names it', () => {
    expect(draft.name).toBe('My_runs_dpo')
    draft.target = 'llama-factory/kto'
    expect(draft.name).toBe('My_runs_kto')
    draft.chosenName = 'x'
    expect(draft.request).toEqual({ target: 'llama-factory/kto', name: 'x', scope: 'notDropped' })
  })
  it('adds up what is held back', async () => {
    await draft.plan(draft.request)
    expect(draft.heldBack).toBe(3)
    expect(draft.planning).toBe(false)
  })
  it('is not planned under a name that cannot be written', async () => {
    draft.chosenName = '../x'
    await draft.plan(draft.request)
    expect(planned).toEqual([])
    expect(draft.nameProblem).toMatch(/letters/)
  })
  it('shows the newest preflight when an older one ends later', async () => {
    let answer: (summary: ExportSummary) => void = () => undefined
    const slow = new Promise<ExportSummary>((resolve) => (answer = resolve))
    const plan = engine.planExport.bind(engine)
    engine.planExport = () => slow
    const older = draft.plan({ ...draft.request, name: 'older' })
    engine.planExport = plan
    await draft.plan({ ...draft.request, name: 'newer' })
    answer(summary({ ...draft.request, name: 'older' }, 0))
    await older
    expect(draft.summary?.files[0]?.name).toBe('newer.jsonl')
  })
  it('gives the files, or says why nothing was written', async () => {
    const written = await draft.write()
    expect(written?.files.map((file) => file.name)).toEqual(['My_runs_dpo.jsonl'])
    engine.world.refusal = { kind: 'quota', message: 'The disk is full.', usedBytes: 0 }
    expect(await draft.write()).toBeNull()
    expect(draft.error?.message).toBe('The disk is full.')
    expect(draft.writing).toBe(false)
  })
})
