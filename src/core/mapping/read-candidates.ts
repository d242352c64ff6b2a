import { splitAnswer } from '../formats/split.ts'
import { equalButNulls } from '../json/equal.ts'
import type { Json } from '../model/json.ts'
import { endsPrompt, type Message } from '../model/message.ts'
import type { RecordedBranch } from '../model/sample.ts'
import { childPlace, type Place } from './field-path.ts'
import type { MappedReading } from './mapped-reading.ts'
import type { Plan } from './plan.ts'
import { readScore } from './read-scores.ts'
import { missingUnit, saidUnit, type Unit } from './units.ts'

type CandidatesPlan = NonNullable<Plan['candidates']>

interface Candidates {
  readonly context: readonly Message[]
  readonly branches: readonly [RecordedBranch, ...RecordedBranch[]]
  /** One for each branch. */
  readonly units: readonly Unit[]
}

/** Several completions of one prompt, each with its model, score and rank. */
export function readCandidates(
  plan: CandidatesPlan,
  prompt: readonly Message[],
  shared: MappedReading,
): Candidates {
  const places = elementsAt(plan, shared)
  const units = places.map((place) => candidateUnit(plan, place, shared))
  const { context, tails } = prompt.some(endsPrompt)
    ? behind(prompt, units)
    : sharedPrompt(prompt, units, shared)
  const branches = tails.map((messages, i): RecordedBranch => {
    const place = places[i]!
    const model = shared.one(plan.model, place)?.value
    const rank = numberAt(shared.one(plan.rank, place), shared)
    const score = plan.score && shared.one(plan.score, place)
    return {
      messages,
      ...(typeof model === 'string' ? { model } : {}),
      ...(rank === undefined ? {} : { rank }),
      ...(plan.score && score ? { scores: [readScore(plan.score, score, shared)] } : {}),
    }
  })
  const [first = { messages: [] }, ...others] = branches
  return { context, branches: [first, ...others], units: units.slice(0, branches.length) }
}

/** A path to one list means its elements; a path with `[*]` already names them. */
function elementsAt(plan: CandidatesPlan, shared: MappedReading): readonly Place[] {
  const places = shared.all(plan)
  const [only] = places
  const named = plan.steps.some((step) => step.kind === 'each')
  const found =
    !named && only && Array.isArray(only.value)
      ? (only.value as readonly Json[]).map((value, i) => childPlace(only, i, value))
      : places
  if (!named && only && !Array.isArray(only.value)) {
    shared.note(only, 'A list of completions should stand here.')
    return []
  }
  if (found.length === 0) shared.missing(plan)
  return found
}

function candidateUnit(plan: CandidatesPlan, place: Place, shared: MappedReading): Unit {
  const { style } = shared.plan
  const route = plan.completion ?? plan
  const at = plan.completion ? shared.one(plan.completion, place) : place
  if (at && at.value !== null) return saidUnit(route, at, 'assistant', style, shared)
  shared.note(place, `A completion without “${route.path}”.`)
  return missingUnit(route, 'assistant', style)
}

function numberAt(place: Place | undefined, shared: MappedReading): number | undefined {
  if (!place || typeof place.value === 'number') return place?.value as number | undefined
  shared.note(place, 'A number should stand here.')
  return undefined
}

interface Parted {
  readonly context: readonly Message[]
  readonly tails: readonly (readonly Message[])[]
}

function behind(prompt: readonly Message[], units: readonly Unit[]): Parted {
  const { context, branches } = splitAnswer(prompt, [])
  const tail = branches[0].messages
  return {
    context,
    tails: units.map(({ messages }) => (tail.length === 0 ? messages : [...tail, ...messages])),
  }
}

/**
 * Completions that bring their prompts: split at the longest prefix that all share, by the boundary
 * rule. Those whose prompt differs from the first one's are left out, and that is noted.
 */
function sharedPrompt(
  system: readonly Message[],
  units: readonly Unit[],
  shared: MappedReading,
): Parted {
  const [first, ...others] = units
  if (!first) return { context: system, tails: [] }
  let at = first.messages.length
  const isBoundary = (unit: Unit, length: number) =>
    (unit.messages[length]?.role ?? 'assistant') === 'assistant'
  const mayBegin = (length: number) => length === 0 || endsPrompt(first.messages[length - 1])
  for (const unit of others) at = Math.min(at, sharedLength(first, unit))
  while (at > 0 && !(mayBegin(at) && units.every((unit) => isBoundary(unit, at)))) at--
  if (at > 0 || units.every((unit) => isBoundary(unit, 0)))
    return {
      context: at === 0 ? [] : [...system, ...first.messages.slice(0, at)],
      tails: units.map(({ messages }) =>
        at === 0 ? [...system, ...messages] : messages.slice(at),
      ),
    }
  const [place] = others.find((unit) => unit.places.length > 0)?.places ?? first.places
  if (place && others.length > 0)
    shared.note(place, 'The completions bring different prompts; only the first one is read.')
  const only = splitAnswer([...system, ...first.messages], [])
  return { context: only.context, tails: [only.branches[0].messages] }
}

function sharedLength(a: Unit, b: Unit): number {
  const most = Math.min(a.raws.length, b.raws.length)
  let length = 0
  while (length < most && equalButNulls(a.raws[length], b.raws[length])) length++
  return length
}
