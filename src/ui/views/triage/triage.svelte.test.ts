import { describe, expect, onTestFinished, test } from 'vitest'
import { FakeEngine } from '../../../engine/fake.ts'
import type { Finding } from '../../../core/model/finding.ts'
import type { Sample } from '../../../core/model/sample.ts'
import { DatasetSession } from '../../session.svelte.ts'
import { Toasts } from '../../toast.svelte.ts'
import type { Route } from '../../routes.ts'
import { sampleOf, talk } from './testing.ts'
import { Triage } from './triage.svelte.ts'

const LONG = 's u a u c r a u a u c r a u a u'

/** A triage over samples in memory; `worth` is the branch message that has a finding. */
async function triageOf(samples: readonly Sample[], worth?: number) {
  const finding: Finding = {
    code: 'call.schema',
    severity: 'error',
    message: '',
    path: '',
    at: { lane: 0, index: worth ?? 0 },
  }
  const engine = new FakeEngine({ findings: () => (worth === undefined ? [] : [finding]) })
  const dataset = engine.add(
    'test',
    samples.map((sample) => ({ kind: 'sample', sample })),
  )
  const session = new DatasetSession(engine, dataset)
  await session.open()
  const toasts = new Toasts()
  const went: Route[] = []
  const host = {
    toasts,
    go: (route: Route) => void went.push(route),
    report: (error: unknown) => {
      throw error
    },
    density: 'comfortable' as const,
  }
  let triage!: Triage
  const stop = $effect.root(() => {
    triage = new Triage(session, host)
  })
  onTestFinished(() => {
    stop()
    session.close()
    toasts.dismiss()
  })
  return { triage, session, toasts, went, engine, dataset }
}

const plain = () => sampleOf('s u a u a')

test('quick steps add up', async () => {
  const { triage, session } = await triageOf([plain(), plain(), plain(), plain()])
  await Promise.all([triage.step(1), triage.step(1), triage.step(1)])
  expect(session.record).toBe(3)
  await Promise.all([triage.step(-1), triage.step(-1), triage.step(1)])
  expect(session.record).toBe(2)
})

describe('deciding', () => {
  test('a decision is shown with an undo and leads to the next undecided sample', async () => {
    const { triage, session, toasts } = await triageOf([plain(), plain(), plain()])
    await triage.decide('keep')
    expect(session.record).toBe(1)
    expect(toasts.current?.text).toBe('Kept #0')
    await session.undo()
    expect(session.record).toBe(0)
    expect(triage.state?.decision).toBeNull()
  })

  test('quick keys each meet the sample that the one before them led to', async () => {
    const { triage, engine, dataset } = await triageOf([plain(), plain(), plain()])
    await Promise.all([triage.decide('keep'), triage.decide('drop'), triage.label(true)])
    const states = await Promise.all([0, 1, 2].map((record) => engine.sample(dataset, record)))
    expect(states.map(({ state }) => [state.decision, state.label])).toEqual([
      ['keep', null],
      ['drop', null],
      [null, true],
    ])
  })

  test('the same key again takes the decision back and stays', async () => {
    const { triage, session } = await triageOf([plain(), plain()])
    await triage.decide('drop')
    await triage.open(0)
    await triage.decide('drop')
    expect(session.record).toBe(0)
    expect(triage.state?.decision).toBeNull()
  })

  test('undecided samples before the open one are found; without any, triage is finished', async () => {
    const { triage, session } = await triageOf([plain(), plain()])
    await triage.open(1)
    await triage.decide('keep')
    expect(session.record).toBe(0)
    expect(triage.finished).toBe(false)
    await triage.decide('keep')
    expect(triage.finished).toBe(true)
    await session.undo()
    expect(triage.finished).toBe(false)
    expect(triage.state?.decision).toBeNull()
  })

  test('a flag keeps its note and its sample', async () => {
    const { triage, session } = await triageOf([plain(), plain()])
    triage.beginFlag()
    await triage.saveFlag('schema is wrong')
    expect(triage.flagNote).toBeNull()
    expect(session.record).toBe(0)
    expect(triage.state?.flag).toEqual({ note: 'schema is wrong' })
    await triage.saveFlag(null)
    expect(triage.state?.flag).toBeNull()
  })

  test('a refused write says why and goes nowhere', async () => {
    const { triage, session, engine } = await triageOf([plain(), plain()])
    engine.world.refusal = { kind: 'quota', message: 'The storage is full.', usedBytes: 1 }
    await triage.decide('keep')
    expect(triage.problem).toBe('The storage is full.')
    expect(session.record).toBe(0)
    expect(triage.state?.decision).toBeNull()
  })
})

