import { findRecords } from '../../core/containers/index.ts'
import { fail, ok, type Result } from '../../core/result.ts'
import {
  openPacked,
  otherListsNotices,
  type Notice,
  type Unpacking,
} from '../../core/unpack/index.ts'
import { updateDataset } from '../../storage/datasets.ts'
import { attempt, type StorageError } from '../../storage/errors.ts'
import { putOriginal, putSource } from '../../storage/sources.ts'
import { blobSource } from './blob-source.ts'
import type { OpenDataset } from './dataset.ts'
import type { CreatePrivateFile } from './export-files.ts'
import type { Source } from './records.ts'

/** Text that is gathered before it goes to disk. */
const PIECE_BYTES = 4 * 1024 * 1024

/**
 * Makes every source of a dataset a text that can be cut: first the files are stored as they came, so
 * that a restart has them, then what is packed is unpacked, one after another. A restart before the
 * text is stored unpacks anew. Aborted, it leaves the rest packed.
 */
export async function prepareSources(
  dataset: OpenDataset,
  stored: number,
  createPrivateFile: CreatePrivateFile,
  onProgress: (done: number, total: number) => void,
  stop: AbortSignal,
): Promise<Result<void, StorageError>> {
  const { db, id, records } = dataset
  const packed = records.sources.filter(({ info, isStored }) => info.original && !isStored)
  const unplaced = records.sources.filter(
    ({ info: { container, place } }) =>
      !place && (container === 'json-wrapped' || container === 'json-members'),
  )
  if (packed.length === 0 && unplaced.length === 0) return ok(undefined)
  if (packed.length > 0 && stored === 0) {
    const kept = await attempt(() => storeFiles(dataset))
    if (!kept.ok) return kept
  }
  const total = packed.reduce((sum, { original }) => sum + (original?.size ?? 0), 0)
  let before = 0
  for (const source of packed) {
    if (stop.aborted) return ok(undefined)
    const unpacked = await attempt(() =>
      unpack(source, createPrivateFile, (done) => onProgress(before + done, total), stop),
    )
    if (!unpacked.ok) return unpacked
    before += source.original?.size ?? 0
  }
  if (stop.aborted) return ok(undefined)
  for (const source of new Set([...packed, ...unplaced])) await locate(source)
  const sources = records.sources.map(({ info }) => info)
  dataset.row = { ...dataset.row, sources }
  const saved = await attempt(() => updateDataset(db, id, { sources }))
  if (!saved.ok) return saved
  return saved.value.ok ? ok(undefined) : fail(saved.value.error)
}

/** Stores the files of a new dataset as they came. */
async function storeFiles({ db, id, records }: OpenDataset): Promise<void> {
  for (const [n, source] of records.sources.entries()) {
    const { original } = source.info
    if (original?.n === n && source.original) await putOriginal(db, id, n, source.original)
    if (original) continue
    await putSource(db, id, n, source.blob)
    source.isStored = true
  }
}

async function unpack(
  source: Source,
  createPrivateFile: CreatePrivateFile,
  onProgress: (done: number) => void,
  stop: AbortSignal,
): Promise<void> {
  const { info, original } = source
  if (!original || !info.original) return
  const { entry } = info.original
  const packed = await openPacked(blobSource(original), info.name)
  const part = packed?.parts.find((one) => one.entry === entry)
  if (!packed || !part)
    throw new Error(`${info.name} is not packed as it was when it was looked at`)
  const reading = part.read()
  const blob = await gather(reading, createPrivateFile, onProgress, stop)
  if (!blob) return
  source.blob = blob
  const notices: readonly Notice[] = [...packed.problems, ...reading.notices]
  const { packings } = reading
  source.info = {
    ...info,
    bytes: blob.size,
    original: { ...info.original, packings },
    ...(notices.length > 0 ? { notices } : {}),
  }
}

/** The text as one Blob: on disk where the browser has private files; null when it is aborted. */
async function gather(
  reading: Unpacking,
  createPrivateFile: CreatePrivateFile,
  onProgress: (done: number) => void,
  stop: AbortSignal,
): Promise<Blob | null> {
  const file = await createPrivateFile()
  const blobs: Blob[] = []
  let parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const flush = () => {
    blobs.push(new Blob(parts))
    parts = []
    size = 0
  }
  try {
    for await (const chunk of reading.chunks) {
      if (stop.aborted) break
      if (file) file.write(chunk)
      else {
        parts.push(chunk)
        size += chunk.length
        if (size >= PIECE_BYTES) flush()
      }
      onProgress(reading.bytesRead)
    }
  } catch (error) {
    await file?.remove()
    throw error
  }
  if (stop.aborted) {
    await file?.remove()
    return null
  }
  if (file) return file.finish()
  flush()
  return new Blob(blobs)
}

/** Finds how a text holds its records and where. One without any is read as lines. */
async function locate(source: Source): Promise<void> {
  const found = await findRecords(blobSource(source.blob))
  const { place: _, ...info } = source.info
  if (found.kind === 'refusal') {
    const notices = [...(info.notices ?? []), { kind: 'skipped' as const, message: found.refusal }]
    source.info = { ...info, container: 'jsonl', notices }
    return
  }
  const notices = [...(info.notices ?? []), ...otherListsNotices(found)]
  source.info = {
    ...info,
    container: found.container,
    ...(found.place ? { place: found.place } : {}),
    ...(notices.length > 0 ? { notices } : {}),
  }
}
