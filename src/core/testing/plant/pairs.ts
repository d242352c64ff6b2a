import type { PairRecord } from '../examples.ts'
import type { Planted, Planting } from './planting.ts'

const dpo = (record: PairRecord): Planted => ({ format: 'llama-factory/dpo', record })

/** The pair in TRL's form, in which both sides bring the prompt. */
function twoTranscripts({ conversations, chosen, rejected }: PairRecord, prompt: string): Planted {
  const said = (list: PairRecord['conversations']) =>
    list.map(({ from, value }) => ({
      role: from === 'human' ? 'user' : from === 'gpt' ? 'assistant' : from,
      content: value,
    }))
  const last = conversations.at(-1)!
  const other = [...conversations.slice(0, -1), { ...last, value: prompt }]
  const record = { chosen: said([...conversations, chosen]), rejected: said([...other, rejected]) }
  return { format: 'trl/preference', record }
}

/** The pair in TRL's form, with a score for each side. */
function scored(record: PairRecord, chosen: number, rejected: number): Planted {
  const { format, record: pair } = twoTranscripts(record, record.conversations.at(-1)!.value)
  const scores = { score_chosen: chosen, score_rejected: rejected }
  return { format, record: { ...(pair as object), ...scores } }
}

function thinking({ from, value }: PairRecord['chosen']): PairRecord['chosen'] {
  return { from, value: `<think>\nWhat is asked?\n</think>\n\n${value}` }
}

export const PAIR_PLANTINGS: readonly Planting<PairRecord>[] = [
  {
    title: 'two sides that are the same',
    codes: ['pair.same'],
    plant: (record) => dpo({ ...record, rejected: record.chosen }),
  },
  {
    title: 'two sides that differ in white space',
    codes: ['pair.formatOnly'],
    plant: (record) =>
      dpo({ ...record, rejected: { ...record.chosen, value: ` ${record.chosen.value}\n` } }),
  },
  {
    title: 'near: two sides that differ in the last letter',
    codes: [],
    plant: (record) =>
      dpo({ ...record, rejected: { ...record.chosen, value: `${record.chosen.value}x` } }),
  },
  {
    title: 'two prompts',
    codes: ['pair.prompt'],
    plant: (record) => twoTranscripts(record, 'Something else.'),
  },
  {
    title: 'near: one prompt, told twice',
    codes: [],
    plant: (record) => twoTranscripts(record, record.conversations.at(-1)!.value),
  },
  {
    title: 'a higher score for the rejected side',
    codes: ['pair.judge'],
    plant: (record) => scored(record, 3, 8),
  },
  {
    title: 'near: a higher score for the chosen side',
    codes: [],
    plant: (record) => scored(record, 8, 3),
  },
  {
    title: 'a thought before the chosen side only',
    codes: ['pair.reasoning'],
    plant: (record) => dpo({ ...record, chosen: thinking(record.chosen) }),
  },
  {
    title: 'near: a thought before both sides',
    codes: [],
    plant: (record) =>
      dpo({ ...record, chosen: thinking(record.chosen), rejected: thinking(record.rejected) }),
  },
  {
    title: 'an empty side',
    codes: ['end.empty'],
    plant: (record) => dpo({ ...record, rejected: { ...record.rejected, value: '' } }),
  },
  {
    title: 'a prompt that ends in an answer',
    codes: ['role.order'],
    plant: (record) => {
      record.conversations.push({ from: 'gpt', value: 'Let me see.' })
      return dpo(record)
    },
  },
]
