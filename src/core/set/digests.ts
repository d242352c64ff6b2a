import { FEATURES } from './features.ts'
import { BANDS } from './min-hash.ts'
import type { Split } from './split.ts'
import { splitOfFile } from './split.ts'
import { emptyTypes, mergeTypes, type TypeTally } from './type-tally.ts'
import { emptyVotes, mergeVotes, type VoteTally } from './vote-tally.ts'

/**
 * What is kept of every record to judge the set: 121 bytes, and 56 more where the set has splits.
 * Numbers only, so that workers post them and millions fit into memory; whoever finds two records
 * alike by them reads both again.
 */
const COLUMNS = {
  flags: { make: (count: number) => new Uint16Array(count), width: 1 },
  /** Hash of all that is trained on; the high word is 0 where there is nothing. */
  contentHigh: { make: u32, width: 1 },
  contentLow: { make: u32, width: 1 },
  /** Hash of tools and context. */
  promptHigh: { make: u32, width: 1 },
  promptLow: { make: u32, width: 1 },
  /** Hash of the chosen, labelled or only answer. */
  chosenHigh: { make: u32, width: 1 },
  chosenLow: { make: u32, width: 1 },
  rejectedHigh: { make: u32, width: 1 },
  rejectedLow: { make: u32, width: 1 },
  /** Characters that the model wrote in these. */
  chosenLength: { make: u32, width: 1 },
  rejectedLength: { make: u32, width: 1 },
  /** Two bits per feature: 1 chosen has more, 2 rejected has more. */
  featureSigns: { make: u32, width: 1 },
  /** Features of a labelled answer, on a scale of 256 steps. */
  features: { make: (count: number) => new Uint8Array(count), width: FEATURES.length },
  /** The record's tool list, 0 for none; what is in it stands in `contracts`. */
  tools: { make: u32, width: 1 },
  /** Who judged, where the record says so; 0 for nobody. */
  annotator: { make: u32, width: 1 },
  split: { make: (count: number) => new Uint8Array(count), width: 1 },
  /** Words of the prompt without the system's; 255 stands for that or more. */
  promptWords: { make: (count: number) => new Uint8Array(count), width: 1 },
  bands: { make: u32, width: BANDS },
} as const

function u32(count: number): Uint32Array<ArrayBuffer> {
  return new Uint32Array(count)
}

type Columns = typeof COLUMNS
export type DigestColumn = keyof Columns
export type DigestColumns = { readonly [C in DigestColumn]: ReturnType<Columns[C]['make']> }
const NAMES = Object.keys(COLUMNS) as DigestColumn[]

export const DIGEST_FLAGS = {
  /** The record could be read and holds something. */
  readable: 1,
  hasPair: 2,
  labelTrue: 4,
  labelFalse: 8,
  /** The chosen, labelled or only answer calls a tool. */
  chosenCalls: 16,
  rejectedCalls: 32,
  hasPrompt: 64,
  hasAnswer: 128,
  /** It holds a number that only its exact text tells from its neighbours. */
  largeNumber: 256,
  /** There are bands of the conversation; there are bands of the prompt. */
  hasBands: 512,
  hasPromptBands: 1024,
} as const

/** The digests of some consecutive records, on their way from an analyst to the judge. */
export interface DigestBatch {
  readonly count: number
  readonly columns: DigestColumns
  /** Only where splits may differ. */
  promptBands?: Uint32Array<ArrayBuffer>
  /** Of each tool list met: its number, then a tool's name and contract; three numbers a tool. */
  readonly contracts: number[]
  readonly types: TypeTally
  readonly votes: VoteTally
}

export function emptyDigests(count: number): DigestBatch {
  return {
    count,
    columns: makeColumns(count),
    contracts: [],
    types: emptyTypes(),
    votes: emptyVotes(),
  }
}

/** The buffers to name as transferable when a batch is posted. */
export function digestBuffers({ columns, promptBands }: DigestBatch): ArrayBuffer[] {
  const buffers: ArrayBuffer[] = NAMES.map((name) => columns[name].buffer)
  return promptBands ? [...buffers, promptBands.buffer] : buffers
}

function makeColumns(count: number): DigestColumns {
  const made = NAMES.map((name) => [name, COLUMNS[name].make(count * COLUMNS[name].width)])
  return Object.fromEntries(made) as DigestColumns
}

/** A file of the set. */
export interface SetPart {
  readonly name: string
  /** Its first record, counted over all parts, and how many it has. */
  readonly from: number
  readonly count: number
  readonly split: Split | undefined
  readonly types: TypeTally
  readonly votes: VoteTally
}

