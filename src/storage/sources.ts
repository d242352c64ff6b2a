import type { Database, DatasetId } from './db.ts'

/**
 * Stores a file whole. The browser copies it, outside our memory and at disk speed; afterwards it is
 * read lazily through `slice`. A source is never written twice, since that would copy it again.
 */
export async function putSource(
  db: Database,
  dataset: DatasetId,
  n: number,
  blob: Blob,
): Promise<void> {
  await db.sources.add({ dataset, n, blob })
}

/** The stored files of a dataset in order, up to the first that is missing. */
export async function storedSources(
  db: Database,
  dataset: DatasetId,
  count: number,
): Promise<Blob[]> {
  const blobs: Blob[] = []
  for (let n = 0; n < count; n++) {
    const row = await db.sources.get([dataset, n])
    if (!row) break
    blobs.push(row.blob)
  }
  return blobs
}
