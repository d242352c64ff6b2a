/** A file that was in a chosen folder and is not looked at, with the reason. */
export interface LeftOut {
  readonly path: string
  readonly why: string
}

/** What came of choosing or dropping files and folders, in natural order of their paths. */
export interface ChosenFiles {
  readonly files: readonly File[]
  readonly leftOut: readonly LeftOut[]
}

/** More files than these of one folder are left out: each becomes a card to decide about. */
export const MOST_FILES = 200
/** Names that are looked at below a dropped folder. */
const MOST_NAMES = 20_000

const NO_DATA =
  /\.(png|jpe?g|gif|webp|svg|ico|bmp|tiff?|heic|avif|mp[34]|wav|flac|ogg|m4a|webm|mov|avi|mkv|pdf|docx?|pptx?|html?|css|md|rst|ya?ml|toml|ini|cfg|lock|py|pyc|ipynb|sh|[cm]?[jt]sx?|woff2?|ttf|exe|dll|so|safetensors|bin|pt|pth|ckpt|gguf|onnx|npy|npz|log)$/i

const dropped = new WeakMap<File, string>()

/** Where a file stood in the folder that was chosen; its name where it was chosen by itself. */
export function pathOf(file: File): string {
  return dropped.get(file) ?? (file.webkitRelativePath || file.name)
}

/** Takes out of a folder's files what is surely no data; files chosen one by one are all taken. */
export function chooseFrom(files: readonly File[], most = MOST_FILES): ChosenFiles {
  const { compare } = new Intl.Collator('en', { numeric: true })
  const taken: File[] = []
  const leftOut: LeftOut[] = []
  const sorted = files.toSorted((a, b) => compare(pathOf(a), pathOf(b)))
  for (const file of sorted) {
    const path = pathOf(file)
    const why = reasonAgainst(path)
    if (why !== null) leftOut.push({ path, why })
    else if (taken.length < most) taken.push(file)
    else leftOut.push({ path, why: `more than ${most} files` })
  }
  return { files: taken, leftOut }
}

function reasonAgainst(path: string): string | null {
  const steps = path.split('/')
  if (steps.some((step) => step.startsWith('.') || step === '__MACOSX')) return 'hidden'
  return NO_DATA.test(steps.at(-1)!) ? 'no data file' : null
}

/** All files in dropped folders, and the dropped files themselves, which are taken whatever they are. */
export async function chooseDropped(
  entries: readonly FileSystemEntry[],
  mostNames = MOST_NAMES,
): Promise<ChosenFiles> {
  const alone: File[] = []
  const inFolders: File[] = []
  const unread: LeftOut[] = []
  const open = entries.toReversed()
  let names = 0
  for (let entry = open.pop(); entry; entry = open.pop()) {
    const path = entry.fullPath.replace(/^\//, '')
    if (++names > mostNames) {
      unread.push({ path, why: `more than ${mostNames.toLocaleString('en')} names` })
      break
    }
    try {
      if (isFolder(entry)) {
        if (reasonAgainst(path) === 'hidden') unread.push({ path: path + '/', why: 'hidden' })
        else open.push(...(await childrenOf(entry)).reverse())
      } else if (isFile(entry)) {
        const file = await fileOf(entry)
        if (path.includes('/')) inFolders.push(file)
        else alone.push(file)
        dropped.set(file, path)
      }
    } catch (error) {
      if (!(error instanceof DOMException)) throw error
      unread.push({ path, why: 'the browser cannot read it' })
    }
  }
  const { files, leftOut } = chooseFrom(inFolders)
  return { files: [...alone, ...files], leftOut: [...unread, ...leftOut] }
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

/** Browsers give a folder's entries by the hundred; an empty answer ends them. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}
