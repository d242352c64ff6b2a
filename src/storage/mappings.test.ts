import { expect, it } from 'vitest'
import type { Mapping } from '../core/mapping/mapping.ts'
import { putMapping, removeMapping, savedMappings } from './mappings.ts'
import { memoryDatabase } from './testing.ts'

const mapping = (name: string, prompt = 'q'): Mapping => ({
  version: 1,
  name,
  prompt: [prompt],
  completion: 'a',
})

it('keeps mappings by name; the same name again replaces', async () => {
  const db = memoryDatabase()
  await putMapping(db, mapping('b'))
  await putMapping(db, mapping('a'))
  await putMapping(db, mapping('b', 'question'))
  expect(await savedMappings(db)).toEqual([mapping('a'), mapping('b', 'question')])
  await removeMapping(db, 'a')
  expect((await savedMappings(db)).map(({ name }) => name)).toEqual(['b'])
})

it('leaves other settings and what is no mapping aside', async () => {
  const db = memoryDatabase()
  await db.settings.put({ id: 'who', value: 'Ada' })
  await db.settings.put({ id: 'mapping of a later version', value: { version: 9, name: 'x' } })
  expect(await savedMappings(db)).toEqual([])
})
