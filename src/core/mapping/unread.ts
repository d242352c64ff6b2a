import type { RecordFormat } from '../formats/format.ts'
import { isMappingId, mappingOf } from './mapping-id.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { isJsonObject, pointerKeys, type Json } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { formatPath, keyPath, type PathStep } from './field-path.ts'
import type { FieldPath, Mapping } from './mapping.ts'
import { planOf, routesOf, type MessageStyle, type Route } from './plan.ts'

export interface UnreadField {
  readonly path: FieldPath
  /** Records in which it occurs. */
  readonly records: number
}

/** What the readers of messages take from one, beside the speaker and the content. */
const MESSAGE_KEYS = new Set([
  'role',
  'from',
  'content',
  'value',
  'tool_calls',
  'tool_call_id',
  'function_call',
  'name',
  'reasoning_content',
  'is_error',
])
const MOST_FIELDS = 1000

/**
 * The fields of records that a format or a mapping leaves unread, each with the number of records
 * that have it, the most frequent first. Inside messages a field counts once a record.
 */
export function unreadFields(
  records: readonly Json[],
  format: RecordFormat,
): readonly UnreadField[] {
  const counts = new Map<FieldPath, number>()
  const trie = isMappingId(format.id) ? trieOf(mappingOf(format.id)) : undefined
  const toolSets = new RecentToolSets()
  for (const record of records) {
    const found = new Set<FieldPath>()
    if (trie) walk(record, trie, [], found)
    else if (isJsonObject(record))
      unreadByFormat(record, format.read(record, { text: JSON.stringify(record), toolSets }), found)
    for (const path of found)
      if (counts.has(path) || counts.size < MOST_FIELDS)
        counts.set(path, (counts.get(path) ?? 0) + 1)
  }
  return [...counts]
    .map(([path, count]) => ({ path, records: count }))
    .sort((a, b) => b.records - a.records || (a.path < b.path ? -1 : 1))
}

function unreadByFormat(record: Json, sample: Sample, found: Set<FieldPath>): void {
  for (const key of sample.extra) found.add(keyPath(key))
  const { context, branches, apart } = sample
  const lanes: readonly (readonly Message[])[] = [
    context,
    ...branches.map((branch) => branch.messages),
    apart?.context ?? [],
    apart?.completion ?? [],
  ]
  for (const lane of lanes)
    for (const { path } of lane) {
      const keys = pointerKeys(path)
      const raw = valueAt(record, keys)
      if (!isJsonObject(raw) || keys.length === 0) continue
      for (const key of Object.keys(raw))
        if (!MESSAGE_KEYS.has(key)) found.add(pathOf(record, keys, key))
    }
}

function valueAt(record: Json, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = record
  for (const key of keys) {
    if (Array.isArray(value)) value = (value as readonly Json[])[Number(key)]
    else if (isJsonObject(value) && Object.hasOwn(value, key)) value = value[key]
    else return undefined
  }
  return value
}

/** A field of a message as a path in which every element of a list is `[*]`. */
function pathOf(record: Json, keys: readonly string[], field: string): FieldPath {
  const steps = keys.map((key, i): PathStep =>
    Array.isArray(valueAt(record, keys.slice(0, i))) ? { kind: 'each' } : { kind: 'key', key },
  )
  return formatPath([...steps, { kind: 'key', key: field }])
}

/** The paths of a mapping as a tree: what it goes into, and what it takes whole. */
interface Trie {
  readonly keys: Map<string, Trie>
  /** One or every element of a list. */
  each: Trie | undefined
  decoded: Trie | undefined
  isWhole: boolean
  /** Here stand messages, in this style. */
  style: MessageStyle | undefined
}

function emptyTrie(): Trie {
  return { keys: new Map(), each: undefined, decoded: undefined, isWhole: false, style: undefined }
}

function trieOf(mapping: Mapping): Trie {
  const plan = planOf(mapping)
  const root = emptyTrie()
  for (const route of routesOf(plan))
    if (route !== plan.candidates) insert(root, route.steps).isWhole = true
  if (plan.conversation) insert(root, plan.conversation.steps).style = plan.conversation.style
  const said = [plan.completion, plan.chosen, plan.rejected, ...plan.prompt]
  for (const route of said) if (route) insert(root, route.steps).style = plan.style
  if (plan.candidates) {
    const { steps, completion, model, score, rank } = plan.candidates
    const names = steps.some((step) => step.kind === 'each')
    const element = insert(root, names ? steps : [...steps, { kind: 'each' }])
    const parts: readonly (Route | undefined)[] = [completion, model, score, rank]
    for (const route of parts) if (route) insert(element, route.steps).isWhole = true
    const where = completion ? insert(element, completion.steps) : element
    where.isWhole = true
    where.style = plan.style
  }
  return root
}

function insert(root: Trie, steps: readonly PathStep[]): Trie {
  let at = root
  for (const step of steps) {
    if (step.kind === 'key') {
      let next = at.keys.get(step.key)
      if (!next) at.keys.set(step.key, (next = emptyTrie()))
      at = next
    } else if (step.kind === 'decode') at = at.decoded ??= emptyTrie()
    else at = at.each ??= emptyTrie()
  }
  return at
}

/** Goes as deep as the mapping's own paths do, and no deeper. */
function walk(value: Json, trie: Trie, at: readonly PathStep[], found: Set<FieldPath>): void {
  if (trie.style) walkMessages(value, trie.style, at, found)
  if (trie.isWhole) return
  if (trie.decoded && typeof value === 'string') {
    const decoded = decode(value)
    if (decoded !== undefined) walk(decoded, trie.decoded, [...at, { kind: 'decode' }], found)
  }
  if (Array.isArray(value)) {
    const { each } = trie
    if (each)
      for (const one of value as readonly Json[]) walk(one, each, [...at, { kind: 'each' }], found)
  } else if (isJsonObject(value))
    for (const key of Object.keys(value)) {
      const next = trie.keys.get(key)
      const path: readonly PathStep[] = [...at, { kind: 'key', key }]
      if (next) walk(value[key]!, next, path, found)
      else found.add(formatPath(path))
    }
}

function walkMessages(
  value: Json,
  style: MessageStyle,
  at: readonly PathStep[],
  found: Set<FieldPath>,
): void {
  const own = [style.role, style.content].flatMap((route) => {
    const first = route?.steps[0]
    return first?.kind === 'key' ? [first.key] : []
  })
  const addFields = (one: Json, path: readonly PathStep[]) => {
    if (!isJsonObject(one)) return
    for (const key of Object.keys(one))
      if (!MESSAGE_KEYS.has(key) && !own.includes(key))
        found.add(formatPath([...path, { kind: 'key', key }]))
  }
  if (Array.isArray(value))
    for (const one of value as readonly Json[]) addFields(one, [...at, { kind: 'each' }])
  else addFields(value, at)
}

function decode(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
