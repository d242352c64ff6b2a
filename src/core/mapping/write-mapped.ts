import type { WriteError } from '../formats/format.ts'
import { RecordReading } from '../formats/reading.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import { lineOf, sideLines, soleBranch, type Placed } from '../formats/writing.ts'
import { equalData } from '../json/equal.ts'
import type { Json } from '../model/json.ts'
import type { Message } from '../model/message.ts'
import { messageAt, type Sample } from '../model/sample.ts'
import { recordedBranchId, recordedTree, type BranchId, type Tree } from '../model/tree.ts'
import { ok, type Result } from '../result.ts'
import { NestedText } from './nested-text.ts'
import type { Plan } from './plan.ts'
import { readMapped, type MappedRecord } from './read-mapped.ts'
import type { Unit } from './units.ts'
import { writeUnit, type Standing } from './write-unit.ts'

/**
 * Puts a person's tree back where the mapping read it from. What stands in JSON text inside a string
 * is rewritten inside that string. Refused is what has no place in this record.
 */
export function writeMapped(
  text: string,
  sample: Sample,
  tree: Tree,
  plan: Plan,
): Result<string, WriteError> {
  if (equalData(tree, recordedTree(sample))) return ok(text)
  const reading = new RecordReading({ text, toolSets: new RecentToolSets() })
  const read = readMapped(JSON.parse(text) as Json, plan, reading)
  const writer = new MappedWriter(new NestedText(text, sample), sample, read)
  writer.write(tree)
  return writer.text.finish()
}

class MappedWriter {
  readonly text: NestedText
  readonly #read: MappedRecord
  readonly #standing = new Map<Message, Standing>()

  constructor(text: NestedText, sample: Sample, read: MappedRecord) {
    this.text = text
    this.#read = read
    const fresh = new Map<Message, Standing>()
    for (const unit of this.#units())
      unit.messages.forEach((message, index) => fresh.set(message, { unit, index }))
    // The sample was read from the same text, so its messages have the same places.
    const lanes = { ...sample, ...read.lanes }
    for (let lane = -3; lane < sample.branches.length; lane++)
      for (let index = 0; ; index++) {
        const message = messageAt(sample, { lane, index })
        if (!message) break
        const twin = messageAt(lanes, { lane, index })
        const standing = twin && fresh.get(twin)
        if (standing) this.#standing.set(message, standing)
      }
  }

  write(tree: Tree): void {
    const { prompt, answers } = this.#read
    const { writing } = this.text
    if (answers.kind === 'pair') this.#writePair(tree, answers)
    else if (answers.kind === 'many') this.#writeMany(tree, answers.units)
    else {
      const line = lineOf(tree, soleBranch(tree, writing), writing)
      const units = answers.kind === 'one' ? [...prompt, answers.unit] : prompt
      this.#writeLines([this.#assign(line, tree.context.length, units, answers.kind === 'one')])
    }
  }

  #writePair(
    tree: Tree,
    { chosen, rejected, whole }: Extract<MappedRecord['answers'], { kind: 'pair' }>,
  ): void {
    const { prompt } = this.#read
    const { writing } = this.text
    const toUnit = (line: readonly Placed[], unit: Unit) =>
      whole
        ? this.#assignWhole(line, prompt, unit)
        : this.#assign(line, tree.context.length, [...prompt, unit], true)
    const isApart = writing.sample.apart && !tree.roles.chosen && !tree.roles.rejected
    if (isApart) {
      // While two prompts stand apart, side A alone is the sample; side B stays as it is.
      this.#writeLines([toUnit(lineOf(tree, soleBranch(tree, writing), writing), chosen)])
      return
    }
    const [better, worse] = sideLines(tree, writing)
    this.#writeLines([toUnit(better, chosen), toUnit(worse, rejected)])
  }

  #writeMany(tree: Tree, units: readonly Unit[]): void {
    const { prompt } = this.#read
    const { writing } = this.text
    const { chosen, rejected } = tree.roles
    for (const id of [chosen, rejected])
      if (id?.startsWith('n'))
        writing.refuse('a new branch among completions that came with the record')
    const lines = units.flatMap((unit, i) => {
      const id: BranchId = recordedBranchId(i)
      if (!tree.branches.some((branch) => branch.id === id)) {
        writing.refuse('a record without one of its completions')
        return []
      }
      const line = lineOf(tree, id, writing)
      return [
        unit.messages.some((message) => this.#read.lanes.context.includes(message)) ||
        prompt.length === 0
          ? this.#assignWhole(line, prompt, unit)
          : this.#assign(line, tree.context.length, [...prompt, unit], true),
      ]
    })
    this.#writeLines(lines)
  }

