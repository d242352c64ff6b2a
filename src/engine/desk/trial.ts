import type { FormatGuess } from '../../core/formats/detect.ts'
import { formatOf } from '../../core/formats/index.ts'
import { RecentToolSets } from '../../core/formats/tool-sets.ts'
import {
  parsePath,
  rootPlace,
  valuesAt,
  type PathStep,
  type Place,
} from '../../core/mapping/field-path.ts'
import { isMappingId, mappingId, mappingOf } from '../../core/mapping/mapping-id.ts'
import type { Mapping } from '../../core/mapping/mapping.ts'
import { outlineOf } from '../../core/mapping/outline.ts'
import { unreadFields } from '../../core/mapping/unread.ts'
import type { Json } from '../../core/model/json.ts'
import type { FormatId, Sample } from '../../core/model/sample.ts'
import type { FieldPath, FormatTrial, RecordOutline, ValueCount } from '../protocol.ts'
import { recordsLookedAt, type LookedAt } from './inspect.ts'

/** Different values that are told apart; labels and speakers have few. */
const MAX_VALUES = 60
const VALUE_LENGTH = 200

/** The records of the file that was looked at last, so that each change of a mapping is quick. */
export class Looking {
  #file = ''
  #records: Promise<readonly LookedAt[]> | undefined

  records(file: File): Promise<readonly LookedAt[]> {
    const key = [file.name, file.size, file.lastModified].join(' ')
    if (key !== this.#file || !this.#records) {
      this.#file = key
      this.#records = recordsLookedAt(file)
    }
    return this.#records
  }

  /** Lets go of the records. */
  end(): void {
    this.#records = undefined
  }
}

/** What a format makes of records, and of one of them in full. */
export function tryFormat(records: readonly LookedAt[], id: FormatId, shown: number): FormatTrial {
  const format = formatOf(id)
  const toolSets = new RecentToolSets()
  const problems = new Map<string, number>()
  let [tried, clean, empty] = [0, 0, 0]
  let sample: Sample | null = null
  const values: Json[] = []
  for (const [at, { text, value }] of records.entries()) {
    if (value === undefined) continue
    const read = format.read(value, at === shown ? { text, toolSets } : { toolSets })
    if (at === shown) sample = read
    values.push(value)
    tried++
    const holdsMessages = read.context.length > 0 || read.branches[0].messages.length > 0
    if (!holdsMessages) empty++
    else if (read.problems.length === 0) clean++
    for (const message of new Set(read.problems.map((problem) => problem.message)))
      problems.set(message, (problems.get(message) ?? 0) + 1)
  }
  const mapping = isMappingId(id) ? mappingOf(id) : undefined
  return {
    tried,
    clean,
    empty,
    problems: [...problems]
      .map(([message, times]) => ({ message, records: times }))
      .sort((a, b) => b.records - a.records),
    unread: unreadFields(values, format),
    roleWords: mapping ? roleWords(values, mapping) : [],
    labels: mapping?.label ? countValues(values, mapping.label.path, JSON.stringify) : [],
    sample,
  }
}

/** A saved mapping is offered when it reads at least this share of the records without a problem. */
const FITS = 0.5

/** The saved mappings that fit records, as guesses: as sure as the share of records they read. */
export function mappingGuesses(
  records: readonly LookedAt[],
  mappings: readonly Mapping[],
): FormatGuess[] {
  return mappings.flatMap((mapping) => {
    const format = mappingId(mapping)
    const { tried, clean } = tryFormat(records, format, -1)
    const confidence = tried === 0 ? 0 : clean / tried
    const reason = `your mapping “${mapping.name}” reads ${clean} of ${tried} records without a problem`
    return confidence >= FITS ? [{ format, confidence, reason }] : []
  })
}

/** One of the records as a tree. */
export function outlineRecord(
  records: readonly LookedAt[],
  at: number,
  open: readonly FieldPath[] | null,
): RecordOutline {
  const value = records[at]?.value
  const total = records.length
  if (value === undefined) return { total, unreadable: true, rows: [] }
  return { total, unreadable: false, ...outlineOf(value, open && new Set(open)) }
}

/** Words for speakers in all lists of messages that a mapping names. */
function roleWords(records: readonly Json[], mapping: Mapping): ValueCount[] {
  const { conversation, prompt = [], completion, chosen, rejected } = mapping
  const style = conversation ?? mapping.messages ?? {}
  const roles = (style.role === undefined ? ['role', 'from'] : [style.role]).flatMap(stepsOf)
  const lists = [conversation?.path, ...prompt, completion, chosen, rejected].flatMap((path) =>
    path === undefined ? [] : stepsOf(path),
  )
  const words = (record: Json) =>
    lists
      .flatMap((list) => valuesAt(rootPlace(record), list))
      .flatMap(elementsOf)
      .flatMap((message) => roles.flatMap((role) => valuesAt(message, role)))
  return counted(records.flatMap(words), (value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  )
}

/** The steps of a path in a list of their own, or none. */
function stepsOf(path: FieldPath): (readonly PathStep[])[] {
  const parsed = parsePath(path)
  return parsed.ok ? [parsed.value] : []
}

function elementsOf(place: Place): readonly Place[] {
  return Array.isArray(place.value) ? valuesAt(place, [{ kind: 'each' }]) : [place]
}

function countValues(
  records: readonly Json[],
  path: FieldPath,
  textOf: (value: Json) => string,
): ValueCount[] {
  const parsed = parsePath(path)
  if (!parsed.ok) return []
  return counted(
    records.flatMap((record) => valuesAt(rootPlace(record), parsed.value)),
    textOf,
  )
}

function counted(places: readonly Place[], textOf: (value: Json) => string): ValueCount[] {
  const counts = new Map<string, number>()
  for (const { value } of places) {
    // Speakers and labels are short; a list or object here is a path that leads elsewhere.
    if (typeof value === 'object' && value !== null) continue
    const text = textOf(value)
    if (text.length > VALUE_LENGTH || (!counts.has(text) && counts.size >= MAX_VALUES)) continue
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return [...counts].map(([text, times]) => ({ text, times })).sort((a, b) => b.times - a.times)
}
