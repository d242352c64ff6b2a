import type {
  DatasetId,
  Engine,
  FileInspection,
  IngestRequest,
  StorageError,
} from '../../engine/protocol.ts'
import type { FormatId } from '../../core/model/sample.ts'
import { fail, ok, type Result } from '../../core/result.ts'
import { datasetName, freeName } from './names.ts'

/** One chosen file, what was found in it and how it shall be read. */
export interface FoundFile {
  readonly file: File
  readonly inspection: FileInspection
  /** Null where nothing fits and nobody has chosen. */
  readonly format: FormatId | null
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

  readonly loadable = $derived((this.found ?? []).filter((one) => !one.inspection.refusal))
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
    this.found = inspections.map((inspection, at) => ({
      file: files[at]!,
      inspection,
      format: inspection.guesses[0]?.format ?? null,
    }))
    this.name = freeName(datasetName(this.loadable[0]?.inspection.name ?? ''), this.#taken)
  }

  choose(file: File, format: FormatId): void {
    this.found = (this.found ?? []).map((one) => (one.file === file ? { ...one, format } : one))
  }

  /** Leaves a file out. */
  remove(file: File): void {
    this.found = (this.found ?? []).filter((one) => one.file !== file)
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
