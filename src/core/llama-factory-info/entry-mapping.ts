import { keyPath } from '../mapping/field-path.ts'
import type { MappedRole, Mapping } from '../mapping/mapping.ts'
import type { Json } from '../model/json.ts'
import {
  readEntry,
  type ColumnName,
  type DatasetEntry,
} from '../trainer/llama-factory/dataset-entry.ts'
import { TrainerStop } from '../trainer/llama-factory/python.ts'

/**
 * An entry as a mapping: its own columns and tags, defaults only where the whole object is absent
 * (spec: llama-factory §1). Null for an entry that the trainer would refuse. Chosen and rejected are
 * read wherever columns name them; that `ranking` is missing then is for the lint to say.
 */
export function entryMapping(name: string, given: Json): Mapping | null {
  let entry: DatasetEntry
  try {
    entry = readEntry(given)
  } catch (error) {
    if (error instanceof TrainerStop) return null
    throw error
  }
  return {
    ...shared(name, entry),
    ...(entry.formatting === 'alpaca' ? alpaca(entry) : talk(entry)),
  }
}

function path(entry: DatasetEntry, column: ColumnName): string | undefined {
  const key = entry.columns[column]
  return key === null ? undefined : keyPath(key)
}

function shared(name: string, entry: DatasetEntry): Mapping {
  const mapping: Mapping = { version: 1, name }
  const tag = path(entry, 'kto_tag')
  for (const column of ['system', 'tools', 'chosen', 'rejected'] as const) {
    const at = path(entry, column)
    if (at !== undefined) mapping[column] = at
  }
  if (tag !== undefined) mapping.label = { path: tag }
  return mapping
}

function alpaca(entry: DatasetEntry): Partial<Mapping> {
  const prompt = [path(entry, 'prompt'), path(entry, 'query')].filter((one) => one !== undefined)
  const history = path(entry, 'history')
  const response = path(entry, 'response')
  const isPair = path(entry, 'chosen') !== undefined || path(entry, 'rejected') !== undefined
  return {
    ...(prompt.length > 0 ? { prompt } : {}),
    ...(history === undefined ? {} : { history }),
    ...(response === undefined || isPair ? {} : { completion: response }),
  }
}

function talk({ columns, tags }: DatasetEntry): Partial<Mapping> {
  const words: [string | null, MappedRole][] = [
    [tags.user_tag, 'user'],
    [tags.assistant_tag, 'assistant'],
    [tags.observation_tag, 'tool'],
    [tags.function_tag, 'call'],
    [tags.system_tag, 'system'],
  ]
  const roles = Object.fromEntries(
    words.flatMap(([word, role]): [string, MappedRole][] => (word === null ? [] : [[word, role]])),
  )
  const style = {
    ...(tags.role_tag === null ? {} : { role: keyPath(tags.role_tag) }),
    ...(tags.content_tag === null ? {} : { content: keyPath(tags.content_tag) }),
    roles,
    onlyRoles: true as const,
  }
  return columns.messages === null
    ? { messages: style }
    : { conversation: { path: keyPath(columns.messages), ...style } }
}
