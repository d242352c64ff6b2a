import { readToolColumn } from '../formats/read-tools.ts'
import type { Reading } from '../formats/reading.ts'
import { idOf } from '../formats/sample-of.ts'
import {
  splitAnswer,
  splitJudged,
  splitPair,
  splitSides,
  splitTrace,
  type Lanes,
} from '../formats/split.ts'
import { equalButNulls, equalJson } from '../json/equal.ts'
import type { Json } from '../model/json.ts'
import { endsPrompt, NO_TOOLS, type Message, type ToolSet } from '../model/message.ts'
import type { SampleMeta } from '../model/sample.ts'
import { pointerOf } from './field-path.ts'
import { innerPointer, MappedReading } from './mapped-reading.ts'
import { readCandidates } from './read-candidates.ts'
import { withScores } from './read-scores.ts'
import type { Plan, Route } from './plan.ts'
import {
  conversationUnit,
  historyUnit,
  missingUnit,
  promptUnit,
  saidUnit,
  type Unit,
} from './units.ts'

/** What a mapping finds in a record: the lanes of its sample, and where their messages stand. */
export interface MappedRecord {
  readonly lanes: Lanes
  readonly tools: ToolSet
  readonly meta: SampleMeta
  /** The parts that hold the prompt, in the order in which they are said. */
  readonly prompt: readonly Unit[]
  readonly answers: Answers
}

/** The parts that hold what is judged. */
export type Answers =
  /** The conversation goes on in the prompt's last list. */
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly unit: Unit }
  /** `whole`: each side begins with the prompt. */
  | {
      readonly kind: 'pair'
      readonly chosen: Unit
      readonly rejected: Unit
      readonly whole: boolean
    }
  | { readonly kind: 'many'; readonly units: readonly Unit[] }

/** Reads a record by a mapping. Never throws; what cannot be taken is noted in `reading`. */
export function readMapped(record: Json, plan: Plan, reading: Reading): MappedRecord {
  const shared = new MappedReading(record, plan, reading)
  const tools = readMappedTools(shared)
  const { id } = plan
  const idText = idOf(shared.one(id)?.value)
  const meta: { id?: string; [key: string]: Json | undefined } = {}
  if (idText !== undefined) meta.id = idText
  const read = readLines(shared)
  const lanes = withScores(read.lanes, meta, shared)
  return { ...read, lanes, tools, meta }
}

function readMappedTools(shared: MappedReading): ToolSet {
  const place = shared.one(shared.plan.tools)
  if (!place) return NO_TOOLS
  if (place.steps.length === 1) return readToolColumn(place.value, pointerOf(place), shared.outer)
  if (typeof place.value === 'string')
    return readToolColumn(place.value, pointerOf(place), shared.outer)
  // Inside a decoded text the definitions are read as the text that they are.
  const text = shared.readingAt(place).exact?.slice(innerPointer(place))
  return readToolColumn(text ?? JSON.stringify(place.value), pointerOf(place), shared.outer)
}

function readLines(shared: MappedReading): Pick<MappedRecord, 'lanes' | 'prompt' | 'answers'> {
  const { plan } = shared
  const { chosen, rejected, candidates, completion, label, style } = plan
  if (chosen || rejected) return readPair(chosen, rejected, shared)
  const prompt = promptUnits(shared)
  const said = messagesOf(prompt)
  if (candidates) {
    const { branches, context, units } = readCandidates(candidates, said, shared)
    return { lanes: { context, branches }, prompt, answers: { kind: 'many', units } }
  }
  const verdict = label && readLabel(label, shared)
  if (!completion) {
    const lanes = label ? splitJudged(said, verdict) : splitTrace(said)
    return { lanes, prompt, answers: { kind: 'none' } }
  }
  const place = shared.required(completion)
  const unit = place
    ? saidUnit(completion, place, 'assistant', style, shared)
    : missingUnit(completion, 'assistant', style)
  // A completion that brings its prompt along is a conversation.
  const isWhole = unit.shape === 'list' && !said.some(endsPrompt)
  const whole = isWhole ? [...said, ...unit.messages] : []
  const lanes = !isWhole
    ? splitAnswer(said, unit.messages)
    : label
      ? splitJudged(whole, verdict)
      : splitTrace(whole)
  const [branch] = lanes.branches
  return {
    lanes: verdict === undefined ? lanes : { ...lanes, branches: [{ ...branch, label: verdict }] },
    prompt,
    answers: { kind: 'one', unit },
  }
}

