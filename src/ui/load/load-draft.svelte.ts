import type {
  DatasetId,
  Engine,
  FileInspection,
  FormatTrial,
  IngestRequest,
  StorageError,
} from '../../engine/protocol.ts'
import type { FormatId } from '../../core/model/sample.ts'
import { fail, ok, type Result } from '../../core/result.ts'
import { pathOf } from './chosen-files.ts'
import { readInfo, type InfoCard, type NamedSet } from './info-sets.ts'
import {
  areShards,
  byName,
  datasetName,
  freeName,
  isQuestionsWithAnswers,
  isSure,
  shardName,
} from './names.ts'

/** One chosen file, what was found in it and how it shall be read. */
export interface FoundFile {
  readonly file: File
  /** Where it stood in the chosen folder, or its name. */
  readonly path: string
  readonly inspection: FileInspection
  /** What a `dataset_info.json` chosen with it says of it. */
  readonly set?: NamedSet
  /** Of a `dataset_info.json`: what it names and what is wrong with it. */
  readonly info?: InfoCard
  /** Null where nothing fits, or nothing surely, and nobody has chosen. */
  readonly format: FormatId | null
  /** What the format makes of the first records; null until that is known. */
  readonly trial: FormatTrial | null
}

/** What is being decided between choosing files and loading them. */
export class LoadDraft {
  readonly #engine: Engine
  readonly #taken: readonly string[]
  /** Null while the files are looked at. */
  found = $state.raw<readonly FoundFile[] | null>(null)
  /** Several files become one dataset, also when their formats differ. */
  together = $state(false)
  /** The name of the dataset, where there is just one. */
  name = $state('')
  starting = $state(false)

  readonly loadable = $derived(
    (this.found ?? []).filter(({ inspection }) => !inspection.refusal && !inspection.describes),
  )
  readonly undecided = $derived(this.loadable.filter((one) => one.format === null))
  /** Files by the dataset that they become: a set of a `dataset_info.json` may have several. */
  readonly groups = $derived(this.together ? [this.loadable] : groupsOf(this.loadable))
  /** How many datasets there are unless all become one. */
  readonly apart = $derived(groupsOf(this.loadable).length)
  readonly single = $derived(this.loadable.length > 0 && this.groups.length === 1)

  constructor(engine: Engine, taken: readonly string[]) {
    this.#engine = engine
    this.#taken = taken
  }

