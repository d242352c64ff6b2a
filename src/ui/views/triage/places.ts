import type { Finding } from '../../../core/model/finding.ts'
import { callsOf, type Message } from '../../../core/model/message.ts'
import { CONTEXT_LANE, type MessageRef, type Sample } from '../../../core/model/sample.ts'

/** A message of the sample as shown, with where it stands and the number a reader sees. */
export interface Place {
  readonly ref: MessageRef
  readonly number: number
  readonly message: Message
  /** A tool result that answers the call right before it and is drawn hanging on it. */
  readonly attached: boolean
}

export type PlaceKey = `${number}:${number}`

export function keyOf(ref: MessageRef): PlaceKey {
  return `${ref.lane}:${ref.index}`
}

export function sameRef(a: MessageRef | null, b: MessageRef | null): boolean {
  return a !== null && b !== null && a.lane === b.lane && a.index === b.index
}

/** The messages of one lane. */
export function placesOf(sample: Sample, lane: number): Place[] {
  const isContext = lane === CONTEXT_LANE
  const messages = isContext ? sample.context : (sample.branches[lane]?.messages ?? [])
  const first = isContext ? 0 : sample.context.length
  const before = isContext ? undefined : sample.context.at(-1)
  return messages.map((message, index) => ({
    ref: { lane, index },
    number: first + index,
    message,
    attached: isAttached(message, index > 0 ? messages[index - 1] : before),
  }))
}

/** What the centre column reads as one conversation: a trace whole, of several branches the prompt. */
export function conversationOf(sample: Sample): Place[] {
  const context = placesOf(sample, CONTEXT_LANE)
  return sample.branches.length > 1 ? context : [...context, ...placesOf(sample, 0)]
}

/** All messages in reading order: the prompt, then branch after branch. */
export function allPlaces(sample: Sample): Place[] {
  return [CONTEXT_LANE, ...sample.branches.keys()].flatMap((lane) => placesOf(sample, lane))
}

function isAttached(message: Message, before: Message | undefined): boolean {
  if (message.role !== 'tool' || !before) return false
  return before.role === 'tool' || callsOf(before).length > 0
}

/** Findings by the messages they name, first place or further ones. */
export function findingsByPlace(findings: readonly Finding[]): Map<PlaceKey, Finding[]> {
  const byPlace = new Map<PlaceKey, Finding[]>()
  for (const finding of findings)
    for (const ref of placesNamed(finding)) {
      const list = byPlace.get(keyOf(ref))
      if (list) list.push(finding)
      else byPlace.set(keyOf(ref), [finding])
    }
  return byPlace
}

export function placesNamed(finding: Finding): MessageRef[] {
  return finding.at ? [finding.at, ...(finding.also ?? [])] : [...(finding.also ?? [])]
}

/** Where each turn begins: at its user message, and at the very first message. */
export function turnStarts(places: readonly Place[]): number[] {
  return places.flatMap((place, i) => (i === 0 || place.message.role === 'user' ? [i] : []))
}