function readPair(
  chosenRoute: Route | undefined,
  rejectedRoute: Route | undefined,
  shared: MappedReading,
): Pick<MappedRecord, 'lanes' | 'prompt' | 'answers'> {
  const { plan } = shared
  const hasPrompt = plan.conversation ?? plan.prompt[0] ?? plan.history
  const side = (route: Route | undefined, name: string): Unit => {
    if (!route) {
      shared.outer.note('schema', '', `The mapping names no ${name} side.`)
      return missingUnit({ path: name, steps: [] }, 'assistant', plan.style)
    }
    const place = shared.required(route)
    return place
      ? saidUnit(route, place, 'assistant', plan.style, shared, !hasPrompt)
      : missingUnit(route, 'assistant', plan.style)
  }
  const chosen = side(chosenRoute, 'chosen')
  const rejected = side(rejectedRoute, 'rejected')
  // As in ultrafeedback_binarized: a prompt beside sides that repeat it at their head.
  const repeats = isRepeated(chosen) && isRepeated(rejected) && !plan.conversation && !plan.history
  const whole = !hasPrompt || repeats
  if (!whole) {
    const prompt = promptUnits(shared)
    const lanes = splitPair(messagesOf(prompt), chosen.messages, rejected.messages)
    return { lanes, prompt, answers: { kind: 'pair', chosen, rejected, whole: false } }
  }
  const prompt = systemUnits(shared)
  const system = messagesOf(prompt)
  const raws = rawsOf([chosen, rejected])
  const lanes = splitSides(
    [...system, ...chosen.messages],
    [...system, ...rejected.messages],
    (a, b) => a === b || equalButNulls(raws.get(a), raws.get(b)),
  )
  return { lanes, prompt, answers: { kind: 'pair', chosen, rejected, whole: true } }
}

function isRepeated({ shape, messages }: Unit): boolean {
  const role = messages[0]?.role
  return shape === 'list' && (role === 'user' || role === 'system')
}

/** What stood where each message was read; turns of a transcript are told apart by what they say. */
function rawsOf(units: readonly Unit[]): ReadonlyMap<Message, Json> {
  const raws = new Map<Message, Json>()
  for (const { shape, messages, raws: values } of units)
    messages.forEach((message, i) => {
      const parts = message.parts as unknown as Json
      raws.set(message, shape === 'transcript' ? [message.role, parts] : values[i]!)
    })
  return raws
}

export function messagesOf(units: readonly Unit[]): readonly Message[] {
  const [first] = units
  if (first && units.length === 1) return first.messages
  return units.flatMap((unit) => unit.messages)
}

function systemUnits(shared: MappedReading): Unit[] {
  const { system, style } = shared.plan
  if (!system) return []
  const place = shared.one(system)
  if (!place) return [missingUnit(system, 'system', style)]
  if (typeof place.value !== 'string') {
    shared.note(place, 'The system prompt must be text.')
    return []
  }
  const unit = saidUnit(system, place, 'system', style, shared)
  // An empty system text is no message.
  return [place.value === '' ? { ...unit, messages: [], inner: [], raws: [] } : unit]
}

function promptUnits(shared: MappedReading): readonly Unit[] {
  const { history, conversation, prompt, style } = shared.plan
  const units = systemUnits(shared)
  if (history) units.push(historyUnit(history, style, shared))
  if (conversation) units.push(conversationUnit(conversation, conversation.style, shared))
  if (prompt.length > 0) units.push(withoutOpenAnswer(promptUnit(prompt, style, shared)))
  return units
}

/** A transcript as a prompt ends in an `Assistant:` that waits for the answer. */
function withoutOpenAnswer(unit: Unit): Unit {
  const last = unit.messages.at(-1)
  if (unit.shape !== 'transcript' || last?.role !== 'assistant' || last.parts.length > 0)
    return unit
  return { ...unit, messages: unit.messages.slice(0, -1) }
}

function readLabel(label: NonNullable<Plan['label']>, shared: MappedReading): boolean | undefined {
  const place = shared.one(label)
  const isOneOf = (values: readonly Json[]) =>
    place !== undefined && values.some((value) => equalJson(value, place.value))
  if (isOneOf(label.desirable)) return true
  if (isOneOf(label.undesirable)) return false
  const path = place ? pointerOf(place) : ''
  const message = place
    ? `The label at “${label.path}” is none of the values that the mapping knows.`
    : `There is no label at “${label.path}”.`
  shared.outer.note('labelType', path, message)
  return undefined
}
