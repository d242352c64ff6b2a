/** A row of a table. `line`, from 1, is where it begins. */
export interface CsvRow {
  readonly fields: readonly string[]
  readonly line: number
  /** A quoted field was opened in it and never closed. */
  readonly isOpen: boolean
}

/** A row longer than this many characters is one whose quote was never closed. */
const LONGEST_ROW = 64 * 1024 * 1024

/**
 * Splits a table into rows (RFC 4180): fields may be quoted and then hold delimiters, line breaks and
 * doubled quotes. Fed text piece after piece. What follows a closing quote belongs to the field, and
 * a quote inside of a field is a character like others. Empty lines are no rows.
 */
export class CsvRows {
  readonly #delimiter: string
  #fields: string[] = []
  #field = ''
  #state: 'start' | 'plain' | 'quoted' | 'quote' = 'start'
  #line = 1
  #rowLine = 1
  #length = 0
  #sawReturn = false

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  /** Takes the next text; appends the rows that it completes. */
  feed(text: string, rows: CsvRow[]): void {
    let i = 0
    while (i < text.length) {
      const char = text[i]!
      if (this.#sawReturn) {
        this.#sawReturn = false
        if (char === '\n') {
          i++
          continue
        }
      }
      if (this.#state === 'quoted') i = this.#quoted(text, i)
      else if (this.#state === 'quote' && char === '"') {
        this.#field += '"'
        this.#state = 'quoted'
        i++
      } else if (this.#state === 'start' && char === '"') {
        this.#state = 'quoted'
        i++
      } else if (char === this.#delimiter) {
        this.#endField()
        i++
      } else if (char === '\n' || char === '\r') {
        this.#sawReturn = char === '\r'
        this.#line++
        this.#endRow(rows)
        i++
      } else i = this.#plain(text, i)
      if (this.#length > LONGEST_ROW) this.#endRow(rows)
    }
  }

  end(rows: CsvRow[]): void {
    this.#endRow(rows)
  }

  #quoted(text: string, from: number): number {
    const quote = text.indexOf('"', from)
    const to = quote < 0 ? text.length : quote
    const piece = text.slice(from, to)
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) this.#line++
    this.#field += piece
    this.#length += piece.length
    if (quote < 0) return to
    this.#state = 'quote'
    return to + 1
  }

  #plain(text: string, from: number): number {
    let to = from
    for (; to < text.length; to++) {
      const char = text[to]!
      if (char === this.#delimiter || char === '\n' || char === '\r') break
    }
    this.#field += text.slice(from, to)
    this.#length += to - from
    this.#state = 'plain'
    return to
  }

  #endField(): void {
    this.#fields.push(this.#field)
    this.#field = ''
    this.#length++
    this.#state = 'start'
  }

  #endRow(rows: CsvRow[]): void {
    const isBlank = this.#fields.length === 0 && this.#state === 'start'
    const isOpen = this.#state === 'quoted'
    this.#endField()
    if (!isBlank) rows.push({ fields: this.#fields, line: this.#rowLine, isOpen })
    this.#fields = []
    this.#length = 0
    this.#rowLine = this.#line
  }
}
