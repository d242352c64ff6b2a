import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatOf } from '../formats/index.ts'
import { anyRecordOfFormat } from '../formats/testing/records.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Message, Part } from '../model/message.ts'
import type { RecordedBranch, Sample } from '../model/sample.ts'
import { sameSample } from './same-sample.ts'

const KEEPS = { ids: true }

const anySample = anyRecordOfFormat
  .map(([record, format]): Sample => {
    const text = JSON.stringify(record)
    return formatOf(format).read(record, { text, toolSets: new RecentToolSets() })
  })
  .filter(({ context, branches }) => {
    const all = [...context, ...branches.flatMap(({ messages }) => messages)]
    const isReadable = ({ parts }: Message) => parts.every((p) => p.t !== 'call' || !p.call.error)
    return all.length > 0 && all.every(isReadable)
  })

function otherPart(part: Part): Part {
  if (part.t === 'call') return { t: 'call', call: { ...part.call, argsText: '{"other":1}' } }
  return part.t === 'media' ? { ...part, ref: part.ref + '!' } : { ...part, text: part.text + '!' }
}

/** The sample with one part of one message changed, and whether there was one. */
function changed(sample: Sample, dice: number): Sample | undefined {
  let left = dice
  const change = (messages: readonly Message[]) =>
    messages.map((message) => ({
      ...message,
      parts: message.parts.map((part) => (left-- === 0 ? otherPart(part) : part)),
    }))
  const context = change(sample.context)
  const [first, ...rest] = sample.branches.map((branch): RecordedBranch => ({
    ...branch,
    messages: change(branch.messages),
  }))
  return left < 0 ? { ...sample, context, branches: [first!, ...rest] } : undefined
}

test('a sample is the same as itself, and as nothing that has another part in it', () => {
  fc.assert(
    fc.property(anySample, fc.nat(8), (sample, dice) => {
      expect(sameSample(sample, sample, KEEPS)).toBe(true)
      const other = changed(sample, dice)
      if (other) expect(sameSample(sample, other, KEEPS)).toBe(false)
    }),
    { numRuns: 1000 },
  )
})

test('sides count by what they are, not by where they stand', () => {
  const text = '{"prompt":"q","chosen":"a","rejected":"b"}'
  const pair = formatOf('trl/preference').read(JSON.parse(text) as { prompt: string }, {
    text,
    toolSets: new RecentToolSets(),
  })
  const [a, b] = pair.branches
  const moved: Sample = { ...pair, branches: [b!, a], recordedPair: { chosen: 1, rejected: 0 } }
  expect(sameSample(pair, moved, KEEPS)).toBe(true)
  expect(sameSample(pair, { ...moved, recordedPair: pair.recordedPair! }, KEEPS)).toBe(false)
  const { recordedPair: _, ...loose } = pair
  expect(sameSample(pair, loose, KEEPS)).toBe(false)
  const labelled: Sample = { ...pair, branches: [{ ...a, label: true }, b!] }
  expect(sameSample(pair, labelled, KEEPS)).toBe(false)
})
