import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts'
import type { AlignedMessage, AlignedRole, AlignedRow, Conversion, Warning } from './aligned.ts'
import { isRanking, type DatasetEntry } from './dataset-entry.ts'
import { findMedia } from './media.ts'
import { item, pythonType, TrainerStop } from './python.ts'

/**
 * The sharegpt converter (spec §3): after a leading system message, even places take a user or a
 * result, odd ones an answer or a call; the count must be even, for rankings odd. A row that breaks
 * this is emptied, and the processor drops it.
 */
export function convertSharegpt(row: JsonObject, entry: DatasetEntry): Conversion {
  const warnings: Warning[] = []
  const { columns, tags } = entry
  const { system, messages } = splitSystem(row, entry)
  const roles = roleMap(entry)
  const user = [tags.user_tag, tags.observation_tag]
  const assistant = [tags.assistant_tag, tags.function_tag]

  let broken = false
  const aligned: AlignedMessage[] = []
  for (const [index, message] of messages.entries()) {
    const role = item(message, tags.role_tag)
    if (!(index % 2 === 0 ? user : assistant).some((tag) => tag === role)) {
      warnings.push('invalid_role_tag')
      broken = true
      break
    }
    aligned.push({ role: roleOf(roles, role), content: item(message, tags.content_tag) })
  }
  if ((aligned.length % 2 === 1) !== isRanking(entry)) {
    warnings.push('invalid_message_count')
    broken = true
  }

  let prompt = aligned.slice(0, -1)
  let response = aligned.slice(-1)
  const label = !broken && columns.kto_tag ? item(row, columns.kto_tag) : undefined
  if (broken) {
    warnings.push('skipping')
    prompt = []
    response = []
  } else if (typeof label === 'boolean') {
    const blank: AlignedMessage = { role: 'assistant', content: '' }
    response = label ? [...response, blank] : [blank, ...response]
  } else if (isRanking(entry)) {
    const chosen = item(row, columns.chosen)
    const rejected = isJsonObject(chosen) ? item(row, columns.rejected) : undefined
    if (isJsonObject(chosen) && isJsonObject(rejected)) {
      const sides = [chosen, rejected]
      if (!sides.every((side) => assistant.some((tag) => tag === item(side, tags.role_tag))))
        warnings.push('invalid_role_tag')
      prompt = aligned
      response = sides.map((side) => ({
        role: roleOf(roles, item(side, tags.role_tag)),
        content: item(side, tags.content_tag),
      }))
    }
  }

  const result: AlignedRow = {
    prompt,
    response,
    system,
    tools: columns.tools ? item(row, columns.tools) : '',
    images: findMedia(row, columns.images),
    videos: findMedia(row, columns.videos),
    audios: findMedia(row, columns.audios),
  }
  return { row: result, warnings }
}

/** A leading system message beats the system column, if system messages have a tag at all. */
function splitSystem(row: JsonObject, entry: DatasetEntry): { system: Json; messages: Json[] } {
  const { columns, tags } = entry
  const all = item(row, columns.messages)
  if (tags.system_tag && lengthOf(all) !== 0) {
    if (isJsonObject(all)) throw new TrainerStop('KeyError', 'the messages are no list', 0)
    const first = elementsOf(all)[0]
    if (item(first, tags.role_tag) === tags.system_tag)
      return { system: item(first, tags.content_tag), messages: elementsOf(all).slice(1) }
  }
  const system = columns.system ? item(row, columns.system) : ''
  return { system, messages: elementsOf(all) }
}

function lengthOf(value: Json): number {
  if (isJsonObject(value)) return Object.keys(value).length
  return elementsOf(value).length
}

function elementsOf(value: Json): Json[] {
  if (Array.isArray(value)) return value as Json[]
  if (typeof value === 'string') return [...value]
  if (isJsonObject(value)) return Object.keys(value)
  throw new TrainerStop('TypeError', `a list of messages expected, got ${pythonType(value)}`)
}

/** Tag to role. Where two tags are the same word, the later role of this list wins. */
function roleMap({ tags }: DatasetEntry): Map<string | null, AlignedRole> {
  return new Map([
    [tags.user_tag, 'user'],
    [tags.assistant_tag, 'assistant'],
    [tags.observation_tag, 'observation'],
    [tags.function_tag, 'function'],
    [tags.system_tag, 'system'],
  ])
}

function roleOf(roles: Map<string | null, AlignedRole>, tag: Json): AlignedRole {
  if (typeof tag === 'object' && tag !== null)
    throw new TrainerStop('TypeError', `${pythonType(tag)} cannot name a role`)
  const role = typeof tag === 'string' || tag === null ? roles.get(tag) : undefined
  if (!role)
    throw new TrainerStop(
      'KeyError',
      `the role ${JSON.stringify(tag)} has no tag`,
      typeof tag === 'boolean' ? String(tag) : tag,
    )
  return role
}
