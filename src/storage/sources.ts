import { keysOf, type Database, type DatasetId } from './db.ts'

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

/** The stored texts of a dataset in order; a hole for each that is missing. */
export async function storedSources(
  db: Database,
  dataset: DatasetId,
  count: number,
): Promise<(Blob | undefined)[]> {
  const keys = Array.from({ length: count }, (_, n): [DatasetId, number] => [dataset, n])
  return (await db.sources.bulkGet(keys)).map((row) => row?.blob)
}

/** Keeps a file as it came, beside what is in it. Like a source it is written once. */
export async function putOriginal(
  db: Database,
  dataset: DatasetId,
  n: number,
  blob: Blob,
): Promise<void> {
  await db.originals.add({ dataset, n, blob })
}

/** The files as they came, by the `n` of their sources' `original`. */
export async function storedOriginals(
  db: Database,
  dataset: DatasetId,
): Promise<ReadonlyMap<number, Blob>> {
  const { lower, upper } = keysOf(dataset)
  const rows = await db.originals.where(':id').between(lower, upper).toArray()
  return new Map(rows.map(({ n, blob }) => [n, blob]))
}