  async inspect(files: readonly File[], signal: AbortSignal): Promise<void> {
    const inspections = await this.#engine.inspect(files, signal)
    const found = files.map((file, at): FoundFile => {
      const inspection = inspections[at]!
      const format = isSure(inspection.guesses) ? inspection.guesses[0]!.format : null
      return { file, path: pathOf(file), inspection, format, trial: null }
    })
    this.found = await withSets(found.sort((a, b) => byName(a.path, b.path)))
    const names = this.loadable.map((one) => one.inspection.name)
    const shards = this.loadable.every((one) => !one.set) && areShards(names)
    const formats = this.loadable.map((one) => one.format)
    this.together = shards || isQuestionsWithAnswers(formats)
    // A dataset of questions and their answers is called after the questions.
    const first = this.loadable.find((one) => !one.format?.endsWith('/answers')) ?? this.loadable[0]
    const given = first?.inspection.name ?? ''
    const name = first?.set?.name ?? (shards ? shardName(given) : datasetName(given))
    this.name = freeName(name, this.#taken)
    for (const one of this.loadable) await this.#try(one, signal)
  }

  async choose(file: File, format: FormatId): Promise<void> {
    this.#set(file, { format, trial: null })
    const one = this.found?.find((other) => other.file === file)
    if (one) await this.#try(one)
  }

  /** Leaves a file out. */
  remove(file: File): void {
    this.found = (this.found ?? []).filter((one) => one.file !== file)
  }

  /** Moves a file in the order in which files of one dataset follow each other. */
  move(file: File, by: 1 | -1): void {
    const found = [...(this.found ?? [])]
    const at = found.findIndex((one) => one.file === file)
    const other = found[at + by]
    if (at < 0 || !other) return
    found[at + by] = found[at]!
    found[at] = other
    this.found = found
  }

  /** The datasets that will be made. */
  requests(): IngestRequest[] {
    const taken = [...this.#taken]
    return this.groups.flatMap((group) => {
      const files = group.flatMap(sourceOf)
      const [first] = group
      if (!first || files.length === 0) return []
      if (this.single) return [{ name: this.name.trim() || 'Unnamed dataset', files }]
      const name = freeName(first.set?.name ?? datasetName(first.inspection.name), taken)
      taken.push(name)
      return [{ name, files }]
    })
  }

  /** Starts loading all; gives the first dataset, or why one could not begin. */
  async start(): Promise<Result<DatasetId, StorageError>> {
    this.starting = true
    try {
      return await startAll(this.#engine, this.requests())
    } finally {
      this.starting = false
    }
  }

  /** Finds out what the chosen format leaves unread. A later choice overtakes an earlier one. */
  async #try({ file, format }: FoundFile, signal?: AbortSignal): Promise<void> {
    if (format === null) return
    const trial = await this.#engine.tryFormat(file, format, 0, signal)
    const now = this.found?.find((one) => one.file === file)
    if (now?.format === format) this.#set(file, { trial })
  }

  #set(file: File, change: Partial<FoundFile>): void {
    this.found = (this.found ?? []).map((one) => (one.file === file ? { ...one, ...change } : one))
  }
}

/** The files as they are, each with what the `dataset_info.json` among them says of it. */
async function withSets(found: readonly FoundFile[]): Promise<readonly FoundFile[]> {
  const files = found.filter((one) => !one.inspection.describes).map((one) => one.file)
  const infos = new Map<File, InfoCard>()
  const sets = new Map<File, NamedSet[]>()
  for (const { file, inspection } of found) {
    if (!inspection.describes) continue
    const reading = await readInfo(file, files)
    infos.set(file, reading.card)
    for (const [named, more] of reading.sets) sets.set(named, [...(sets.get(named) ?? []), ...more])
  }
  return found.flatMap((one) => {
    const info = infos.get(one.file)
    if (info) return [{ ...one, info }]
    const [first, ...others] = sets.get(one.file) ?? []
    if (!first || one.inspection.refusal) return [one]
    // A file that two entries name is read once for each of them.
    return [
      { ...one, set: first, format: first.format ?? one.format },
      ...others.map((set) => {
        const { name, type, lastModified } = one.file
        const file = new File([one.file], name, { type, lastModified })
        return { ...one, file, set, format: set.format ?? one.format }
      }),
    ]
  })
}

/** Files of one named set go together, all others by themselves; in the order of their first files. */
function groupsOf(files: readonly FoundFile[]): readonly (readonly FoundFile[])[] {
  const groups = new Map<string | File, FoundFile[]>()
  for (const one of files) {
    const key = one.set ? `${one.set.infoName}\n${one.set.name}` : one.file
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()]
}

function sourceOf({ file, inspection, format, set }: FoundFile): IngestRequest['files'][number][] {
  if (format === null) return []
  const { container, guesses, formats } = inspection
  const guessed = guesses.find((guess) => guess.format === format)?.confidence ?? 0
  const confidence = set?.format === format ? 1 : guessed
  // Records of several formats are read by their own unless a person chose one for all.
  const isGuess = format === guesses[0]?.format
  const several = isGuess && formats ? { formats: formats.map((share) => share.format) } : {}
  return [{ file, container, format, confidence, ...several }]
}

/** Starts several datasets one after the other; gives the first. */
export async function startAll(
  engine: Engine,
  requests: readonly IngestRequest[],
): Promise<Result<DatasetId, StorageError>> {
  let first: DatasetId | undefined
  for (const request of requests) {
    const started = await engine.startIngest(request)
    if (!started.ok) return started
    first ??= started.value
  }
  return first === undefined
    ? fail({ kind: 'notFound', message: 'There was nothing to load.' })
    : ok(first)
}
