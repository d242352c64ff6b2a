import type { Json } from '../model/json.ts'
import { isJsonObject } from '../model/json.ts'
import type { Message, ToolSet } from '../model/message.ts'
import type { Sample } from '../model/sample.ts'
import { Canonical, contractOf, nameHash, type Words } from './canonical.ts'
import { DIGEST_FLAGS, emptyDigests, type DigestBatch } from './digests.ts'
import { CALLS, FEATURES, LENGTH, measureAnswer, scaled } from './features.ts'
import { finished } from './hash64.ts'
import { BANDS, writeBands } from './min-hash.ts'
import { addAnswers, addMessages } from './near-text.ts'
import { Shingler } from './shingles.ts'
import { splitCode, splitOfFile } from './split.ts'
import { addTypes } from './type-tally.ts'
import { addVotes, annotatorOf, votesOf } from './vote-tally.ts'

export interface DigestOptions {
  /** Whether prompts are to be compared across splits: twice the work for the bands. */
  readonly prompts: boolean
}

/** Whether files of these names are splits of one set, so that prompts must be compared. */
export function haveSplits(fileNames: readonly string[]): boolean {
  return new Set(fileNames.map((name) => splitOfFile(name) ?? 'train')).size > 1
}

/** Takes the digests of records, one after another. Buffers are kept; the samples are not. */
export class Digester {
  readonly #options: DigestOptions
  readonly #canonical = new Canonical()
  readonly #shingler = new Shingler()
  readonly #chosen = new Float64Array(FEATURES.length)
  readonly #rejected = new Float64Array(FEATURES.length)
  readonly #toolLists = new WeakMap<ToolSet, readonly number[]>()
  readonly #seen = new WeakMap<DigestBatch, Set<number>>()

  constructor(options: DigestOptions) {
    this.#options = options
  }

  /** `record` is what the sample was read from; absent for an edited one. */
  digest(sample: Sample, record: Json | undefined, into: DigestBatch, index: number): void {
    const { columns } = into
    const { readable, hasPrompt } = DIGEST_FLAGS
    this.#recordFacts(record, into, index)
    if (
      sample.context.length === 0 &&
      sample.branches.every(({ messages }) => messages.length === 0)
    )
      return
    const { content, prompt, answers } = this.#canonical.hash(sample)
    columns.contentHigh[index] = content.high
    columns.contentLow[index] = content.low
    let flags: number = readable
    if (this.#canonical.hasLargeNumber) flags |= DIGEST_FLAGS.largeNumber
    columns.promptHigh[index] = prompt.high
    columns.promptLow[index] = prompt.low
    if (sample.context.length > 0) flags |= hasPrompt
    columns.tools[index] = this.#tools(sample.tools, into)
    flags |= this.#sides(sample, answers, into, index)
    flags |= this.#bands(sample, into, index)
    columns.flags[index] = flags
  }

  #recordFacts(record: Json | undefined, into: DigestBatch, index: number): void {
    if (record === undefined) return
    addTypes(into.types, record, index)
    addVotes(into.votes, votesOf(record))
    const who = annotatorOf(record)
    if (who !== undefined) into.columns.annotator[index] = nameHash(who)
    if (isJsonObject(record)) into.columns.split[index] = splitCode(record['split'])
  }

  /** The two sides of a pair, or the one answer that is labelled or the only one. */
  #sides(
    sample: Sample,
    answers: readonly Words[],
    { columns }: DigestBatch,
    index: number,
  ): number {
    const { recordedPair: pair, branches, apart } = sample
    if (!pair && branches.length > 1) return 0
    const chosen = branches[pair?.chosen ?? 0]!
    let flags = 0
    if (chosen.label !== undefined)
      flags |= chosen.label ? DIGEST_FLAGS.labelTrue : DIGEST_FLAGS.labelFalse
    if (chosen.messages.length === 0) return flags
    flags |= DIGEST_FLAGS.hasAnswer
    const { high, low } = answers[pair?.chosen ?? 0]!
    columns.chosenHigh[index] = high
    columns.chosenLow[index] = low
    const isJudged = pair !== undefined || chosen.label !== undefined
    if (!isJudged) {
      if (chosen.messages.some(callsTool)) flags |= DIGEST_FLAGS.chosenCalls
      return flags
    }
    measureAnswer(chosen.messages, this.#chosen)
    columns.chosenLength[index] = this.#chosen[LENGTH]!
    if (this.#chosen[CALLS]! > 0) flags |= DIGEST_FLAGS.chosenCalls
    for (let i = 0; i < FEATURES.length; i++)
      columns.features[index * FEATURES.length + i] = scaled(i, this.#chosen[i]!)
    // Two prompts are no pair until somebody joins the sides.
    if (!pair || apart) return flags
    const rejected = answers[pair.rejected]!
    columns.rejectedHigh[index] = rejected.high
    columns.rejectedLow[index] = rejected.low
    return flags | this.#rejectedSide(branches[pair.rejected]!.messages, columns, index)
  }

  #rejectedSide(
    messages: readonly Message[],
    columns: DigestBatch['columns'],
    index: number,
  ): number {
    measureAnswer(messages, this.#rejected)
    columns.rejectedLength[index] = this.#rejected[LENGTH]!
    let signs = 0
    for (let i = 0; i < FEATURES.length; i++) {
      const difference = this.#chosen[i]! - this.#rejected[i]!
      if (difference !== 0) signs |= (difference > 0 ? 1 : 2) << (2 * i)
    }
    columns.featureSigns[index] = signs >>> 0
    return DIGEST_FLAGS.hasPair | (this.#rejected[CALLS]! > 0 ? DIGEST_FLAGS.rejectedCalls : 0)
  }

  #bands(sample: Sample, into: DigestBatch, index: number): number {
    const shingler = this.#shingler
    shingler.begin()
    addMessages(sample.context, shingler)
    let flags = 0
    into.columns.promptWords[index] = Math.min(255, shingler.words)
    const isSplit = this.#options.prompts || into.columns.split[index] !== 0
    if (isSplit && shingler.words > 0) {
      into.promptBands ??= new Uint32Array(into.count * BANDS)
      writeBands(shingler.end(), into.promptBands, index * BANDS)
      flags |= DIGEST_FLAGS.hasPromptBands
    }
    addAnswers(sample, shingler)
    if (shingler.words === 0) return flags
    writeBands(shingler.end(), into.columns.bands, index * BANDS)
    return flags | DIGEST_FLAGS.hasBands
  }

  #tools(tools: ToolSet, into: DigestBatch): number {
    if (tools.defs.length === 0) return 0
    let rows = this.#toolLists.get(tools)
    if (!rows) {
      let sum = 0
      for (const def of tools.defs) sum = (sum + contractOf(def)) | 0
      const list = finished(sum) || 1
      rows = tools.defs.flatMap((def) => [list, nameHash(def.name), contractOf(def)])
      this.#toolLists.set(tools, rows)
    }
    const list = rows[0]!
    let seen = this.#seen.get(into)
    if (!seen) this.#seen.set(into, (seen = new Set()))
    if (!seen.has(list)) {
      seen.add(list)
      for (const number of rows) into.contracts.push(number)
    }
    return list
  }
}

function callsTool({ parts }: Message): boolean {
  return parts.some((part) => part.t === 'call')
}

/** The digest of one record. */
export function digestOf(
  sample: Sample,
  record: Json | undefined,
  options: DigestOptions,
): DigestBatch {
  const batch = emptyDigests(1)
  new Digester(options).digest(sample, record, batch, 0)
  return batch
}
