import { FLAGS } from '../../core/columns.ts'
import type { WorkState } from '../../core/journal/edit.ts'
import { CHUNK, FLAGGED, WORK_STATES, type Chunk, type Columns } from '../../storage/columns.ts'

/** The part of a query that the columns alone can answer. */
export interface ColumnQuery {
  /** Bits of the checks that must all have found something. */
  readonly checks: readonly number[]
  /** Empty means any; otherwise one of these must hold. */
  readonly states: readonly (WorkState | 'flagged' | 'unreadable')[]
}

/** The records that fit, ascending. */
export function filterRecords(columns: Columns, query: ColumnQuery): Uint32Array<ArrayBuffer> {
  const found = new Uint32Array(columns.count)
  const fits = stateTest(query.states)
  const [word0, word1] = findingWords(query.checks)
  let n = 0
  columns.chunks.forEach((chunk, c) => {
    const { findings0, findings1 } = chunk.columns
    const first = c * CHUNK
    const end = Math.min(CHUNK, columns.count - first)
    for (let i = 0; i < end; i++) {
      if ((findings0[i]! & word0) !== word0 || (findings1[i]! & word1) !== word1) continue
      if (fits(chunk, i)) found[n++] = first + i
    }
  })
  return found.slice(0, n)
}

/** Those with most errors first, then most warnings; file order among equals. */
export function orderByFindings(
  columns: Columns,
  records: Uint32Array<ArrayBuffer>,
): Uint32Array<ArrayBuffer> {
  const keys = new Uint16Array(records.length)
  const starts = new Uint32Array(0x1_0001)
  for (let i = 0; i < records.length; i++) {
    const record = records[i]!
    const { errors, warnings } = columns.chunks[Math.floor(record / CHUNK)]!.columns
    const at = record % CHUNK
    const key = 0xffff - ((errors[at]! << 8) | warnings[at]!)
    keys[i] = key
    starts[key + 1]!++
  }
  for (let key = 1; key < starts.length; key++) starts[key]! += starts[key - 1]!
  const ordered = new Uint32Array(records.length)
  for (let i = 0; i < records.length; i++) ordered[starts[keys[i]!]!++] = records[i]!
  return ordered
}

/** The bits as two words; both as signed integers, as `&` gives them. */
function findingWords(checks: readonly number[]): [number, number] {
  const words: [number, number] = [0, 0]
  for (const check of checks) words[check >> 5]! |= 1 << (check & 31)
  return words
}

function stateTest(states: ColumnQuery['states']): (chunk: Chunk, at: number) => boolean {
  if (states.length === 0) return () => true
  const wanted = new Uint8Array(256)
  const unreadable = states.includes('unreadable')
  for (let code = 0; code < 256; code++) {
    const state = WORK_STATES[code & ~FLAGGED]
    if (state && states.includes(state)) wanted[code] = 1
    if (code & FLAGGED && states.includes('flagged')) wanted[code] = 1
  }
  return ({ columns, work }, at) =>
    wanted[work[at]!] === 1 || (unreadable && (columns.flags[at]! & FLAGS.unreadable) !== 0)
}
