import { settingsKey } from '../checks/settings.ts'
import type { CheckReport, ReportedCheck } from './check-report.ts'

/** The report as Markdown. What comes from the data is escaped, so that it stays words. */
export function reportMarkdown(report: CheckReport): string {
  const { dataset, samples, unreadable, withErrors, withWarnings, clean } = report
  const parts = [
    `# Checks of “${escaped(dataset)}”`,
    `Made on ${new Date(report.madeAt).toISOString().slice(0, 16).replace('T', ' ')} UTC` +
      (report.settings.target ? `, judged for ${report.settings.target}` : '') +
      '.',
    table(
      ['Samples', 'Count', 'Share'],
      [
        ['all', number(samples), ''],
        ['unreadable', number(unreadable), share(unreadable, samples)],
        ['with errors', number(withErrors), share(withErrors, samples)],
        ['with warnings, no error', number(withWarnings), share(withWarnings, samples)],
        ['clean', number(clean), share(clean, samples)],
      ],
    ),
    '## Files',
    table(
      ['File', 'Format', 'Records', 'Bytes', 'SHA-256'],
      report.files.map(({ name, format, records, bytes, sha256 = '' }) => [
        escaped(name),
        escaped(format),
        number(records),
        number(bytes),
        sha256 && `\`${sha256}\``,
      ]),
    ),
    '## Findings',
    report.checks.length === 0
      ? 'No check found anything.'
      : table(
          ['Check', 'Code', 'Severity', 'Samples', 'Share'],
          report.checks.map(({ title, code, severity, samples: found }) => [
            title,
            `\`${code}\``,
            severity,
            number(found),
            share(found, samples),
          ]),
        ),
    ...report.checks.map(section),
    ...(report.set.length > 0
      ? [
          '## The set as a whole',
          report.set
            .map(
              ({ source, code, severity, message }) =>
                `- ${severity}, ${escaped(source)}: ${escaped(message)} (\`${code}\`)`,
            )
            .join('\n'),
        ]
      : []),
    '## Length',
    lengthTable(report),
    '## Work',
    table(
      ['State', 'Samples'],
      Object.entries(report.work).map(([state, n]) => [state, number(n)]),
    ),
    '## Checks that found nothing',
    listed(report.quiet),
    ...(report.off.length > 0 ? ['## Checks that were off', listed(report.off)] : []),
    ...(settingsKey(report.settings) === settingsKey({})
      ? []
      : ['## Settings', '```json\n' + JSON.stringify(report.settings, null, 2) + '\n```']),
  ]
  return parts.join('\n\n') + '\n'
}

function section({ title, code, why, remedy, example }: ReportedCheck): string {
  const lines = [`### ${title} (\`${code}\`)`, why, `What to do: ${remedy}`]
  if (example) lines.push(`Example, sample #${example.record}: ${escaped(example.message)}`)
  return lines.join('\n\n')
}

function lengthTable({ tokens: { step, samples } }: CheckReport): string {
  const rows = samples.flatMap((n, bar) =>
    n > 0 ? [[`${number(bar * step)} to ${number((bar + 1) * step - 1)}`, number(n)]] : [],
  )
  return table(['Tokens, estimated', 'Samples'], rows)
}

function listed(checks: CheckReport['quiet']): string {
  return checks.length === 0
    ? 'None.'
    : checks.map(({ title, code }) => `- ${title} (\`${code}\`)`).join('\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** Text from the data on one line, with nothing in it that Markdown or HTML would take as its own. */
function escaped(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_{}[\]()#+!|~<>&-]/g, (sign) => `&#${sign.codePointAt(0)!};`)
}

const plain = new Intl.NumberFormat('en')

function number(n: number): string {
  return plain.format(n)
}

/** One digit behind the point below 10 %, so that a few of many do not become none. */
function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0 %'
  const percent = (100 * part) / whole
  return percent < 0.1 ? '<0.1 %' : `${percent.toFixed(percent < 10 ? 1 : 0)} %`
}