  #units(): readonly Unit[] {
    const { prompt, answers } = this.#read
    if (answers.kind === 'none') return prompt
    if (answers.kind === 'one') return [...prompt, answers.unit]
    // The first to hold a message counts: a shared prompt was read from the first side.
    const units = answers.kind === 'pair' ? [answers.rejected, answers.chosen] : answers.units
    return [...(answers.kind === 'pair' ? units : units.toReversed()), ...prompt]
  }

  /** Says for each message of a line which part of the record it goes to. */
  #assign(
    line: readonly Placed[],
    contextLength: number,
    units: readonly Unit[],
    hasAnswer: boolean,
  ): Assigned {
    const assigned: Assigned = new Map(units.map((unit) => [unit, []]))
    const answer = hasAnswer ? units.at(-1) : undefined
    let at = 0
    for (const [i, one] of line.entries()) {
      const standing = one.base && this.#standing.get(one.base)
      let place = standing ? units.indexOf(standing.unit) : -1
      if (place < 0 && answer && i >= contextLength) place = units.length - 1
      if (place < 0) place = placeForNew(one, i, at, units)
      const unit = units[place]
      if (!unit || place < at) {
        this.text.writing.refuse('messages in an order that the record has no place for')
        return assigned
      }
      at = place
      assigned.get(unit)!.push(this.#standingIn(one, unit))
    }
    return assigned
  }

  /** A side that holds the whole conversation, but for a system text of its own. */
  #assignWhole(line: readonly Placed[], prompt: readonly Unit[], unit: Unit): Assigned {
    const assigned: Assigned = new Map([...prompt, unit].map((one) => [one, []]))
    const systems = prompt.flatMap((one) => one.messages).length
    for (const one of line) {
      const standing = one.base && this.#standing.get(one.base)
      if (standing && prompt.includes(standing.unit)) {
        assigned.get(standing.unit)!.push({ ...one, index: standing.index })
        continue
      }
      // The shared prompt stands in every side, at the same places.
      const isShared =
        standing && one.base && this.#contextOf().includes(one.base) && standing.unit !== unit
      const index = isShared ? this.#contextOf().indexOf(one.base) - systems : undefined
      assigned
        .get(unit)!
        .push(index === undefined ? this.#standingIn(one, unit) : { ...one, index })
    }
    return assigned
  }

  #contextOf(): readonly Message[] {
    const { sample } = this.text.writing
    return sample.apart
      ? [...sample.context, ...sample.branches[0].messages].slice(0, sample.apart.differsAt)
      : sample.context
  }

  #standingIn(one: Placed, unit: Unit): AssignedMessage {
    const standing = one.base && this.#standing.get(one.base)
    return standing?.unit === unit ? { ...one, index: standing.index } : { ...one, index: -1 }
  }

  #writeLines(lines: readonly Assigned[]): void {
    const done = new Map<Unit, readonly AssignedMessage[]>()
    for (const assigned of lines)
      for (const [unit, messages] of assigned) {
        const before = done.get(unit)
        if (!before) done.set(unit, messages)
        else if (!isSameLine(before, messages))
          this.text.writing.refuse('two prompts where the record holds one')
      }
    for (const [unit, messages] of done) writeUnit(unit, messages, this.text)
  }
}

/** A message that goes to a part of the record; `index` is its place among those read there, or −1. */
export type AssignedMessage = Placed & { readonly index: number }
type Assigned = Map<Unit, AssignedMessage[]>

/** A message of no part goes where one before it went, or to the next part that takes it. */
function placeForNew(
  { message }: Placed,
  index: number,
  at: number,
  units: readonly Unit[],
): number {
  const takes = ({ shape, role, messages }: Unit) =>
    shape === 'list' ||
    shape === 'scattered' ||
    (shape === 'history' && index > 0) ||
    (messages.length === 0 && role === message.role)
  if (message.role === 'system' && index === 0) {
    const system = units.findIndex((unit) => unit.role === 'system' && unit.messages.length === 0)
    if (system >= 0) return system
  }
  for (let place = at; place < units.length; place++)
    if (units[place]!.role !== 'system' && takes(units[place]!)) return place
  return -1
}

function isSameLine(a: readonly AssignedMessage[], b: readonly AssignedMessage[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, i) => one.message === b[i]!.message && one.isEdited === b[i]!.isEdited)
  )
}
