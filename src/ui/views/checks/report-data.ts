import { CHECKS } from '../../../core/checks/index.ts'
import { SET_CHECKS } from '../../../core/set/index.ts'
import { formatTitle } from '../../../core/formats/titles.ts'
import type { CheckReport } from '../../../core/report/check-report.ts'
import type { Charts, DatasetSummary, Example, Overview } from '../../../engine/protocol.ts'

const KNOWN = new Map([...CHECKS, ...SET_CHECKS].map((check) => [check.code, check]))

/** The report of a dataset, from what the engine says of it. */
export function reportOf(
  summary: DatasetSummary,
  overview: Overview,
  examples: readonly Example[],
  charts: Charts,
  madeAt: number,
): CheckReport {
  const { worst } = charts
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
  const spoilt = sum(worst.errors)
  const withWarnings = sum(worst.warnings)
  const on = overview.checks.filter(({ isOn }) => isOn)
  const named = ({ code, title }: Overview['checks'][number]) => ({ code, title })
  return {
    version: 1,
    dataset: summary.name,
    madeAt,
    files: summary.sources.map(({ name, format, records, bytes, sha256 }) => ({
      name,
      format: formatTitle(format),
      records,
      bytes,
      ...(sha256 === undefined ? {} : { sha256 }),
    })),
    settings: summary.checks.settings,
    samples: overview.records,
    unreadable: summary.unreadable,
    withErrors: spoilt - summary.unreadable,
    withWarnings,
    clean: overview.records - spoilt - withWarnings,
    checks: on
      .filter(({ records }) => records > 0)
      .sort((a, b) => b.records - a.records)
      .map(({ code, title, severity, records }) => {
        const help = KNOWN.get(code)?.help
        const example = examples.find((one) => one.code === code)
        return {
          code,
          title,
          severity,
          samples: records,
          why: help?.why ?? '',
          remedy: help?.remedy ?? '',
          ...(example ? { example: { record: example.record, message: example.message } } : {}),
        }
      }),
    set: overview.parts.map(({ source, finding }) => ({
      source,
      code: finding.code,
      severity: finding.severity,
      message: finding.message,
    })),
    quiet: on.filter(({ records }) => records === 0).map(named),
    off: overview.checks.filter(({ isOn }) => !isOn).map(named),
    tokens: charts.tokens,
    work: { ...summary.work },
  }
}
