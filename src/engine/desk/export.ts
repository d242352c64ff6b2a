import type { Result } from '../../core/result.ts'
import { attempt, type StorageError } from '../../storage/errors.ts'
import type {
  ExportDestination,
  ExportRequest,
  ExportSummary,
  Job,
  WrittenExport,
} from '../protocol.ts'
import type { OpenDataset } from './dataset.ts'
import {
  fileInFolder,
  fileInMemory,
  fileOnDisk,
  type ExportFile,
  type CreatePrivateFile,
} from './export-files.ts'
import { runExport, type Piece, type SourceRange } from './export-runs.ts'
import { WindowReader } from './windows.ts'

/** Text, and ranges of a source shorter than this, are gathered into buffers of this size. */
const BUFFER_BYTES = 4 * 1024 * 1024
const LONG_RANGE_BYTES = 1024 * 1024

/** What an export would write, without writing it. */
export async function planExport(
  dataset: OpenDataset,
  request: ExportRequest,
  job: Job,
): Promise<ExportSummary> {
  const run = runExport(dataset, request, job)
  for (;;) {
    const next = await run.next()
    if (next.done) return next.value
  }
}

export async function writeExport(
  dataset: OpenDataset,
  request: ExportRequest,
  destination: ExportDestination,
  job: Job,
  createPrivateFile: CreatePrivateFile,
): Promise<Result<WrittenExport, StorageError>> {
  const create = async (name: string): Promise<ExportFile> => {
    if (destination.kind === 'folder') return fileInFolder(destination.handle, name)
    const spill = await createPrivateFile()
    return spill ? fileOnDisk(spill) : fileInMemory()
  }
  return attempt(() => write(runExport(dataset, request, job), create))
}

async function write(
  run: AsyncGenerator<Piece, ExportSummary>,
  create: (name: string) => Promise<ExportFile>,
): Promise<WrittenExport> {
  const files = new Map<string, GatheringFile>()
  try {
    for (;;) {
      const next = await run.next()
      if (next.done) {
        const contents = [...files].map(async ([name, file]) => ({
          name,
          blob: await file.finish(),
        }))
        const written = await Promise.all(contents)
        const downloads = written.flatMap(({ name, blob }) => (blob ? [{ name, blob }] : []))
        return { summary: next.value, files: downloads }
      }
      const { file: name, part } = next.value
      let file = files.get(name)
      if (!file) files.set(name, (file = new GatheringFile(await create(name))))
      await file.append(part)
    }
  } catch (error) {
    await Promise.allSettled([...files.values()].map((file) => file.abandon()))
    throw error
  }
}

/** Gathers text and short ranges into buffers; long ranges pass through as they are. */
class GatheringFile {
  readonly #file: ExportFile
  #texts: string[] = []
  #units = 0
  #parts: Uint8Array<ArrayBuffer>[] = []
  #bytes = 0
  #windows: { readonly source: Blob; readonly reader: WindowReader } | undefined

  constructor(file: ExportFile) {
    this.#file = file
  }

  async append(part: string | SourceRange): Promise<void> {
    if (typeof part === 'string') {
      this.#texts.push(part)
      this.#units += part.length
      if (this.#units >= BUFFER_BYTES) this.#encode()
    } else if (part.to - part.from < LONG_RANGE_BYTES) {
      this.#encode()
      for (const bytes of await this.#read(part)) this.#take(bytes)
    } else {
      await this.#flush()
      await this.#file.append(part.source.slice(part.from, part.to))
    }
    if (this.#bytes >= BUFFER_BYTES) await this.#flush()
  }

  #read({ source, from, to }: SourceRange): Promise<Uint8Array<ArrayBuffer>[]> {
    if (this.#windows?.source !== source)
      this.#windows = { source, reader: new WindowReader(source) }
    return this.#windows.reader.read(from, to)
  }

  async finish(): Promise<Blob | null> {
    await this.#flush()
    return this.#file.finish()
  }

  abandon(): Promise<void> {
    return this.#file.abandon()
  }

  #encode(): void {
    if (this.#units > 0) this.#take(new TextEncoder().encode(this.#texts.join('')))
    this.#texts = []
    this.#units = 0
  }

  #take(bytes: Uint8Array<ArrayBuffer>): void {
    this.#parts.push(bytes)
    this.#bytes += bytes.length
  }

  async #flush(): Promise<void> {
    this.#encode()
    if (this.#bytes === 0) return
    const gathered = new Uint8Array(this.#bytes)
    let at = 0
    for (const bytes of this.#parts) {
      gathered.set(bytes, at)
      at += bytes.length
    }
    this.#parts = []
    this.#bytes = 0
    await this.#file.append(gathered)
  }
}
