import {
  childPointer,
  isJsonObject,
  type Json,
  type JsonObject,
  type Pointer,
} from '../model/json.ts'
import type { Severity } from '../model/finding.ts'
import { nearestName } from '../schema/nearest-name.ts'
import { COLUMN_NAMES, DEFAULT_TAGS, TAG_NAMES } from '../trainer/llama-factory/dataset-entry.ts'
import { ENTRY_KEYS, FORMATTINGS, isFormatting, REMOTE_KEYS } from './known-keys.ts'

/** What is wrong with an entry of a `dataset_info.json`, and where in that file. */
export interface InfoFinding {
  /** The set's name; '' when it is about the whole file. */
  readonly dataset: string
  readonly severity: Severity
  readonly message: string
  readonly path: Pointer
}

/** Lints one entry as the trainer will read it. */
export function lintEntry(dataset: string, entry: Json): readonly InfoFinding[] {
  return new EntryLint(dataset).lint(entry)
}

class EntryLint {
  readonly #dataset: string
  readonly #findings: InfoFinding[] = []

  constructor(dataset: string) {
    this.#dataset = dataset
  }

  lint(entry: Json): readonly InfoFinding[] {
    if (!isJsonObject(entry)) {
      this.#add('error', [], 'The entry must be an object.')
      return this.#findings
    }
    this.#unknownKeys(entry, ENTRY_KEYS, [])
    this.#source(entry)
    const { formatting } = entry
    if (formatting !== undefined && !isFormatting(formatting))
      this.#add(
        'error',
        ['formatting'],
        `“formatting” must be exactly ${listed(FORMATTINGS)}; the trainer stops at anything else.`,
      )
    this.#ranking(entry)
    this.#columns(entry)
    this.#tags(entry)
    const { num_samples } = entry
    if (
      num_samples !== undefined &&
      num_samples !== null &&
      !(typeof num_samples === 'number' && Number.isInteger(num_samples) && num_samples > 0)
    )
      this.#add('error', ['num_samples'], '“num_samples” must be a whole number above 0.')
    return this.#findings
  }

  #source(entry: JsonObject): void {
    const remote = REMOTE_KEYS.filter((key) => entry[key] !== undefined && entry[key] !== null)
    const { file_name } = entry
    const hasFile = file_name !== undefined && file_name !== null
    const [first] = remote
    if (first !== undefined)
      this.#add(
        hasFile ? 'warning' : 'note',
        [first],
        hasFile
          ? `“${first}” beats “file_name”: the trainer loads the set from there, not from the file.`
          : `The set comes from elsewhere (“${first}”), so there is no file to read here.`,
      )
    else if (!hasFile)
      this.#add(
        'error',
        [],
        '“file_name” is missing, and nothing else says where the set is; the trainer stops.',
      )
    if (hasFile && (typeof file_name !== 'string' || file_name === ''))
      this.#add('error', ['file_name'], '“file_name” must be the name of a file or folder.')
  }

  #ranking({ ranking, columns, formatting }: JsonObject): void {
    if (ranking !== undefined && typeof ranking !== 'boolean')
      this.#add(
        'error',
        ['ranking'],
        '“ranking” must be true or false. The trainer lets any other value pass its test and then loses every row.',
      )
    const named = isJsonObject(columns) ? columns : {}
    const sides = (['chosen', 'rejected'] as const).filter((key) => typeof named[key] === 'string')
    if (sides.length === 1) {
      const missing = sides[0] === 'chosen' ? 'rejected' : 'chosen'
      this.#add(
        'error',
        ['columns'],
        `“columns” names “${sides[0]}” without “${missing}”; a pair needs both.`,
      )
    }
    if (ranking === true && sides.length === 0)
      this.#add(
        'error',
        ['ranking'],
        'A ranking set must name “chosen” and “rejected” in its columns; the trainer stops without them.',
      )
    if (sides.length > 0 && ranking !== true && typeof named['kto_tag'] !== 'string')
      this.#add(
        'error',
        [],
        `The columns name chosen and rejected, but “ranking” is not true: the trainer reads the rows as ${formatting === undefined || formatting === 'alpaca' ? 'plain answers' : 'plain conversations'} and drops the pairs.`,
      )
  }

  #columns({ columns, formatting, ranking }: JsonObject): void {
    if (columns === undefined) return
    if (!isJsonObject(columns)) {
      this.#add('error', ['columns'], '“columns” must be an object.')
      return
    }
    this.#unknownKeys(columns, COLUMN_NAMES, ['columns'])
    this.#texts(columns, COLUMN_NAMES, 'columns')
    const has = (key: string) => typeof columns[key] === 'string'
    const off = (keys: readonly string[], why: string) =>
      this.#add(
        'error',
        ['columns'],
        `“columns” is there but lacks ${listed(keys)}. The default does not hold beside other columns: ${why}.`,
      )
    if (formatting === 'sharegpt' || formatting === 'openai') {
      if (!has('messages')) off(['messages'], 'no conversation is read')
      return
    }
    if (!has('prompt') && !has('query')) off(['prompt'], 'every prompt is empty')
    if (ranking !== true && !has('response') && has('prompt') && has('kto_tag'))
      off(['response'], 'there is no answer to judge')
    else if (ranking !== true && !has('response') && !has('chosen'))
      this.#add(
        'note',
        ['columns'],
        '“columns” names no “response”: only pre-training and PPO read such a set.',
      )
  }

  #tags({ tags, formatting }: JsonObject): void {
    if (tags === undefined) {
      if (formatting === 'openai')
        this.#add(
          'warning',
          ['formatting'],
          'Without “tags” an openai set is still read with from and value, not role and content.',
        )
      return
    }
    if (!isJsonObject(tags)) {
      this.#add('error', ['tags'], '“tags” must be an object.')
      return
    }
    this.#unknownKeys(tags, TAG_NAMES, ['tags'])
    this.#texts(tags, TAG_NAMES, 'tags')
    if (formatting === undefined || formatting === 'alpaca') {
      this.#add('note', ['tags'], 'An alpaca set has no use for “tags”.')
      return
    }
    const missing = TAG_NAMES.filter((name) => typeof tags[name] !== 'string')
    const vital = missing.filter((name) => VITAL_TAGS.has(name))
    if (vital.length > 0)
      this.#add(
        'error',
        ['tags'],
        `“tags” is there but lacks ${listed(vital)}, which no message can do without; the default does not hold beside other tags.`,
      )
    const roles = missing.filter((name) => !VITAL_TAGS.has(name))
    if (roles.length > 0)
      this.#add(
        'warning',
        ['tags'],
        `“tags” is there but lacks ${listed(roles)}: those roles are switched off, and a message of one makes its row invalid.`,
      )
    const words = new Map<string, string>()
    for (const name of TAG_NAMES) {
      const word = tags[name]
      if (typeof word !== 'string' || name === 'role_tag' || name === 'content_tag') continue
      const other = words.get(word)
      if (other !== undefined)
        this.#add(
          'error',
          ['tags', name],
          `“${word}” is the word for both “${other}” and “${name}”.`,
        )
      words.set(word, name)
    }
  }

  #texts(object: JsonObject, names: readonly string[], holder: string): void {
    for (const name of names) {
      const value = object[name]
      if (value !== undefined && value !== null && typeof value !== 'string')
        this.#add('error', [holder, name], `“${name}” must be text.`)
    }
  }

  #unknownKeys(object: JsonObject, known: readonly string[], at: readonly string[]): void {
    for (const key of Object.keys(object)) {
      if (known.includes(key)) continue
      const nearest = nearestName(key, known) ?? (at.length > 0 ? undefined : misplaced(key))
      const hint = nearest === undefined ? '' : ` Did you mean “${nearest}”?`
      this.#add(
        'warning',
        [...at, key],
        `The trainer does not know “${key}” and ignores it.${hint}`,
      )
    }
  }

  #add(severity: Severity, keys: readonly string[], message: string): void {
    const path = [this.#dataset, ...keys].reduce<Pointer>(
      (pointer, key) => childPointer(pointer, key),
      '',
    )
    this.#findings.push({ dataset: this.#dataset, severity, message, path })
  }
}

const VITAL_TAGS: ReadonlySet<string> = new Set([
  'role_tag',
  'content_tag',
  'user_tag',
  'assistant_tag',
])

/** A column or tag that stands one level too high. */
function misplaced(key: string): string | undefined {
  if (COLUMN_NAMES.some((name) => name === key)) return `columns.${key}`
  return key in DEFAULT_TAGS ? `tags.${key}` : undefined
}

function listed(names: readonly string[]): string {
  return names.map((name) => `“${name}”`).join(', ')
}
