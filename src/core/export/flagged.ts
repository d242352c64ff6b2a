import type { Finding } from '../model/finding.ts'

/** A flagged or failing record on its way out, with what is known about it. */
export interface FlaggedRecord {
  /** Counts from 0 over readable and unreadable records alike. */
  readonly record: number
  /** The file it came in. */
  readonly source: string
  /** Number, from 1, of the line in which it begins. */
  readonly line: number
  /** '' where nobody flagged it. */
  readonly note: string
  readonly findings: readonly Finding[]
  /** The record's text as it came. */
  readonly text: string
  /** Why it is no record, for one that could not be read. */
  readonly unreadable?: string
}

/**
 * One line (without its newline) of the file of flagged samples: the record as it came, with the
 * reasons. A readable record is embedded to the letter; only line breaks between its tokens become
 * spaces. An unreadable one is embedded as text.
 */
export function flaggedRow(flagged: FlaggedRecord): string {
  const { record, source, line, note, unreadable, text } = flagged
  const findings = flagged.findings.map(({ code, severity, message, path }) => ({
    code,
    severity,
    message,
    path,
  }))
  const head = JSON.stringify({
    record,
    source,
    line,
    note,
    findings,
    ...(unreadable === undefined ? {} : { unreadable }),
  })
  // No string of valid JSON holds a raw line break, so all of them stand between tokens.
  const raw = unreadable === undefined ? text.replace(/[\r\n]+/g, ' ') : JSON.stringify(text)
  return `${head.slice(0, -1)},"raw":${raw}}`
}

/** The head of the table of reasons, with its line end. */
export const REASONS_HEAD = csvLine([
  'record',
  'source',
  'line',
  'note',
  'code',
  'severity',
  'message',
  'path',
])

/**
 * The reasons of one record as lines of a table: one for each finding, or one alone for a record without.
 * Nothing in it is taken by a spreadsheet for a formula.
 */
export function reasonLines({
  record,
  source,
  line,
  note,
  findings,
  unreadable,
}: FlaggedRecord): string {
  const place = [String(record), source, String(line), note]
  if (unreadable !== undefined) return csvLine([...place, 'unreadable', 'error', unreadable, ''])
  if (findings.length === 0) return csvLine([...place, '', '', '', ''])
  return findings
    .map(({ code, severity, message, path }) => csvLine([...place, code, severity, message, path]))
    .join('')
}

function csvLine(fields: readonly string[]): string {
  return fields.map(csvField).join(',') + '\r\n'
}

/**
 * A field as RFC 4180 has it. A text that begins as formulas do, behind white space too, gets an
 * apostrophe before it (OWASP: CSV injection), which spreadsheets take for "this is text".
 */
function csvField(text: string): string {
  const safe = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
