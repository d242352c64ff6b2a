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
import { areShards, byName, datasetName, freeName, isSure, shardName } from './names.ts'

/** One chosen file, what was found in it and how it shall be read. */
export interface FoundFile {
  readonly file: File
  readonly inspection: FileInspection
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
  /** Several files of one format may become one dataset. */
  together = $state(false)
  /** The name of the dataset, where there is just one. */
  name = $state('')
  starting = $state(false)

  readonly loadable = $derived(
    (this.found ?? []).filter(({ inspection }) => !inspection.refusal && !inspection.describes),
  )
  readonly undecided = $derived(this.loadable.filter((one) => one.format === null))
  readonly oneFormat = $derived(
    this.loadable.length > 1 &&
      this.loadable.every((one) => one.format !== null && one.format === this.loadable[0]?.format),
  )
  readonly single = $derived(this.loadable.length === 1 || (this.oneFormat && this.together))

  constructor(engine: Engine, taken: readonly string[]) {
    this.#engine = engine
    this.#taken = taken
  }

  async inspect(files: readonly File[], signal: AbortSignal): Promise<void> {
    const inspections = await this.#engine.inspect(files, signal)
    const found = inspections.map((inspection, at) => ({
      file: files[at]!,
      inspection,
      format: isSure(inspection.guesses) ? inspection.guesses[0]!.format : null,
      trial: null,
    }))
    this.found = found.sort((a, b) => byName(a.inspection.name, b.inspection.name))
    const names = this.loadable.map((one) => one.inspection.name)
    this.together = areShards(names)
    const first = names[0] ?? ''
    this.name = freeName(this.together ? shardName(first) : datasetName(first), this.#taken)
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
    const parts = this.loadable.flatMap(({ file, inspection, format }) => {
      if (format === null) return []
      const { container, guesses, formats } = inspection
      const confidence = guesses.find((guess) => guess.format === format)?.confidence ?? 0
      const name = freeName(datasetName(inspection.name), taken)
      taken.push(name)
      // Records of several formats are read by their own unless a person chose one for all.
      const isGuess = format === guesses[0]?.format
      const several = isGuess && formats ? { formats: formats.map((share) => share.format) } : {}
      return { name, files: [{ file, container, format, confidence, ...several }] }
    })
    if (!this.single) return parts
    const name = this.name.trim() || 'Unnamed dataset'
    return [{ name, files: parts.flatMap((part) => part.files) }]
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
