import type { CreatePrivateFile } from '../src/engine/desk/export-files.ts'

/** Exports that are being composed, or downloaded, stand here until a later start clears them. */
const FOLDER = 'exports'

/**
 * Makes private files where the browser keeps such, and clears away those of workers that are gone.
 * A file's Web Lock says that its worker lives.
 */
export function privateFiles(): CreatePrivateFile {
  const folder = openFolder()
  void folder.then((found) => found && clearOld(found))
  return async () => {
    const found = await folder
    if (!found) return null
    const name = crypto.randomUUID()
    void navigator.locks.request(lockName(name), () => new Promise(() => undefined))
    const handle = await found.getFileHandle(name, { create: true })
    const access = await handle.createSyncAccessHandle()
    let size = 0
    return {
      write: (bytes) => {
        size += access.write(bytes, { at: size })
      },
      finish: async () => {
        access.flush()
        access.close()
        return handle.getFile()
      },
      remove: async () => {
        access.close()
        await found.removeEntry(name)
      },
    }
  }
}

/** Null where the browser has no private files, or refuses them as some private windows do. */
async function openFolder(): Promise<FileSystemDirectoryHandle | null> {
  if (!('getDirectory' in navigator.storage)) return null
  try {
    const root = await navigator.storage.getDirectory()
    return await root.getDirectoryHandle(FOLDER, { create: true })
  } catch (error) {
    if (error instanceof DOMException) return null
    throw error
  }
}

async function clearOld(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of folder.keys())
    await navigator.locks.request(lockName(name), { ifAvailable: true }, async (lock) => {
      if (lock) await folder.removeEntry(name)
    })
}

function lockName(file: string): string {
  return `tuning-fork-export:${file}`
}
