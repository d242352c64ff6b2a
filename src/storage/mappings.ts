import { mappingSchema, type Mapping } from '../core/mapping/mapping.ts'
import type { Database } from './db.ts'

/** Mappings stand among the settings, each under its name. */
const PREFIX = 'mapping '

/** All saved mappings by name. What an older or newer version wrote and is none now is left out. */
export async function savedMappings(db: Database): Promise<Mapping[]> {
  const rows = await db.settings.where('id').startsWith(PREFIX).toArray()
  return rows.flatMap(({ value }) => {
    const read = mappingSchema.safeParse(value)
    return read.success ? [read.data] : []
  })
}

export async function putMapping(db: Database, mapping: Mapping): Promise<void> {
  await db.settings.put({ id: PREFIX + mapping.name, value: mapping })
}

export async function removeMapping(db: Database, name: string): Promise<void> {
  await db.settings.delete(PREFIX + name)
}
