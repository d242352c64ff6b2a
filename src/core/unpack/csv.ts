import { CsvRows, type CsvRow } from './csv-rows.ts'
import type { Chunks } from './decode.ts'
import { LineBytes } from './lines.ts'
import type { Report } from './notices.ts'
import { refusedLine } from './refused.ts'

const DELIMITERS = [',', '\t', ';', '|'] as const

/**
 * The delimiter of a table, judged from its beginning; undefined where it looks like none. A name
 * that ends in `.csv` or `.tsv` is believed; without one the first rows must have equally many
 * fields, two at least.
 */
export function tableDelimiter(head: string, name: string): string | undefined {
  const extension = /\.(csv|tsv|tab)$/i.exec(name)?.[1]?.toLowerCase()
  const text = head.replace(/^\ufeff/, '')
  if (/^\s*[[{]/.test(text)) return undefined
  const counted = DELIMITERS.map((delimiter) => {
    const rows: CsvRow[] = []
    new CsvRows(delimiter).feed(text, rows)
    const width = rows[0]?.fields.length ?? 1
    const alike = rows.filter(({ fields }) => fields.length === width).length
    return { delimiter, width, isEven: rows.length > 1 && alike === rows.length }
  })
  const even = counted.filter(({ width, isEven }) => width > 1 && isEven)
  const best = (even.length > 0 ? even : counted).reduce((a, b) => (b.width > a.width ? b : a))
  if (extension) return best.width > 1 ? best.delimiter : extension === 'csv' ? ',' : '\t'
  return even.length > 0 ? best.delimiter : undefined
}

/**
 * A table as JSON Lines: every row an object of strings under the names of its header. A row with
 * another number of fields becomes an unreadable line that says so.
 */
export async function* csvToJsonl(
  chunks: Chunks,
  delimiter: string,
  report: Report,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const decoder = new TextDecoder('utf-8')
  const rows = new CsvRows(delimiter)
  const lines = new LineBytes()
  let table: Table | undefined
  let sawReplacement = false
  const take = (found: readonly CsvRow[]) => {
    for (const row of found)
      if (table) lines.add(table.line(row))
      else table = new Table(row, delimiter, report)
  }
  report({
    kind: 'converted',
    message: 'The table is read as one record a row; all values are text.',
  })
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true })
    const found: CsvRow[] = []
    rows.feed(text, found)
    if (!sawReplacement && text.includes('\ufffd')) {
      sawReplacement = true
      const line = found.find(({ fields }) => fields.join('').includes('\ufffd'))?.line
      const place = line === undefined ? '' : ` in line ${line}`
      const message = `Bytes that are not UTF-8${place} became U+FFFD. Save the table as UTF-8 to keep them.`
      report({ kind: 'damaged', message })
    }
    take(found)
    if (lines.isFull) yield lines.take()
  }
  const found: CsvRow[] = []
  rows.feed(decoder.decode(), found)
  rows.end(found)
  take(found)
  yield lines.take()
}

/** The header of a table, and rows written under it. */
class Table {
  readonly #keys: readonly string[]
  readonly #delimiter: string

  constructor({ fields }: CsvRow, delimiter: string, report: Report) {
    const taken = new Set<string>()
    const names = fields.map((field, n) => {
      const name = field === '' ? `column ${n + 1}` : field
      let free = name
      for (let k = 2; taken.has(free); k++) free = `${name} (${k})`
      taken.add(free)
      return free
    })
    const renamed = names.flatMap((name, n) => (name === fields[n] ? [] : [`“${name}”`]))
    if (renamed.length > 0) {
      const message = `Header names that are empty or used twice were made apart: ${renamed.join(', ')}.`
      report({ kind: 'converted', message })
    }
    this.#keys = names.map((name) => JSON.stringify(name) + ':')
    this.#delimiter = delimiter
  }

  line({ fields, line, isOpen }: CsvRow): string {
    const row = () => fields.join(this.#delimiter)
    if (isOpen)
      return refusedLine(`Line ${line} of the table opens a quote that is never closed.`, row())
    const { length } = this.#keys
    if (fields.length !== length) {
      const has = fields.length === 1 ? '1 field' : `${fields.length} fields`
      return refusedLine(
        `Line ${line} of the table has ${has} where the header has ${length}.`,
        row(),
      )
    }
    return `{${this.#keys.map((key, n) => key + JSON.stringify(fields[n])).join(',')}}`
  }
}
