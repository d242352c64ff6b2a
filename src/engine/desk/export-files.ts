/** A file that an export writes, from its first byte to its last. */
export interface ExportFile {
  /** Bytes are written again by others once this has resolved. */
  append(part: Uint8Array<ArrayBuffer> | Blob): Promise<void>
  /** Ends the file; gives its contents where they are not in a folder of the user's. */
  finish(): Promise<Blob | null>
  /** Gives up; nothing of it stays. */
  abandon(): Promise<void>
}

/** A file of our own on disk that nobody else sees. */
export interface PrivateFile {
  write(bytes: Uint8Array<ArrayBuffer>): void
  /** Ends the file and gives its contents, which stay on disk. */
  finish(): Promise<Blob>
  remove(): Promise<void>
}

/** Creates a private file; null where the browser has none. */
export type CreatePrivateFile = () => Promise<PrivateFile | null>

export async function fileInFolder(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<ExportFile> {
  const handle = await folder.getFileHandle(name, { create: true })
  const writable = await handle.createWritable()
  return {
    append: (part) => writable.write(part),
    finish: async () => {
      await writable.close()
      return null
    },
    abandon: () => writable.abort(),
  }
}

/** A file for a download, in memory: for browsers without private files. */
export function fileInMemory(): ExportFile {
  const parts: Blob[] = []
  return {
    append: (part) => {
      parts.push(new Blob([part]))
      return Promise.resolve()
    },
    finish: () => Promise.resolve(new Blob(parts)),
    abandon: () => Promise.resolve(),
  }
}

/**
 * A file for a download: what is new goes to a private file on disk, ranges of the source stay
 * where they are, and the file is composed of both. A gigabyte costs next to no memory.
 */
export function fileOnDisk(spill: PrivateFile): ExportFile {
  const parts: (Blob | { readonly from: number; readonly to: number })[] = []
  let size = 0
  return {
    append: (part) => {
      if (part instanceof Blob) parts.push(part)
      else {
        spill.write(part)
        parts.push({ from: size, to: size + part.length })
        size += part.length
      }
      return Promise.resolve()
    },
    finish: async () => {
      const spilled = await spill.finish()
      return new Blob(
        parts.map((part) => ('from' in part ? spilled.slice(part.from, part.to) : part)),
      )
    },
    abandon: () => spill.remove(),
  }
}
