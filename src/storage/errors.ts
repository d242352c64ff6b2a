import { fail, ok, type Result } from '../core/result.ts'

export type StorageError =
  /** The browser's storage is full. What was written before stays intact. */
  | { readonly kind: 'quota'; readonly message: string; readonly usedBytes: number }
  | { readonly kind: 'notFound'; readonly message: string }
  | { readonly kind: 'readOnly'; readonly message: string }
  /** The file could not be read (moved, changed on disk, removed medium). */
  | { readonly kind: 'source'; readonly message: string }
  | { readonly kind: 'storage'; readonly message: string }

export const DATASET_GONE: StorageError = {
  kind: 'notFound',
  message: 'This dataset is not there any more. It was deleted, perhaps in another tab.',
}

export const READ_ONLY: StorageError = {
  kind: 'readOnly',
  message: 'Another tab works on this dataset, so this one only reads. Take over to change things.',
}

/** Runs something that touches the browser's storage; what storage is expected to say is a value. */
export async function attempt<T>(run: () => Promise<T>): Promise<Result<T, StorageError>> {
  try {
    return ok(await run())
  } catch (error) {
    const known = storageError(error)
    if (!known) throw error
    return fail({ ...known, ...(known.kind === 'quota' ? { usedBytes: await usedBytes() } : {}) })
  }
}

/**
 * The failure behind an exception of Dexie, IndexedDB or a file, or null where it is none of these
 * (a bug, an abort of ours). A full disk often hides inside an AbortError of the transaction.
 */
export function storageError(error: unknown): StorageError | null {
  const chain = causes(error)
  if (chain.length === 0) return null
  const named = (...names: string[]) => chain.find((cause) => names.includes(cause.name))
  if (named('QuotaExceededError'))
    return {
      kind: 'quota',
      message:
        'The browser’s storage is full. Everything saved before is intact. Free some space on the ' +
        'disk or delete a dataset, then try again.',
      usedBytes: 0,
    }
  if (named('NotReadableError', 'NotFoundError'))
    return {
      kind: 'source',
      message:
        'The file cannot be read any more. It was moved, changed or its disk was removed. Open it again.',
    }
  if (named('DatabaseClosedError'))
    return {
      kind: 'storage',
      message:
        'The storage was closed, most likely for a newer version of this app in another tab. ' +
        'Reload this page.',
    }
  const known = chain.find((cause) => STORAGE_NAMES.has(cause.name))
  if (!known) return null
  return {
    kind: 'storage',
    message: `The browser’s storage refused: ${known.message || known.name}`,
  }
}

/** Names under which IndexedDB and Dexie report that storage itself failed, not our use of it. */
const STORAGE_NAMES = new Set([
  'AbortError',
  'NotAllowedError',
  'NoModificationAllowedError',
  'TransactionInactiveError',
  'UnknownError',
  'InvalidStateError',
  'TimeoutError',
  'VersionError',
  'OpenFailedError',
  'MissingAPIError',
  'BulkError',
  'DataCloneError',
])

interface Cause {
  readonly name: string
  readonly message: string
}

function causes(error: unknown): Cause[] {
  const found: Cause[] = []
  let at: unknown = error
  while (typeof at === 'object' && at !== null && found.length < 8) {
    const { name, message, inner, cause, failures } = at as Record<string, unknown>
    if (typeof name !== 'string') break
    found.push({ name, message: typeof message === 'string' ? message : '' })
    at = inner ?? cause ?? (Array.isArray(failures) ? failures[0] : undefined)
  }
  return found
}

async function usedBytes(): Promise<number> {
  const estimate = await globalThis.navigator?.storage?.estimate?.()
  return estimate?.usage ?? 0
}
