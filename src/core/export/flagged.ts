import type { Finding } from '../model/finding.ts'

/** A flagged record on its way out, with what is known about it. */
export interface FlaggedRecord {
  /** Counts from 0 over readable and unreadable records alike. */
  readonly record: number
  /** The file it came in. */
  readonly source: string
  /** Number, from 1, of the line in which it begins. */
  readonly line: number
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
