import { Analyser } from '../core/analyse.ts'
import type { CheckSuite } from '../core/checks/suite.ts'
import { formatOf } from '../core/formats/index.ts'
import { FormatSorter } from '../core/formats/mixed.ts'
import { RecentToolSets } from '../core/formats/tool-sets.ts'
import type { FormatId } from '../core/model/sample.ts'
import { ToolValidators } from '../core/schema/validators.ts'
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

  toJSON() {
    const { records, unreadable, recordsWithFindings } = this
    const findings = Object.fromEntries([...this.findings].sort(([a], [b]) => (a < b ? -1 : 1)))
    return { records, unreadable, recordsWithFindings, findings }
  }
}

/** Prints a file's findings, a line each, in record order; the number of unreadable records. */
export async function checkFile(
  file: SourceFile,
  out: TextOutput,
  totals: CheckTotals,
  suite: CheckSuite,
): Promise<number> {
  const formats = await formatsFor(file)
  if (formats.length === 0) return 0
  const before = totals.unreadable
  const analyser = createAnalyser(formats, suite)
  const { entry } = file.origin
  const about = entry === undefined ? { file: file.path } : { file: file.path, entry }
  for await (const { index: record, bytes } of file.records()) {
    const analysis = await analyser.analyse(bytes)
    if (analysis.kind === 'unreadable') {
      totals.unreadable++
      totals.hasErrors = true
      continue
    }
    totals.records++
    if (analysis.findings.length > 0) totals.recordsWithFindings++
    for (const { code, severity, message, path } of analysis.findings) {
      totals.findings.set(code, (totals.findings.get(code) ?? 0) + 1)
      if (severity === 'error') totals.hasErrors = true
      await out.writeLine({ ...about, record, code, severity, message, path })
    }
  }
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
