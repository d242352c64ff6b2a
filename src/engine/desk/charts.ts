import type { ColumnArrays } from '../../core/columns.ts'
import { FINDING_WORDS, FLAGS } from '../../core/columns.ts'
import { CHUNK, type Columns } from '../../storage/columns.ts'
import type { Charts, Histogram } from '../protocol.ts'

/** Bars of a histogram, about as many as can be told apart. */
const BARS = 16
/** Cells of the strip of all samples. */
const CELLS = 100

/** Steps between the borders of bars that people can read. */
const STEPS = [1, 2, 5]

/** What the columns say of all samples together. */
export function chartsOf(columns: Columns): Charts {
  return {
    tokens: histogram(columns, 'tokens'),
    messages: histogram(columns, 'messages'),
    worst: worstOf(columns),
  }
}

/** The first record of each check's finding, by the check's bit; −1 where there is none. */
export function firstFindings(columns: Columns): Int32Array {
  const first = new Int32Array(32 * FINDING_WORDS).fill(-1)
  let seen0 = 0
  let seen1 = 0
  let seen2 = 0
  columns.chunks.forEach(({ columns: { findings0, findings1, findings2 } }, c) => {
    const end = Math.min(CHUNK, columns.count - c * CHUNK)
    for (let i = 0; i < end; i++) {
      const new0 = findings0[i]! & ~seen0
      const new1 = findings1[i]! & ~seen1
      const new2 = findings2[i]! & ~seen2
      if ((new0 | new1 | new2) === 0) continue
      for (let bits = new0; bits !== 0; bits &= bits - 1)
        first[31 - Math.clz32(bits & -bits)] = c * CHUNK + i
      for (let bits = new1; bits !== 0; bits &= bits - 1)
        first[63 - Math.clz32(bits & -bits)] = c * CHUNK + i
      for (let bits = new2; bits !== 0; bits &= bits - 1)
        first[95 - Math.clz32(bits & -bits)] = c * CHUNK + i
      seen0 |= new0
      seen1 |= new1
      seen2 |= new2
    }
  })
  return first
}

/** How many readable samples have how much of something, in bars of equal width. */
function histogram(columns: Columns, name: 'tokens' | 'messages'): Histogram {
  let most = 0
  eachSpan(columns, (arrays, end) => {
    const values = arrays[name]
    for (let i = 0; i < end; i++) if (values[i]! > most) most = values[i]!
  })
  const step = stepFor(most)
  const samples = new Array<number>(Math.floor(most / step) + 1).fill(0)
  eachSpan(columns, (arrays, end) => {
    const values = arrays[name]
    const { flags } = arrays
    for (let i = 0; i < end; i++)
      if ((flags[i]! & FLAGS.unreadable) === 0) samples[Math.floor(values[i]! / step)]!++
  })
  return { step, samples }
}

/** The least readable step that needs no more than `BARS` bars. */
function stepFor(most: number): number {
  for (let power = 1; ; power *= 10)
    for (const step of STEPS) if (most / (step * power) < BARS) return step * power
}

/** The worst finding of each sample, in source order, gathered into cells of equally many. */
function worstOf(columns: Columns): Charts['worst'] {
  const perCell = Math.max(1, Math.ceil(columns.count / CELLS))
  const count = Math.ceil(columns.count / perCell)
  const errors = new Array<number>(count).fill(0)
  const warnings = new Array<number>(count).fill(0)
  eachSpan(columns, (arrays, end, first) => {
    for (let i = 0; i < end; i++) {
      const cell = Math.floor((first + i) / perCell)
      if (arrays.errors[i]! > 0 || (arrays.flags[i]! & FLAGS.unreadable) !== 0) errors[cell]!++
      else if (arrays.warnings[i]! > 0) warnings[cell]!++
    }
  })
  return { perCell, total: columns.count, errors, warnings }
}

function eachSpan(
  { chunks, count }: Columns,
  look: (arrays: ColumnArrays, end: number, first: number) => void,
): void {
  chunks.forEach(({ columns }, c) => look(columns, Math.min(CHUNK, count - c * CHUNK), c * CHUNK))
}
