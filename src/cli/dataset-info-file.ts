import { access, readFile, stat } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { readDatasetInfo, type DatasetInfo } from '../core/llama-factory-info/dataset-info.ts'
import { mappingId } from '../core/mapping/mapping-id.ts'
import type { FormatId } from '../core/model/sample.ts'
import type { Input } from './command.ts'
import { CliFailure, fileFailure } from './failure.ts'

const INFO_NAME = 'dataset_info.json'

/** A file to read. */
export interface NamedFile {
  readonly path: string
  /** As its entry in a `dataset_info.json` says, or the command line; else it is detected. */
  readonly format?: FormatId
}

/** A `dataset_info.json` among the files of a command, with the files that it names and are there. */
export interface InfoFile {
  readonly path: string
  readonly info: DatasetInfo
  readonly files: readonly NamedFile[]
  /** Sentences about the sets that cannot be read. */
  readonly missing: readonly string[]
}

/** What one FILE of the command line brings: itself, or the files of the info file that it is. */
export interface Named {
  readonly info: InfoFile | null
  readonly files: readonly NamedFile[]
}

/**
 * What the FILEs of a command bring, in order. Files that an entry names are read by that entry,
 * wherever else they stand on the line. An info file that cannot be read goes to `fail`.
 */
export async function namedFiles(
  { files, format }: Input,
  fail: (failure: CliFailure) => void,
): Promise<readonly Named[]> {
  const found: { readonly path: string; readonly info: InfoFile | null }[] = []
  for (const path of files)
    try {
      found.push({ path, info: await infoFileAt(path) })
    } catch (error) {
      if (!(error instanceof CliFailure)) throw error
      fail(error)
    }
  const entered = new Set(
    found.flatMap(({ info }) => (info?.files ?? []).map(({ path }) => resolve(path))),
  )
  return found.map(({ path, info }) => {
    if (info) return { info, files: info.files }
    const isEntered = entered.has(resolve(path))
    return { info, files: isEntered ? [] : [format ? { path, format } : { path }] }
  })
}

/** The info file that a path is, or that its folder holds; null for any other path. */
async function infoFileAt(path: string): Promise<InfoFile | null> {
  if (basename(path) === INFO_NAME) return readInfoFile(path)
  const found = await stat(path).catch(() => null)
  if (!found?.isDirectory()) return null
  const inside = join(path, INFO_NAME)
  return (await isThere(inside)) ? readInfoFile(inside) : null
}

async function readInfoFile(path: string): Promise<InfoFile> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileFailure(path, error)
  })
  const info = readDatasetInfo(text)
  const folder = dirname(path)
  const files: NamedFile[] = []
  const missing: string[] = []
  for (const { name, fileName, mapping } of info.entries) {
    if (fileName === null) continue
    if (mapping === null) {
      missing.push(`${path}: “${name}” is not read, as the trainer would refuse its entry.`)
      continue
    }
    const file = join(folder, fileName)
    const inFolder = relative(folder, file)
    if (isAbsolute(fileName) || inFolder.startsWith('..'))
      missing.push(`${path}: “${name}” names a file outside the folder, which is not read.`)
    else if (await isThere(file)) files.push({ path: file, format: mappingId(mapping) })
    else missing.push(`${path}: “${name}” names ${fileName}, which is not there.`)
  }
  return { path, info, files, missing }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
