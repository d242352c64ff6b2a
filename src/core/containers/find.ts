import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import { chunksOf, type ByteSource } from './bytes.ts'
import type { ContainerId, RecordsPlace } from './cutter.ts'
import { detectContainer } from './detect.ts'
import { OutlineScanner, type OutlineNode } from './outline.ts'
import { isPartKey, RECORD_KEYS, shapeOf } from './parts.ts'

/** How a file holds its records, or why there is nothing to load in it and what to do. */
export type FoundRecords =
  | {
      readonly kind: 'container'
      readonly container: ContainerId
      /** Only of wrapped arrays and objects of records. */
      readonly place?: RecordsPlace
      /** Other lists of records in the same file, which are not read. */
      readonly others: readonly OtherList[]
    }
  | { readonly kind: 'refusal'; readonly refusal: string }

export interface OtherList {
  readonly container: ContainerId
  readonly place: RecordsPlace
  readonly records: number
}

const HEAD_BYTES = 64 * 1024
/** An object that lists fewer unknown things by an unknown name is a record of its own. */
const MANY = 50
/** An element longer than this is no mere message. */
const LONGEST_SAMPLE = 1024 * 1024

/**
 * How a file holds its records. A file that is one object is read to its end, since only its end
 * shows whether it is one record, wraps an array of records, or names its records.
 */
export async function findRecords(source: ByteSource): Promise<FoundRecords> {
  const head = await source.slice(0, HEAD_BYTES)
  const verdict = detectContainer(head, source.size <= HEAD_BYTES)
  if (verdict.kind === 'refusal') return verdict
  const plain: FoundRecords = { ...verdict, others: [] }
  if (verdict.container === 'json-array' || !mayBeOneObject(head, source.size)) return plain
  const scanner = await outline(source)
  const { root, isClosed, hasMore } = scanner
  if (!root || hasMore || (!isClosed && verdict.container === 'jsonl')) return plain
  const lists = await listsIn(root, source)
  const [best, ...others] = lists
  if (!best) return plain
  return { kind: 'container', ...best, others: others.filter(({ records }) => records > 1) }
}

/** False where a first line is a whole record and another follows: that is JSON Lines. */
function mayBeOneObject(head: Uint8Array, size: number): boolean {
  const text = new TextDecoder().decode(head).replace(/^\s+/, '')
  if (!text.startsWith('{')) return false
  const end = text.indexOf('\n')
  if (end < 0) return true
  const line = text.slice(0, end)
  const isAlone = head.length >= size && text.slice(end).trim() === ''
  return isAlone || parsed(line) === undefined
}

async function outline(source: ByteSource): Promise<OutlineScanner> {
  const scanner = new OutlineScanner()
  for await (const chunk of chunksOf(source)) if (scanner.feed(chunk)) break
  scanner.end()
  return scanner
}

type List = Required<Pick<OtherList, 'container' | 'place' | 'records'>> & {
  readonly bytes: number
}

/**
 * The lists of records in an object, the largest first; none where it is itself a record. Large is
 * what takes most bytes: of tasks and the runs of them the runs are what people look at, though
 * there may be as many of the one as of the other.
 */
async function listsIn(root: OutlineNode, source: ByteSource): Promise<List[]> {
  const survey = new Survey(source)
  await survey.visit(root)
  const { certain, likely, sawRecord } = survey
  const wholeBytes = root.to - root.place.byteOffset
  // A list by an unknown name must be long and more than half of the file to be what it is about.
  const isLarge = ({ bytes, records }: List) => bytes * 2 > wholeBytes && records >= MANY
  const wanted =
    certain.length > 0 || sawRecord
      ? certain
      : likely.filter(({ list, isNamed }) => isNamed || isLarge(list))
  return wanted.map(({ list }) => list).sort((a, b) => b.bytes - a.bytes)
}

interface Candidate {
  readonly list: List
  /** Its key says that it holds records. */
  readonly isNamed: boolean
}

/** Walks an outline from the top and sorts what it finds. */
class Survey {
  readonly certain: Candidate[] = []
  readonly likely: Candidate[] = []
  /** Some object on the way is a record itself. */
  sawRecord = false
  readonly #source: ByteSource

  constructor(source: ByteSource) {
    this.#source = source
  }

  /** Depth is bounded by the outline's own. */
  async visit(node: OutlineNode): Promise<void> {
    if (node.kind === 'array') return this.#array(node)
    // A row of our own holds lists of branches that look like records of their own.
    if (node.members.some(({ key }) => key === 'tuningFork')) {
      this.sawRecord = true
      return
    }
    if (await this.#namesRecords(node)) {
      this.certain.push(candidate(node, 'json-members', node.items))
      return
    }
    for (const { key, isPlain } of node.members)
      if (isPlain && isPartKey(key)) this.sawRecord = true
    for (const child of node.children) await this.visit(child)
  }

  async #array(node: OutlineNode): Promise<void> {
    const key = node.keys.at(-1) ?? ''
    const found = candidate(node, 'json-wrapped', node.items)
    if (node.items === 0) {
      if (found.isNamed) this.likely.push(found)
      else if (isPartKey(key)) this.sawRecord = true
      return
    }
    if (node.objects * 2 < node.items) {
      if (isPartKey(key)) this.sawRecord = true
      return
    }
    const shapes = (await this.#samples(node)).map(shapeOf)
    const parts = shapes.filter((shape) => shape === 'part').length
    const records = shapes.filter((shape) => shape === 'record').length
    if (records > parts) this.certain.push(found)
    else if (parts > records || isPartKey(key)) this.sawRecord = true
    else if (found.isNamed || node.objects > 1) this.likely.push(found)
  }

  /**
   * Whether an object's values are its records: (nearly) all are objects that are alike, or its keys
   * are numbers. Values are alike when most of their keys occur in more than one of them.
   */
  async #namesRecords(node: OutlineNode): Promise<boolean> {
    if (node.items === 0 || node.objects < node.items * 0.9) return false
    if (node.members.some(({ key }) => isPartKey(key))) return false
    const samples = await this.#samples(node)
    if (samples.some((sample) => shapeOf(sample) === 'part')) return false
    if (node.members.every(({ key }) => /^\d+$/.test(key))) return true
    if (node.items < 2) return false
    const uses = new Map<string, number>()
    for (const sample of samples)
      for (const key of Object.keys(sample)) uses.set(key, (uses.get(key) ?? 0) + 1)
    let shared = 0
    let all = 0
    for (const count of uses.values()) {
      all += count
      if (count > 1) shared += count
    }
    return all > 0 && shared * 2 > all
  }

  async #samples(node: OutlineNode): Promise<JsonObject[]> {
    const values: JsonObject[] = []
    for (const { from, to } of node.samples) {
      if (to - from > LONGEST_SAMPLE) continue
      const bytes = await this.#source.slice(from, to)
      const value = parsed(new TextDecoder().decode(bytes))
      if (value !== undefined && isJsonObject(value)) values.push(value)
    }
    return values
  }
}

function candidate(node: OutlineNode, container: ContainerId, records: number): Candidate {
  const bytes = node.to - node.place.byteOffset
  const isNamed = RECORD_KEYS.has((node.keys.at(-1) ?? '').toLowerCase())
  return { list: { container, place: node.place, records, bytes }, isNamed }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
