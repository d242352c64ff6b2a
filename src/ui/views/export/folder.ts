interface FolderPicker {
  readonly showDirectoryPicker?: (options: {
    readonly id: string
    readonly mode: 'readwrite'
  }) => Promise<FileSystemDirectoryHandle>
}

/** Chromium can write into a folder; other browsers download. */
export function foldersCanBeChosen(): boolean {
  return pickerOf(window) !== undefined
}

/** Asks for a folder; null when the person thought better of it. */
export async function chooseFolder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await pickerOf(window)?.({ id: 'export', mode: 'readwrite' })) ?? null
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null
    throw error
  }
}

function pickerOf(page: FolderPicker & object): FolderPicker['showDirectoryPicker'] {
  return page.showDirectoryPicker?.bind(page)
}
