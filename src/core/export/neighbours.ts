import { WINDOW_ROWS } from '../trainer/llama-factory/run.ts'
import type { ExportRow, RowArranger } from './target.ts'

/** Windows' worth of rows that are held to choose from. */
const POOL_WINDOWS = 4
/** UTF-16 units of row text that are held at most. */
const POOL_UNITS = 32 * 1024 * 1024

/**
 * Orders KTO rows so that neighbours have different prompts. The trainer pairs every row with the
 * answer of the row before it, within windows of `windowRows` rows in file order, the first with the
 * last; an answer to the same prompt there would bias its KL estimate (spec §4).
 *
 * Rows come out in source order wherever that will do. Memory is bounded, so a long run of one
 * prompt with nothing else in reach cannot be broken up; `end` says how many rows that left.
 */
export class NeighbourArranger implements RowArranger {
  readonly #windowRows: number
  readonly #poolUnits: number
  #pool: ExportRow[] = []
  #units = 0
  /** Rows given out so far. */
  #position = 0
  #firstOfWindow = ''
  #previous = ''
  #collisions = 0

  constructor(windowRows = WINDOW_ROWS, poolUnits = POOL_UNITS) {
    this.#windowRows = windowRows
    this.#poolUnits = poolUnits
  }

  push(row: ExportRow): readonly ExportRow[] {
    this.#pool.push(row)
    this.#units += row.text.length
    const out: ExportRow[] = []
    if (this.#units > this.#poolUnits)
      while (this.#units > this.#poolUnits / 2 && this.#pool.length > 1) out.push(this.#takeOne())
    if (this.#pool.length >= POOL_WINDOWS * this.#windowRows) out.push(...this.#takeBlock())
    return out
  }

  end(): { rows: readonly ExportRow[]; notices: readonly string[] } {
    const rows: ExportRow[] = []
    while (this.#pool.length > 0) rows.push(...this.#takeBlock())
    if (this.#position % this.#windowRows !== 0) this.#closeWindow()
    const count = this.#collisions
    const notices =
      count === 0
        ? []
        : [
            `${count} ${count === 1 ? 'row stands' : 'rows stand'} behind a row with the same prompt, as there were not enough others to put between. KTO’s KL estimate is biased there.`,
          ]
    return { rows, notices }
  }

  /** One row, in a pool of few and large ones: the earliest that may stand here. */
  #takeOne(): ExportRow {
    const isLast = this.#roomInWindow() === 1
    const index = this.#pool.findIndex(
      ({ promptKey }) =>
        this.#mayFollow(promptKey) && !(isLast && promptKey === this.#firstOfWindow),
    )
    const [row] = this.#pool.splice(Math.max(index, 0), 1)
    this.#give(row!)
    return row!
  }

  /** All rows up to the window's end, or all that are left. */
  #takeBlock(): ExportRow[] {
    const count = Math.min(this.#roomInWindow(), this.#pool.length)
    const asTheyCome = this.#pool.slice(0, count)
    const rest = this.#pool.slice(count)
    let block = asTheyCome
    if (!this.#fits(asTheyCome) || mostOfOneKey(rest) * 2 > rest.length) {
      const chosen = chooseMixed(this.#pool, count)
      block = this.#rotated(alternate(chosen))
      const taken = new Set(chosen)
      this.#pool = this.#pool.filter((row) => !taken.has(row))
    } else this.#pool = rest
    for (const row of block) this.#give(row)
    return block
  }

  #roomInWindow(): number {
    return this.#windowRows - (this.#position % this.#windowRows)
  }

  #isWindowStart(): boolean {
    return this.#position % this.#windowRows === 0
  }

  #mayFollow(key: string): boolean {
    return this.#isWindowStart() || key !== this.#previous
  }

  /** Whether a block may stand here in this order, and end the window. */
  #fits(block: readonly ExportRow[]): boolean {
    const first = block[0]!
    const wrap = this.#isWindowStart() ? first.promptKey : this.#firstOfWindow
    return (
      this.#mayFollow(first.promptKey) &&
      block.at(-1)!.promptKey !== wrap &&
      block.every((row, i) => i === 0 || row.promptKey !== block[i - 1]!.promptKey)
    )
  }

  /** A block that alternates all around, begun where it fits to what stands before it. */
  #rotated(block: readonly ExportRow[]): ExportRow[] {
    for (let start = 0; start < block.length; start++) {
      const last = block[(start + block.length - 1) % block.length]!
      const first = block[start]!
      const wraps = !this.#isWindowStart() && last.promptKey === this.#firstOfWindow
      if (this.#mayFollow(first.promptKey) && !wraps)
        return [...block.slice(start), ...block.slice(0, start)]
    }
    return [...block]
  }

  /** Counts what is given out, and every row that stands behind one with its own prompt. */
  #give(row: ExportRow): void {
    if (this.#isWindowStart()) this.#firstOfWindow = row.promptKey
    else if (row.promptKey === this.#previous) this.#collisions++
    this.#previous = row.promptKey
    this.#units -= row.text.length
    this.#position++
    if (this.#isWindowStart()) this.#closeWindow()
  }

  #closeWindow(): void {
    if (this.#previous === this.#firstOfWindow) this.#collisions++
  }
}

function groupByKey(rows: readonly ExportRow[]): ExportRow[][] {
  const groups = new Map<string, ExportRow[]>()
  for (const row of rows) {
    const group = groups.get(row.promptKey)
    if (group) group.push(row)
    else groups.set(row.promptKey, [row])
  }
  return [...groups.values()].sort((a, b) => b.length - a.length)
}

function mostOfOneKey(rows: readonly ExportRow[]): number {
  return groupByKey(rows)[0]?.length ?? 0
}

/** Rows of the most frequent prompts first, so that they do not pile up, but half of one at most. */
function chooseMixed(pool: readonly ExportRow[], count: number): ExportRow[] {
  const chosen: ExportRow[] = []
  const over: ExportRow[] = []
  const most = Math.max(1, Math.floor(count / 2))
  for (const group of groupByKey(pool)) {
    chosen.push(...group.slice(0, most))
    over.push(...group.slice(most))
  }
  return [...chosen, ...over].slice(0, count)
}

/**
 * An order without equal neighbours, first and last included, wherever one exists: group by group,
 * the largest first, into every second place and then into the places between.
 */
function alternate(rows: readonly ExportRow[]): ExportRow[] {
  const placed = new Array<ExportRow>(rows.length)
  let place = 0
  for (const row of groupByKey(rows).flat()) {
    placed[place] = row
    place += 2
    if (place >= rows.length && place % 2 === 0) place = 1
  }
  return placed
}
