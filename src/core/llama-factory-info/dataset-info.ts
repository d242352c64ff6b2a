import { ExactText } from '../json/exact.ts'
import { jsonProblem } from '../json/reason.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { childPointer, isJsonObject, type Json } from '../model/json.ts'
import { entryMapping } from './entry-mapping.ts'
import { REMOTE_KEYS } from './known-keys.ts'
import { lintEntry, type InfoFinding } from './lint-entry.ts'

/** One set that a `dataset_info.json` names. */
export interface InfoEntry {
  readonly name: string
  /** The local file or folder, relative to the info's own folder; null for a set from elsewhere. */
  readonly fileName: string | null
  /** How its records are read; null where the trainer would refuse the entry. */
  readonly mapping: Mapping | null
}

export interface DatasetInfo {
  readonly entries: readonly InfoEntry[]
  readonly findings: readonly InfoFinding[]
}

/** Reads and lints a `dataset_info.json`. Never throws: a file that is none has one finding. */
export function readDatasetInfo(text: string): DatasetInfo {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text
  let value: Json
  try {
    value = JSON.parse(body) as Json
  } catch {
    return refused(`It is not JSON. ${jsonProblem(body)?.reason ?? ''}`.trim())
  }
  if (!isJsonObject(value)) return refused('It must be an object with an entry for each set.')
  const findings: InfoFinding[] = [...duplicates(body), ...encoding(body)]
  const entries: InfoEntry[] = []
  const files = new Map<string, string>()
  for (const [name, entry] of Object.entries(value)) {
    findings.push(...lintEntry(name, entry))
    const fileName = localFile(entry)
    const other = fileName === null ? undefined : files.get(fileName)
    if (fileName !== null && other === undefined) files.set(fileName, name)
    if (other !== undefined)
      findings.push({
        dataset: name,
        severity: 'note',
        message: `It reads the same file as “${other}”.`,
        path: childPointer(childPointer('', name), 'file_name'),
      })
    entries.push({ name, fileName, mapping: entryMapping(name, entry) })
  }
  return { entries, findings }
}

function refused(message: string): DatasetInfo {
  return { entries: [], findings: [{ dataset: '', severity: 'error', message, path: '' }] }
}

/** Python, like every reader, keeps the last of two entries with one name. */
function duplicates(text: string): InfoFinding[] {
  const exact = new ExactText(text)
  const seen = new Set<string>()
  const findings: InfoFinding[] = []
  for (const { key } of exact.members(exact.root)) {
    if (seen.has(key))
      findings.push({
        dataset: key,
        severity: 'error',
        message: 'Two entries have this name; the trainer sees the last one only.',
        path: childPointer('', key),
      })
    seen.add(key)
  }
  return findings
}

function encoding(text: string): InfoFinding[] {
  return /[^\0-\x7f]/.test(text)
    ? [
        {
          dataset: '',
          severity: 'warning',
          message:
            'It holds characters beyond ASCII. The trainer opens it with the platform’s own encoding; write them as \\u escapes.',
          path: '',
        },
      ]
    : []
}

function localFile(entry: Json): string | null {
  if (!isJsonObject(entry)) return null
  if (REMOTE_KEYS.some((key) => entry[key] !== undefined && entry[key] !== null)) return null
  return typeof entry.file_name === 'string' && entry.file_name !== '' ? entry.file_name : null
}
