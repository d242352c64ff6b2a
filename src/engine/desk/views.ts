import { UNTOUCHED, type SampleState } from '../../core/journal/edit.ts'
import { messageText } from '../../core/model/message.ts'
import type { Sample } from '../../core/model/sample.ts'
import { presentSample } from '../../core/model/tree.ts'
import type { RecordPlace, SampleView } from '../protocol.ts'
import type { ExactReader } from './exact.ts'

/** A sample as it is opened: read from its bytes, with what people did to it, checked anew. */
export async function viewSample(
  reader: ExactReader,
  place: RecordPlace,
  bytes: Uint8Array,
  state: SampleState = UNTOUCHED,
  tokens = 0,
): Promise<SampleView> {
  const read = await reader.read(bytes, place.format)
  if (read.kind === 'unreadable') {
    const { reason, atByte } = read
    return { kind: 'unreadable', place, state, reason, ...(atByte === undefined ? {} : { atByte }) }
  }
  const recorded = read.sample
  const present = presentSample(recorded, state.tree)
  const findings = state.tree ? await reader.findings(present) : read.findings
  return { kind: 'sample', place, recorded, state, present, findings, tokens }
}

/** Characters of a title in the queue. */
const TITLE_LENGTH = 200

/** The first user words on one line; the first words at all where no user speaks. */
export function titleOf(sample: Sample): string {
  const messages = [...sample.context, ...sample.branches[0].messages]
  const asked = messages.find((m) => m.role === 'user' && hasText(m)) ?? messages.find(hasText)
  if (!asked) return ''
  return messageText(asked)
    .slice(0, 4 * TITLE_LENGTH)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, TITLE_LENGTH)
}

/** What the source says about the sample, short. */
export function hintOf(sample: Sample): string {
  const { reward } = sample.meta
  if (reward !== undefined) return `reward ${reward}`
  const { label } = sample.branches[0]
  if (label !== undefined) return label ? 'desirable' : 'undesirable'
  return sample.recordedPair ? 'pair' : ''
}

function hasText(message: Sample['context'][number]): boolean {
  return messageText(message) !== ''
}
