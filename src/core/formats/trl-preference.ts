import { z } from '../zod.ts'
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { RecordFormat } from './format.ts'
import { hasOwnPrompt, implicitSide, readSide, sidesEqual } from './preference-sides.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { isMessages, isTools, messagesSchema, styleOfList, toolsSchema } from './shapes.ts'
import { readPromptSlot } from './slots.ts'
import { splitPair, splitSides, type Lanes } from './split.ts'
import { isTranscript } from './transcript.ts'
import { writePreference } from './write-pairs.ts'

const COLUMNS = new Set(['prompt', 'chosen', 'rejected', 'tools', 'id'])
const IMPLICIT_COLUMNS = new Set(['chosen', 'rejected', 'tools', 'id'])

const textOrMessages = z.union([z.string(), messagesSchema])

/** TRL preference sets: explicit prompt, or sides that both begin with it; texts or messages. */
export const trlPreference: RecordFormat = {
  id: 'trl/preference',
  title: 'TRL preference',
  schema: z.looseObject({
    prompt: textOrMessages.nullish(),
    chosen: textOrMessages,
    rejected: textOrMessages,
    tools: toolsSchema,
  }),

  fits(record: Json) {
    return (
      isJsonObject(record) &&
      (record.prompt === undefined || record.prompt === null || isTextOrMessages(record.prompt)) &&
      isTextOrMessages(record.chosen) &&
      isTextOrMessages(record.rejected) &&
      isTools(record.tools)
    )
  },

  detect(record) {
    const { chosen, rejected, prompt } = record
    if (!isSideShape(chosen) || !isSideShape(rejected)) return { score: 0, reason: '' }
    if ('conversations' in record || 'messages' in record || 'instruction' in record)
      return { score: 0.45, reason: '`chosen` and `rejected` beside another prompt' }
    if (prompt !== undefined && prompt !== null)
      return { score: 0.97, reason: '`prompt`, `chosen` and `rejected` are there' }
    if (typeof chosen === 'string')
      return isTranscript(chosen)
        ? { score: 0.97, reason: '`chosen` and `rejected` are Human/Assistant transcripts' }
        : { score: 0.75, reason: '`chosen` and `rejected` are texts' }
    return { score: 0.95, reason: '`chosen` and `rejected` are whole conversations' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('trl/preference', reading)
    const tools = readTools(record, reading)
    const isExplicit = hasOwnPrompt(record)
    const lanes = isExplicit ? readExplicit(record, reading) : readImplicit(record, reading)
    const columns = isExplicit ? COLUMNS : IMPLICIT_COLUMNS
    return sampleOf('trl/preference', lanes, tools, metaOf(record), reading, columns)
  },

  write: (text, sample, tree) => writePreference(text, sample, tree),
}

function isTextOrMessages(value: Json | undefined): boolean {
  return typeof value === 'string' || isMessages(value)
}

function isSideShape(value: Json | undefined): boolean {
  return typeof value === 'string' || styleOfList(value) !== undefined
}

function readExplicit(record: JsonObject, reading: Reading): Lanes {
  return splitPair(
    readPromptSlot(record.prompt, '/prompt', reading),
    readSide(record, 'chosen', reading),
    readSide(record, 'rejected', reading),
  )
}

function readImplicit(record: JsonObject, reading: Reading): Lanes {
  const chosen = implicitSide(record, 'chosen', reading)
  const rejected = implicitSide(record, 'rejected', reading)
  return splitSides(chosen, rejected, sidesEqual(record))
}
