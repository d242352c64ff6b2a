import type { Json } from '../../../core/model/json.ts'
import { callsOf } from '../../../core/model/message.ts'
import type { Sample, SampleMeta } from '../../../core/model/sample.ts'
import { branchLetter } from '../../../core/model/tree.ts'
import type { RecordPlace, SourceSummary } from '../../../engine/protocol.ts'
import { bytes, count, counted } from '../../numbers.ts'
import { formatTitle } from '../../../core/formats/titles.ts'
import { branchFacts, type BranchFact } from '../../parts/branch-facts.ts'
import { allPlaces } from './places.ts'

/** One line of the record's facts. */
export interface Fact {
  readonly name: string
  readonly value: string
}

const KNOWN = new Set<keyof SampleMeta>(['id', 'task', 'trial', 'reward', 'group'])

/** What the header says besides the number: "task 0 · trial 0", and the reward as a chip. */
export function metaWords({ meta }: Pick<Sample, 'meta'>): {
  readonly title: string
  readonly reward: string
} {
  const title = [
    meta.task === undefined ? '' : `task ${meta.task}`,
    meta.trial === undefined ? '' : `trial ${meta.trial}`,
    meta.id === undefined || meta.id === meta.task ? '' : meta.id,
  ].filter((word) => word !== '')
  return {
    title: title.join(' · '),
    reward: meta.reward === undefined ? '' : `reward ${decimal(meta.reward)}`,
  }
}

/** What is known about a record besides its messages. */
export function recordFacts(
  sample: Sample | null,
  place: RecordPlace,
  tokens: number | null,
  source: SourceSummary | undefined,
): Fact[] {
  const entry = source?.original?.entry
  const facts: Fact[] = [
    // Line and byte are those of the file within the zip file.
    { name: 'Source', value: entry ? `${entry} in ${place.sourceName}` : place.sourceName },
    {
      name: 'Record',
      value: `${count(place.record - (source?.firstRecord ?? 0))}${
        source ? ` of ${count(source.records)}` : ''
      } · ${bytes(place.byteLength)}`,
    },
    { name: 'Place', value: `line ${count(place.lineNumber)}, byte ${count(place.byteOffset)}` },
    { name: 'Format', value: formatTitle(place.format) },
  ]
  if (!sample) return facts
  if (tokens !== null) facts.push({ name: 'Length', value: `≈ ${count(tokens)} tokens (estimate)` })
  const { meta } = sample
  if (meta.reward !== undefined) {
    const { title } = metaWords(sample)
    facts.push({
      name: 'Reward',
      value: [decimal(meta.reward), title].filter((w) => w !== '').join(' · '),
    })
  } else if (meta.id !== undefined) facts.push({ name: 'Id', value: meta.id })
  const calls = allPlaces(sample).flatMap(({ message }) => callsOf(message))
  if (calls.length > 0 || sample.tools.defs.length > 0)
    facts.push({
      name: 'Calls',
      value: callsValue(
        calls.map((call) => call.name),
        sample.tools.defs.map((tool) => tool.name),
      ),
    })
  const label = sample.branches[0].label
  if (label !== undefined && sample.branches.length === 1)
    facts.push({
      name: 'Label',
      value: label ? 'desirable, as recorded' : 'undesirable, as recorded',
    })
  for (const [name, value] of Object.entries(meta))
    if (!KNOWN.has(name) && value !== undefined) facts.push({ name, value: short(value) })
  return facts
}

/** What the file says of one branch: who wrote it, its rank, its scores and its label. */
export interface BranchJudgement {
  readonly lane: number
  readonly letter: string
  readonly role: 'chosen' | 'rejected' | null
  readonly facts: readonly BranchFact[]
}

/** The branches of which the file says anything; of a lone branch its label is among the facts. */
export function branchJudgements(
  { branches }: Sample,
  sides: { readonly chosen: number; readonly rejected: number },
): BranchJudgement[] {
  return branches.flatMap((branch, lane) => {
    const facts = branchFacts(branch).filter(({ name }) => branches.length > 1 || name !== 'label')
    if (facts.length === 0) return []
    const role = sides.chosen === lane ? 'chosen' : sides.rejected === lane ? 'rejected' : null
    return [{ lane, letter: branchLetter(lane), role, facts }]
  })
}

/** Pictures, sounds and films that a record names, and how often. None of them is fetched. */
export interface MediaFact {
  readonly kind: string
  readonly ref: string
  readonly times: number
  /** Numbers of the messages that name it. */
  readonly messages: readonly number[]
}

export function mediaFacts(sample: Sample): MediaFact[] {
  const found = new Map<string, { kind: string; ref: string; times: number; messages: number[] }>()
  for (const { message, number } of allPlaces(sample))
    for (const part of message.parts) {
      if (part.t !== 'media') continue
      const key = `${part.kind} ${part.ref}`
      const fact = found.get(key) ?? { kind: part.kind, ref: part.ref, times: 0, messages: [] }
      fact.times++
      if (!fact.messages.includes(number)) fact.messages.push(number)
      found.set(key, fact)
    }
  return [...found.values()]
}

const REF_LENGTH = 120

/** A reference as it is shown: a picture within the record is named by its type and length. */
export function mediaWords(ref: string): string {
  const inline = /^data:([^;,]{0,60})[;,]/.exec(ref)
  if (inline) return `in the record, ${inline[1] || 'no type'}, ${count(ref.length)} characters`
  return ref.length > REF_LENGTH ? ref.slice(0, REF_LENGTH) + '…' : ref
}

/** "9 calls, 6 of 14 tools"; where the record defines no tools, the calls alone. */
function callsValue(called: readonly string[], defined: readonly string[]): string {
  const calls = counted(called.length, 'call')
  if (defined.length === 0) return calls
  const used = defined.filter((name) => called.includes(name)).length
  return `${calls}, ${count(used)} of ${counted(defined.length, 'tool')}`
}

function decimal(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value)
}

function short(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 120 ? text.slice(0, 119) + '…' : text
}
