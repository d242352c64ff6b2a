import { CHECKS } from '../core/checks/index.ts'
import { readSettings, type NamedSettings } from '../core/checks/settings.ts'
import { SET_CHECKS } from '../core/set/index.ts'
import type { Json } from '../core/model/json.ts'
import type { Database } from './db.ts'

/** Settings of checks stand among the app's own, each set under its name. */
const PREFIX = 'checks '

/** All saved sets by name. What another version wrote and this one does not understand is left out. */
export async function savedCheckSettings(db: Database): Promise<NamedSettings[]> {
  const rows = await db.settings.where('id').startsWith(PREFIX).toArray()
  return rows.flatMap(({ value }) => {
    const read = readSettings(value as Json, [...CHECKS, ...SET_CHECKS])
    return read.ok ? [read.value] : []
  })
}

export async function putCheckSettings(db: Database, settings: NamedSettings): Promise<void> {
  await db.settings.put({ id: PREFIX + settings.name, value: settings })
}

export async function removeCheckSettings(db: Database, name: string): Promise<void> {
  await db.settings.delete(PREFIX + name)
}
