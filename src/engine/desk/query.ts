import { FLAGS } from '../../core/columns.ts'
import type { WorkState } from '../../core/journal/edit.ts'
import { CHUNK, FLAGGED, WORK_STATES, type Columns } from '../../storage/columns.ts'

/** The part of a query that the columns alone can answer. */
export interface ColumnQuery {
  /** Bits of the checks that must all have found something. */
  readonly checks: readonly number[]
  /** Empty means any; otherwise one of these must hold. */
  readonly states: readonly (WorkState | 'flagged' | 'unreadable')[]
}

/**
 * The records that fit, ascending, written into `found`, which must have room for all records and one
 * more. The loops write every record and step on where it fits, since a branch that goes either way
 * costs more than writing.
 */
export function filterRecords(
  columns: Columns,
  query: ColumnQuery,
  found = new Uint32Array(columns.count + 1),
): Uint32Array<ArrayBuffer> {
  const wanted = wantedStates(query.states)
  const takesUnreadable = query.states.includes('unreadable') ? FLAGS.unreadable : 0
  const [word0, word1] = findingWords(query.checks)
  let n = 0
  columns.chunks.forEach(({ columns: { findings0, findings1, flags }, work }, c) => {
    const first = c * CHUNK
    const end = Math.min(CHUNK, columns.count - first)
    if (query.checks.length === 0 && !wanted) for (let i = 0; i < end; i++) found[n++] = first + i
    else if (!wanted)
      for (let i = 0; i < end; i++) {
        found[n] = first + i
        n += misses(findings0[i]!, word0) | misses(findings1[i]!, word1) ? 0 : 1
      }
    else
      for (let i = 0; i < end; i++) {
        found[n] = first + i
        const isWanted = wanted[work[i]!]! | (flags[i]! & takesUnreadable)
        const isMissing = misses(findings0[i]!, word0) | misses(findings1[i]!, word1)
        n += isWanted !== 0 && isMissing === 0 ? 1 : 0
      }
  })
  return found.subarray(0, n)
}

/** The bits of a wanted word that are not there: 0 where all are. */
function misses(bits: number, wanted: number): number {
  return ~bits & wanted
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

/** 1 for every code of the `work` column that fits; null where all do. */
function wantedStates(states: ColumnQuery['states']): Uint8Array | null {
  if (states.length === 0) return null
  const wanted = new Uint8Array(256)
  for (let code = 0; code < 256; code++) {
    const state = WORK_STATES[code & ~FLAGGED]
    if (state && states.includes(state)) wanted[code] = 1
    if (code & FLAGGED && states.includes('flagged')) wanted[code] = 1
  }
  return wanted
}
