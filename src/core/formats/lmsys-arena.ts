import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { RecordedBranch } from '../model/sample.ts'
import type { RecordFormat } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { readSide, sidesEqual, type SideColumns } from './preference-sides.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { messagesSchema, styleOfList } from './shapes.ts'
import { splitSides, type Lanes } from './split.ts'
import { preferenceRanks, type Verdict } from './verdict.ts'
import { writePreference } from './write-pairs.ts'

const CONVERSATIONS: SideColumns = { chosen: 'conversation_a', rejected: 'conversation_b' }
const COLUMNS = new Set([
  'conversation_a',
  'conversation_b',
  'winner',
  'model_a',
  'model_b',
  'question_id',
  'id',
  'judge',
  'language',
  'tools',
])
const schema = z.looseObject({
  conversation_a: messagesSchema,
  conversation_b: messagesSchema,
  winner: z.string(),
})

/**
 * LMSYS' arena battles: two models' conversations about the same questions, and the winner. A tie,
 * also one of two bad answers, ranks both alike and is no pair.
 */
export const lmsysArena: RecordFormat = {
  id: 'lmsys/arena',
  schema,
  fits: (record) => schema.safeParse(record).success,

  detect: (record) =>
    styleOfList(record.conversation_a) !== undefined &&
    styleOfList(record.conversation_b) !== undefined
      ? { score: 0.99, reason: '`conversation_a` and `conversation_b` are there' }
      : { score: 0, reason: '' },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('lmsys/arena', reading)
    const { chosen, rejected } = CONVERSATIONS
    const lanes = splitSides(
      readSide(record, chosen, reading),
      readSide(record, rejected, reading),
      sidesEqual(record, CONVERSATIONS),
    )
    const tools = readTools(record, reading)
    const meta = {
      ...metaOfColumns(record, { winner: 'winner', language: 'language', judge: 'judge' }),
      ...(typeof record.question_id === 'string' ? { id: record.question_id } : {}),
    }
    return sampleOf(
      'lmsys/arena',
      withWinner(lanes, record, reading),
      tools,
      meta,
      reading,
      COLUMNS,
    )
  },

  write: (text, sample, tree) => writePreference(text, sample, tree, CONVERSATIONS),
}

const VERDICTS: Readonly<Record<string, Verdict>> = {
  model_a: 'first',
  model_b: 'second',
  tie: 'tie',
  'tie (bothbad)': 'tie',
  both_bad: 'tie',
}

/** The lanes in the order of the columns, with the pair that the winner makes of them. */
function withWinner(
  { recordedPair, ...lanes }: Lanes,
  record: JsonObject,
  reading: Reading,
): Lanes {
  const verdict = verdictOf(record.winner)
  const ranks = preferenceRanks(verdict, '/winner', reading)
  const [first, second] = lanes.branches
  const a: RecordedBranch = { ...first, ...modelOf(record.model_a) }
  if (!recordedPair || !second) return { ...lanes, branches: [a] }
  const b: RecordedBranch = { ...second, ...modelOf(record.model_b) }
  const both: Lanes = {
    ...lanes,
    branches: [
      { ...a, ...ranks[0] },
      { ...b, ...ranks[1] },
    ],
  }
  if (verdict === undefined || verdict === 'tie') return both
  const [chosen, rejected] = verdict === 'first' ? [0, 1] : [1, 0]
  return { ...both, recordedPair: { chosen, rejected } }
}

function verdictOf(winner: Json | undefined): Verdict | undefined {
  return typeof winner === 'string' && Object.hasOwn(VERDICTS, winner)
    ? VERDICTS[winner]
    : undefined
}

function modelOf(model: Json | undefined): Pick<RecordedBranch, 'model'> {
  return typeof model === 'string' ? { model } : {}
}
