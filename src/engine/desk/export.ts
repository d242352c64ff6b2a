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
const BUFFER_BYTES = 2 * 1024 * 1024
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
  const written = await attempt(() => write(runExport(dataset, request, job), create))
  // That it was cancelled is no failure of the storage, though it looks like one.
  if (!written.ok) job.signal?.throwIfAborted()
  return written
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

/** Gathers text and short ranges in one buffer; long ranges pass through as they are. */
class GatheringFile {
  readonly #file: ExportFile
  readonly #buffer = new Uint8Array(BUFFER_BYTES)
  #filled = 0
  #windows: { readonly source: Blob; readonly reader: WindowReader } | undefined

  constructor(file: ExportFile) {
    this.#file = file
  }

  async append(part: string | SourceRange): Promise<void> {
    if (typeof part === 'string') await this.#take(new TextEncoder().encode(part))
    else if (part.to - part.from < LONG_RANGE_BYTES)
      for (const bytes of await this.#read(part)) await this.#take(bytes)
    else {
      await this.#flush()
      await this.#file.append(part.source.slice(part.from, part.to))
    }
  }

  async finish(): Promise<Blob | null> {
    await this.#flush()
    return this.#file.finish()
  }

  abandon(): Promise<void> {
    return this.#file.abandon()
  }

  #read({ source, from, to }: SourceRange): Promise<Uint8Array<ArrayBuffer>[]> {
    if (this.#windows?.source !== source)
      this.#windows = { source, reader: new WindowReader(source) }
    return this.#windows.reader.read(from, to)
  }

  async #take(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + this.#buffer.length - this.#filled)
      this.#buffer.set(part, this.#filled)
      this.#filled += part.length
      at += part.length
      if (this.#filled === this.#buffer.length) await this.#flush()
    }
  }

  async #flush(): Promise<void> {
    if (this.#filled === 0) return
    await this.#file.append(this.#buffer.subarray(0, this.#filled))
    this.#filled = 0
  }
}
