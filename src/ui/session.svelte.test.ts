import { expect, test } from 'vitest'
import { FakeEngine } from '../engine/fake.ts'
import { DatasetSession } from './session.svelte.ts'
import { sampleOf } from './views/triage/testing.ts'

test('rows are there though somebody else has asked the engine since', async () => {
  const engine = new FakeEngine()
  const id = engine.add('test', [{ kind: 'sample', sample: sampleOf('u a') }])
  const session = new DatasetSession(engine, id)
  await session.open()
  await engine.query(id, { ...session.query, where: { kind: 'is', trait: 'flagged' } })

  expect((await session.rows(0, 1)).map(({ record }) => record)).toEqual([0])
  await session.setQuery({ ...session.query, where: { kind: 'is', trait: 'flagged' } })
  expect(await session.rows(0, 1)).toEqual([])
})