describe('walking', () => {
  test('the cursor steps over folded runs and stays at the ends', async () => {
    const { triage } = await triageOf([sampleOf(LONG)], 8)
    const seen: (number | undefined)[] = []
    for (let i = 0; i < 4; i++) {
      seen.push(triage.current?.number)
      triage.walk(-1)
    }
    expect(seen).toEqual([10, 9, 0, 0])
  })

  test('going to a folded message opens its run', async () => {
    const { triage } = await triageOf([sampleOf(LONG)], 8)
    expect(triage.units.some((unit) => unit.kind === 'run')).toBe(true)
    triage.goTo({ lane: 0, index: 2 })
    expect(triage.current?.number).toBe(4)
    expect(triage.units.some((unit) => unit.kind === 'run')).toBe(false)
  })

  test('turns are walked by their user messages', async () => {
    const { triage } = await triageOf([sampleOf('s u a u c r a u a')])
    triage.walkTurn(1)
    expect(triage.current?.number).toBe(3)
    triage.walkTurn(1)
    expect(triage.current?.number).toBe(7)
    triage.walkTurn(-1)
    expect(triage.current?.number).toBe(3)
  })

  test('the results of the current call belong to it, those of another do not', async () => {
    const { triage } = await triageOf([sampleOf('u c r r a c r a')])
    triage.goTo({ lane: 0, index: 0 })
    const owned = triage.conversation.filter((place) => triage.isCallerCurrent(place))
    expect(owned.map((place) => place.number)).toEqual([2, 3])
  })

  test('another sample is read afresh', async () => {
    const { triage } = await triageOf([sampleOf(LONG), sampleOf(LONG)], 8)
    triage.reading.toggleRuns()
    triage.reading.togglePanel('tools')
    await triage.step(1)
    expect(triage.reading.panel).toBeNull()
    expect(triage.reading.allOpen).toBe(false)
  })
})

describe('forking', () => {
  test('the fork goes before the answer at the cursor, and the fork view opens', async () => {
    const { triage, session, went } = await triageOf([sampleOf('s u a u a')])
    triage.goTo({ lane: 0, index: 2 })
    expect(triage.forking).toEqual({ can: 'fork', contextLength: 4 })
    await triage.forkHere()
    expect(triage.sample?.context).toHaveLength(4)
    expect(triage.sample?.branches).toHaveLength(2)
    expect(went).toEqual([{ view: 'fork', dataset: session.id, record: 0 }])
  })

  test('a sample with branches opens its fork as it is', async () => {
    const sample = sampleOf('s u a')
    const pair: Sample = {
      ...sample,
      branches: [sample.branches[0], { messages: talk('a') }],
      recordedPair: { chosen: 0, rejected: 1 },
    }
    const { triage, went } = await triageOf([pair])
    expect(triage.forking.can).toBe('open')
    await triage.forkHere()
    expect(went).toHaveLength(1)
    expect(triage.state?.tree).toBeNull()
  })

  test('two prompts must become one first', async () => {
    const apart = { context: talk('s u'), completion: talk('a'), differsAt: 1, path: '' }
    const { triage } = await triageOf([{ ...sampleOf('s u a'), apart }])
    expect(triage.forking.can).toBe('no')
    await triage.takePrompt('A')
    expect(triage.forking.can).toBe('open')
    expect(triage.sample?.branches).toHaveLength(2)
  })
})

test('a prompt that stands on both sides says why it cannot be edited', async () => {
  const sides = ['one', 'two'].map((text) => ({
    messages: [...talk('s'), { ...talk('a')[0]!, parts: [{ t: 'text', text }] as const }],
  }))
  const [a, b] = sides
  const { triage, session } = await triageOf([
    { ...sampleOf('u'), context: [], branches: [a!, b!] },
  ])
  session.cursor = { lane: 1, index: 0 }
  triage.beginEdit()
  expect(triage.isEdited(triage.current!)).toBe(false)
  expect(triage.problem).toMatch(/prompt of every branch/)
  session.cursor = { lane: 1, index: 1 }
  triage.beginEdit()
  expect(triage.isEdited(triage.current!)).toBe(true)
})
