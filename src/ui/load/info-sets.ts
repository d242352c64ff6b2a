import { readDatasetInfo, type DatasetInfo } from '../../core/llama-factory-info/dataset-info.ts'
import { mappingId } from '../../core/mapping/mapping-id.ts'
import type { FormatId } from '../../core/model/sample.ts'
import { pathOf } from './chosen-files.ts'

/** What a `dataset_info.json` says of a file that was chosen with it. */
export interface NamedSet {
  readonly name: string
  /** Null where the trainer would refuse the entry: then the file itself says what it is. */
  readonly format: FormatId | null
  /** Name of the file that names it. */
  readonly infoName: string
}

/** A `dataset_info.json` as its card shows it. */
export interface InfoCard {
  readonly findings: DatasetInfo['findings']
  /** Sets whose file was chosen too. */
  readonly present: readonly string[]
  /** Sets whose local file was not chosen. */
  readonly missing: readonly { readonly name: string; readonly fileName: string }[]
  /** Sets that come from a hub or the like. */
  readonly remote: number
}

export interface InfoReading {
  readonly card: InfoCard
  /** The sets of each chosen file, in the order of the entries. */
  readonly sets: ReadonlyMap<File, readonly NamedSet[]>
}

/** Reads an info file and finds the files that it names among those chosen with it. Never throws. */
export async function readInfo(info: File, others: readonly File[]): Promise<InfoReading> {
  const { entries, findings } = readDatasetInfo(await info.text())
  const folder = pathOf(info).split('/').slice(0, -1)
  const sets = new Map<File, NamedSet[]>()
  const present: string[] = []
  const missing: { name: string; fileName: string }[] = []
  let remote = 0
  for (const { name, fileName, mapping } of entries) {
    if (fileName === null) {
      remote++
      continue
    }
    const files = filesNamed(fileName, folder, others)
    if (files.length === 0) missing.push({ name, fileName })
    else present.push(name)
    const format = mapping && mappingId(mapping)
    for (const file of files)
      sets.set(file, [...(sets.get(file) ?? []), { name, format, infoName: info.name }])
  }
  return { card: { findings, present, missing, remote }, sets }
}

/**
 * The files that an entry means: the one at that place beside the info, else all in the folder of
 * that name, else the one file of that base name, wherever it was chosen from.
 */
export function filesNamed(
  fileName: string,
  infoFolder: readonly string[],
  files: readonly File[],
): readonly File[] {
  const wanted = resolved([...infoFolder, ...fileName.split(/[/\\]/)])
  const exact = files.filter((file) => pathOf(file) === wanted)
  if (exact.length > 0) return exact
  const within = files.filter((file) => pathOf(file).startsWith(wanted + '/'))
  if (within.length > 0) return within
  const base = wanted.split('/').at(-1)
  const alike = files.filter((file) => file.name === base)
  return alike.length === 1 ? alike : []
}

function resolved(steps: readonly string[]): string {
  const path: string[] = []
  for (const step of steps) {
    if (step === '..') path.pop()
    else if (step !== '.' && step !== '') path.push(step)
  }
  return path.join('/')
}
