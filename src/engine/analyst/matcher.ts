import type { Json } from '../../core/model/json.ts'
import {
  buildAutomaton,
  type Automaton,
  type BuiltAutomaton,
} from '../../core/pattern/automaton.ts'
import type { ColumnTest, Scope, TextCondition } from '../../core/query/where.ts'
import type { Formula, TextQuery } from './analyst.ts'
import { candidateTest, exactTest, fold } from './candidates.ts'
import { findsInJson } from './json-strings.ts'
import type { SearchedRecord } from './searched-record.ts'

/** A condition made ready: `mayFit` looks at the text alone and is never wrong about a no. */
interface Ready {
  readonly mayFit: (record: SearchedRecord) => boolean
  readonly fits: (record: SearchedRecord) => boolean
}

/** A query made ready to be asked of many records. */
export class Matcher {
  readonly #formula: Formula
  readonly #conditions: readonly Ready[]
  readonly #automata: Automaton[] = []

  constructor({ formula, text }: TextQuery) {
    this.#formula = formula
    this.#conditions = text.map((condition) => this.#ready(condition))
  }

  /** Patterns give up on the next record after this time. */
  hurry(ms: number): void {
    const deadline = Date.now() + ms
    for (const automaton of this.#automata) automaton.deadline = deadline
  }

  /** Throws `TooSlow` where a pattern takes longer than it may. */
  fits(record: SearchedRecord, inputs: number): boolean {
    return this.#holds(this.#formula, record, inputs)
  }

  #holds(formula: Formula, record: SearchedRecord, inputs: number): boolean {
    switch (formula.kind) {
      case 'input':
        return ((inputs >>> formula.at) & 1) === 1
      case 'text': {
        const condition = this.#conditions[formula.at]!
        return condition.mayFit(record) && condition.fits(record)
      }
      case 'not':
        return !this.#holds(formula.of, record, inputs)
      case 'all':
        return (
          this.#quickly(formula.of, record) &&
          formula.of.every((part) => this.#holds(part, record, inputs))
        )
      case 'any':
        return formula.of.some((part) => this.#holds(part, record, inputs))
    }
  }

  /** Whether the text allows all of these, before any of them is looked for in earnest. */
  #quickly(parts: readonly Formula[], record: SearchedRecord): boolean {
    for (const part of parts)
      if (part.kind === 'text' && !this.#conditions[part.at]!.mayFit(record)) return false
    return true
  }

  #ready(condition: TextCondition): Ready {
    if (condition.kind === 'column') return columnReady(condition.name, condition.test)
    const { within } = condition
    if (condition.kind === 'text') {
      const needle = fold(condition.text)
      const mayHold = candidateTest(needle)
      const holds = (text: string) => fold(text).includes(needle)
      if (within !== null) {
        return {
          mayFit: (record) => !isPlain(needle, within) || record.isEdited || mayHold(record),
          fits: (record) => record.textsIn(within).some(holds),
        }
      }
      return {
        mayFit: (record) => mayHold(record) || record.ownTexts.some(holds),
        fits: (record) => holdsText(record, needle) || record.ownTexts.some(holds),
      }
    }
    const { automaton, required } = this.#automaton(condition.source, condition.flags)
    const mayHold = required === '' ? () => true : exactTest(required)
    const holds = (text: string) => automaton.test(text)
    if (within !== null)
      return {
        mayFit: (record) => !isPlain(required, within) || record.isEdited || mayHold(record),
        fits: (record) => record.textsIn(within).some(holds),
      }
    return {
      mayFit: (record) => mayHold(record) || record.ownTexts.some(holds),
      fits: (record) =>
        // Unreadable records are searched as the text that they are.
        (record.isReadable ? findsInJson(automaton, record.text) : holds(record.text)) ||
        record.ownTexts.some(holds),
    }
  }

  #automaton(source: string, flags: string): Extract<BuiltAutomaton, { readonly ok: true }> {
    const built = buildAutomaton(source, flags)
    if (!built.ok) throw new Error(`a query holds a pattern that is none: ${built.error.message}`)
    this.#automata.push(built.automaton)
    return built
  }
}

/**
 * Whether text within a sample stands in the record as it is. Readers of formats may spell
 * quotes and brackets otherwise, and write arguments anew.
 */
function isPlain(text: string, within: Scope): boolean {
  return within !== 'args' && /^[\w .-]+$/.test(text)
}

/** Whether a record holds the folded needle in one of its strings, keys, numbers or literals. */
export function holdsText(record: Pick<SearchedRecord, 'text' | 'value'>, needle: string): boolean {
  const { value } = record
  if (value === undefined) return fold(record.text).includes(needle)
  // Iterative, since records may be nested deeper than the stack.
  const left: Json[] = [value]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== 'object' || next === null) {
      if (fold(String(next)).includes(needle)) return true
    } else if (Array.isArray(next)) {
      for (const item of next as readonly Json[]) left.push(item)
    } else {
      for (const [key, member] of Object.entries(next)) left.push(key, member)
    }
  }
  return false
}

function columnReady(name: string, test: ColumnTest | null): Ready {
  const hasName = candidateTest(fold(name))
  return {
    mayFit: (record) => name === '' || hasName(record),
    fits: ({ value }) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
      if (!Object.hasOwn(value, name)) return false
      return test === null || passes((value as Readonly<Record<string, Json>>)[name]!, test)
    },
  }
}

/** A value against a test; a number may stand in a string. */
function passes(value: Json, { sign, value: wanted }: ColumnTest): boolean {
  if (typeof value === 'object' && value !== null) return false
  if (sign === '=' && String(value) === wanted) return true
  const isNumber = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
  if (!isNumber || wanted.trim() === '') return false
  const [n, to] = [Number(value), Number(wanted)]
  switch (sign) {
    case '=':
      return typeof value === 'number' && n === to
    case '<':
      return n < to
    case '<=':
      return n <= to
    case '>':
      return n > to
    case '>=':
      return n >= to
  }
}