/** Records of one block. Blocks are filled in order and never move. */
const BLOCK = 16_384
/** Different tool lists that are remembered; the records of others are not compared. */
const MOST_TOOL_LISTS = 200_000

/** The digests of a whole set, part by part. */
export class Digests {
  readonly #blocks: { readonly columns: DigestColumns; promptBands?: Uint32Array }[] = []
  readonly #parts: { -readonly [K in keyof SetPart]: SetPart[K] }[] = []
  readonly #toolLists = new Set<number>()
  readonly #contracts: number[] = []
  #count = 0

  get count(): number {
    return this.#count
  }

  get parts(): readonly SetPart[] {
    return this.#parts
  }

  /** Three numbers a tool: list, name, contract. */
  get contracts(): readonly number[] {
    return this.#contracts
  }

  beginPart(name: string): void {
    this.#parts.push({
      name,
      from: this.#count,
      count: 0,
      split: splitOfFile(name),
      types: emptyTypes(),
      votes: emptyVotes(),
    })
  }

  /** Takes the first `total` records of a batch. */
  append(batch: DigestBatch, total = batch.count): void {
    const part = this.#parts.at(-1)
    if (!part) throw new Error('a batch of no part')
    mergeTypes(part.types, batch.types, part.count)
    mergeVotes(part.votes, batch.votes)
    this.#keepContracts(batch.contracts)
    for (let done = 0; done < total;) {
      const at = this.#count % BLOCK
      if (at === 0) this.#blocks.push({ columns: makeColumns(BLOCK) })
      const count = Math.min(total - done, BLOCK - at)
      this.#copy(batch, done, count, this.#blocks.length - 1, at)
      done += count
      this.#count += count
      part.count += count
    }
  }

  /** Puts the digest of an edited record in the place of what it was. */
  replace(record: number, batch: DigestBatch): void {
    this.#keepContracts(batch.contracts)
    this.#copy(batch, 0, 1, Math.floor(record / BLOCK), record % BLOCK)
  }

  #copy(batch: DigestBatch, from: number, count: number, index: number, at: number): void {
    const block = this.#blocks[index]!
    for (const name of NAMES) {
      const { width } = COLUMNS[name]
      const values = batch.columns[name].subarray(from * width, (from + count) * width)
      block.columns[name].set(values, at * width)
    }
    if (!batch.promptBands && !block.promptBands) return
    block.promptBands ??= new Uint32Array(BLOCK * BANDS)
    const bands = batch.promptBands?.subarray(from * BANDS, (from + count) * BANDS)
    if (bands) block.promptBands.set(bands, at * BANDS)
    else block.promptBands.fill(0, at * BANDS, (at + count) * BANDS)
  }

  #keepContracts(contracts: readonly number[]): void {
    let kept: number | undefined
    for (let i = 0; i < contracts.length; i += 3) {
      const list = contracts[i]!
      if (list !== kept) {
        if (this.#toolLists.has(list) || this.#toolLists.size >= MOST_TOOL_LISTS) continue
        this.#toolLists.add(list)
        kept = list
      }
      this.#contracts.push(list, contracts[i + 1]!, contracts[i + 2]!)
    }
  }

  /** One column of all records, copied; of one that is wider, the values at `offset`. */
  column<C extends Exclude<DigestColumn, 'bands' | 'features'>>(name: C): DigestColumns[C] {
    const all = COLUMNS[name].make(this.#count) as DigestColumns[C]
    this.#blocks.forEach(({ columns }, i) => {
      all.set(columns[name].subarray(0, this.#count - i * BLOCK), i * BLOCK)
    })
    return all
  }

  /** One feature of all records. */
  feature(index: number): Uint8Array {
    return this.#strided(new Uint8Array(this.#count), FEATURES.length, index, 'features')
  }

  /** One band of all records, of the conversation or of the prompt. */
  band(index: number, of: 'bands' | 'promptBands'): Uint32Array {
    return this.#strided(new Uint32Array(this.#count), BANDS, index, of)
  }

  #strided<A extends Uint8Array | Uint32Array>(
    all: A,
    width: number,
    offset: number,
    name: 'features' | 'bands' | 'promptBands',
  ): A {
    for (let record = 0; record < this.#count; record++) {
      const block = this.#blocks[Math.floor(record / BLOCK)]!
      const values = name === 'promptBands' ? block.promptBands : block.columns[name]
      if (values) all[record] = values[(record % BLOCK) * width + offset]!
    }
    return all
  }

  /** The part that a record stands in. */
  partOf(record: number): number {
    let low = 0
    let high = this.#parts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#parts[middle]!.from <= record) low = middle
      else high = middle - 1
    }
    return low
  }
}
