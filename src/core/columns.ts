/**
 * What ingest keeps of every record: a few numbers each, in typed arrays. Filters, sorts and counts
 * over millions of records run on these alone; everything else is recomputed when a record is opened.
 */
const ARRAYS = {
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  f64: Float64Array,
} as const

export type ColumnType = keyof typeof ARRAYS

/**
 * The columns, in the order in which they are stored. `offset`, `length` and `line` are the cutter's
 * and filled by whoever hands out the batch; the rest is written by `Analyser`.
 */
export const COLUMNS = [
  /** First byte of the record in its source. Beyond 4 GB, hence a double. */
  { name: 'offset', type: 'f64' },
  /** Bytes of the record. */
  { name: 'length', type: 'u32' },
  /** Line in which the record begins, from 1. */
  { name: 'line', type: 'u32' },
  /** Bits, see `FLAGS`. */
  { name: 'flags', type: 'u8' },
  /** Bit i of word w: check number 32·w + i of `CHECKS` found something. */
  { name: 'findings0', type: 'u32' },
  { name: 'findings1', type: 'u32' },
  /** The same of the checks of the whole set; written by whoever judges the set, not by analysts. */
  { name: 'findings2', type: 'u32' },
  /** Findings by severity; 255 stands for 255 or more. */
  { name: 'errors', type: 'u8' },
  { name: 'warnings', type: 'u8' },
  { name: 'notes', type: 'u8' },
  /** Messages of the context and of all branches; 65,535 stands for that or more. */
  { name: 'messages', type: 'u16' },
  /** Tool calls in them; 65,535 stands for that or more. */
  { name: 'calls', type: 'u16' },
  /** Branches; 255 stands for 255 or more. */
  { name: 'branches', type: 'u8' },
  /** Estimated tokens of all text: characters/4, CJK 1 each. */
  { name: 'tokens', type: 'u32' },
] as const satisfies readonly { readonly name: string; readonly type: ColumnType }[]

export type ColumnName = (typeof COLUMNS)[number]['name']

/** Words of finding bits per record; `CHECKS` must not outgrow two of them (a test says so). */
export const FINDING_WORDS = 3
/** The bit of the first check of the whole set. */
export const FIRST_SET_BIT = 64

/** Bits of the `flags` column. */
export const FLAGS = {
  /** The record is not JSON, or not UTF-8. Its other measures are 0. */
  unreadable: 1,
  /** It came with a chosen and a rejected side. */
  hasPair: 2,
  /** It came with a KTO label: desirable … */
  labelTrue: 4,
  /** … or undesirable. */
  labelFalse: 8,
  /** Its two sides bring two different prompts. */
  apart: 16,
} as const

/** One typed array per column, all of one length. */
export type ColumnArrays = {
  readonly [C in (typeof COLUMNS)[number] as C['name']]: InstanceType<(typeof ARRAYS)[C['type']]>
}

/** Why a record cannot be read; kept beside the columns since it is text and rare. */
export interface UnreadableNote {
  /** Index within the batch. */
  readonly index: number
  /** "It ends inside a string." */
  readonly reason: string
  /** Byte within the record at which reading stopped, where that is known. */
  readonly atByte?: number
}

/** The columns of some consecutive records on their way from an analyst to the writer. */
export interface BatchColumns {
  readonly count: number
  readonly columns: ColumnArrays
  readonly unreadable: UnreadableNote[]
  /** Of a source of several formats: each record's, as an index into the source's list. */
  formats?: Uint8Array<ArrayBuffer>
  /** The key of each record's group (see groups.ts), 0 for none; absent while none has one. */
  groups?: Uint32Array<ArrayBuffer>
}

/** Columns of zeros. All are views on one buffer, since each buffer that is posted costs its own. */
export function emptyColumns(count: number): ColumnArrays {
  const buffer = new ArrayBuffer(count * COLUMNS.reduce((sum, { type }) => sum + widthOf(type), 0))
  const arrays: [string, InstanceType<(typeof ARRAYS)[ColumnType]>][] = []
  let at = 0
  // The widest first, so that every view is aligned.
  for (const { name, type } of COLUMNS.toSorted((a, b) => widthOf(b.type) - widthOf(a.type))) {
    arrays.push([name, new ARRAYS[type](buffer, at, count)])
    at += count * widthOf(type)
  }
  return Object.fromEntries(arrays) as unknown as ColumnArrays
}

function widthOf(type: ColumnType): number {
  return ARRAYS[type].BYTES_PER_ELEMENT
}

export function emptyBatch(count: number): BatchColumns {
  return { count, columns: emptyColumns(count), unreadable: [] }
}

/** The buffers to name as transferable when a batch is posted. */
export function batchBuffers(batch: BatchColumns): ArrayBufferLike[] {
  const others = [batch.formats, batch.groups].flatMap((values) => (values ? [values.buffer] : []))
  return [...new Set([...COLUMNS.map(({ name }) => batch.columns[name].buffer), ...others])]
}
