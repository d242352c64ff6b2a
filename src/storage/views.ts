import { readView, type SavedView } from '../core/query/view.ts'
import type { Database } from './db.ts'

/** Views stand among the settings, each under its name. */
const PREFIX = 'view '

/** All saved views by name. What is none is left out. */
export async function savedViews(db: Database): Promise<SavedView[]> {
  const rows = await db.settings.where('id').startsWith(PREFIX).toArray()
  return rows.flatMap(({ value }) => readView(value) ?? [])
}

export async function putView(db: Database, view: SavedView): Promise<void> {
  await db.settings.put({ id: PREFIX + view.name, value: view })
}

export async function removeView(db: Database, name: string): Promise<void> {
  await db.settings.delete(PREFIX + name)
}
