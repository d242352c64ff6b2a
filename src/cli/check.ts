import { Analyser } from '../core/analyse.ts'
import type { CheckSuite } from '../core/checks/suite.ts'
import { formatOf } from '../core/formats/index.ts'
import { FormatSorter } from '../core/formats/mixed.ts'
import { RecentToolSets } from '../core/formats/tool-sets.ts'
import type { Finding } from '../core/model/finding.ts'
import type { FormatId } from '../core/model/sample.ts'
import { ToolValidators } from '../core/schema/validators.ts'
import type { CheckedSet } from './checked-set.ts'
import type { TextOutput } from './output.ts'
import type { SourceFile } from './source-file.ts'
import { formatsFor } from './survey.ts'

/** Findings over all files of a run. */
export class CheckTotals {
  records = 0
  unreadable = 0
  recordsWithFindings = 0
  readonly findings = new Map<string, number>()
  hasErrors = false

  count({ code, severity }: Finding): void {
    this.findings.set(code, (this.findings.get(code) ?? 0) + 1)
    if (severity === 'error') this.hasErrors = true
  }

  toJSON() {
    const { records, unreadable, recordsWithFindings } = this
    const findings = Object.fromEntries([...this.findings].sort(([a], [b]) => (a < b ? -1 : 1)))
    return { records, unreadable, recordsWithFindings, findings }
  }
}

/**
 * Prints a file's findings, a line each, in record order; the number of unreadable records. `set`
 * remembers of every record what it takes to hold it against the others.
 */
export async function checkFile(
  file: SourceFile,
  out: TextOutput,
  totals: CheckTotals,
  suite: CheckSuite,
  set?: CheckedSet,
): Promise<number> {
  const formats = await formatsFor(file)
  if (formats.length === 0) return 0
  set?.begin(file, formats)
  const before = totals.unreadable
  const analyser = createAnalyser(formats, suite)
  const { entry } = file.origin
  const about = entry === undefined ? { file: file.path } : { file: file.path, entry }
  for await (const { index: record, bytes, byteOffset } of file.records()) {
    const analysis = await analyser.analyse(bytes)
    set?.add(analysis, byteOffset, bytes.length)
    if (analysis.kind === 'unreadable') {
      totals.unreadable++
      totals.hasErrors = true
      continue
    }
    totals.records++
    if (analysis.findings.length > 0) totals.recordsWithFindings++
    for (const finding of analysis.findings) {
      totals.count(finding)
      const { code, severity, message, path } = finding
      await out.writeLine({ ...about, record, code, severity, message, path })
    }
  }
  set?.end()
  return totals.unreadable - before
}

/** `formats`: those of the file, the main one first. */
export function createAnalyser(formats: readonly FormatId[], suite?: CheckSuite): Analyser {
  return new Analyser({
    format: formatOf(formats[0]!),
    ...(formats.length > 1 ? { sorter: new FormatSorter(formats) } : {}),
    validators: new ToolValidators(),
    toolSets: new RecentToolSets(),
    ...(suite ? { suite } : {}),
  })
}
