import { isJsonObject, type JsonObject, type Pointer } from '../model/json.ts'
import type { RecordedBranch, SampleMeta } from '../model/sample.ts'
import { describedFormat, type Description } from './described-format.ts'
import type { RecordFormat } from './format.ts'
import { readTools } from './read-tools.ts'
import type { Reading } from './reading.ts'
import { sampleOf } from './sample-of.ts'
import { readPromptOf, readSlot, valueAt, type Slots } from './slots.ts'
import { splitAnswers } from './split.ts'
import { writeSlots } from './write-slots.ts'

/** What a record says about one of its answers, besides the words. */
export type BranchFacts = Omit<RecordedBranch, 'messages'>

/** A format whose records are told by where their prompt and answers stand. */
export interface SlotFormat extends Description {
  slots(record: JsonObject): Slots
  /** The top-level columns that the format reads. */
  readonly columns: ReadonlySet<string>
  /** Columns that are read besides those, where their names are the record's own. */
  alsoRead?(record: JsonObject): readonly string[]
  meta(record: JsonObject): SampleMeta
  /** What is said about each answer, in the order of the slots. */
  facts?(record: JsonObject, reading: Reading): readonly BranchFacts[]
  /** Which of two answers is preferred. Without it two answers are a pair by their ranks. */
  pair?(record: JsonObject): Pair | undefined
  /** Where the object stands that holds the tools; the record itself if not given. */
  readonly toolsIn?: Pointer
}

interface Pair {
  readonly chosen: 0 | 1
  readonly rejected: 0 | 1
}

export function firstPreferred(): Pair {
  return { chosen: 0, rejected: 1 }
}

/** The record format of a description. */
export function slotFormat(spec: SlotFormat): RecordFormat {
  const { id, columns, toolsIn = '' } = spec
  return describedFormat(
    spec,
    (record, reading) => {
      const slots = spec.slots(record)
      const prompt = readPromptOf(record, slots, reading)
      const facts = spec.facts?.(record, reading) ?? []
      const answers = slots.answers.map((path, i): RecordedBranch => ({
        messages: readSlot(valueAt(record, path), path, 'assistant', reading),
        ...facts[i],
      }))
      const holder = valueAt(record, toolsIn)
      const tools = readTools(isJsonObject(holder) ? holder : {}, reading, toolsIn)
      const pair = answers.length === 2 ? (spec.pair?.(record) ?? byRank(answers)) : undefined
      const lanes = splitAnswers(prompt, answers, pair)
      const also = spec.alsoRead?.(record) ?? []
      const read = also.length === 0 ? columns : new Set([...columns, ...also])
      return sampleOf(id, lanes, tools, spec.meta(record), reading, read)
    },

    (text, sample, tree) =>
      writeSlots(text, sample, tree, (record) =>
        isJsonObject(record) ? spec.slots(record) : NO_SLOTS,
      ),
  )
}

const NO_SLOTS: Slots = { answers: [] }

function byRank(answers: readonly BranchFacts[]): Pair | undefined {
  const [first, second] = answers.map((answer) => answer.rank)
  if (first === undefined || second === undefined || first === second) return undefined
  return first < second ? { chosen: 0, rejected: 1 } : { chosen: 1, rejected: 0 }
}
