import { expect, it } from 'vitest'
import { memoryDatabase } from './testing.ts'
import { putView, removeView, savedViews } from './views.ts'

const view = (name: string, query = 'has:error') => ({ name, query, order: 'source' as const })

it('keeps views by name; the same name again replaces', async () => {
  const db = memoryDatabase()
  await putView(db, view('b'))
  await putView(db, view('a'))
  await putView(db, view('b', 'is:pair'))
  expect(await savedViews(db)).toEqual([view('a'), view('b', 'is:pair')])
  await removeView(db, 'a')
  expect((await savedViews(db)).map(({ name }) => name)).toEqual(['b'])
})

it('leaves aside what is no view', async () => {
  const db = memoryDatabase()
  await db.settings.put({ id: 'view x', value: { name: 'x', query: 7 } })
  await db.settings.put({ id: 'view y', value: { name: 'y', query: '', order: 'by moon' } })
  expect(await savedViews(db)).toEqual([])
})
