import { z } from '../zod.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { fitsPrompt, PROMPT_COLUMNS, readCompletion, readPrompt } from './alpaca-columns.ts'
import { NO_TOOLS } from '../model/message.ts'
import type { RecordFormat } from './format.ts'
import { readTools } from './read-tools.ts'
import { RecordReading } from './reading.ts'
import { metaOf, noSample, sampleOf } from './sample-of.ts'
import { isTools, toolsSchema } from './shapes.ts'
import { splitAnswer } from './split.ts'
import { readToolsInText } from './tools-in-text.ts'
import { writeAlpaca } from './write-alpaca.ts'

const COLUMNS = new Set(['instruction', 'input', 'output', 'system', 'history', 'tools', 'id'])

/** Alpaca: `instruction`, `input` and `output`, with earlier turns in `history`. */
export const alpaca: RecordFormat = {
  id: 'alpaca',
  schema: z.looseObject({ ...PROMPT_COLUMNS, output: z.string(), tools: toolsSchema }),

  fits(record: Json) {
    return (
      isJsonObject(record) &&
      fitsPrompt(record) &&
      typeof record.output === 'string' &&
      isTools(record.tools)
    )
  },

  detect(record) {
    if (typeof record.instruction !== 'string' || !('output' in record))
      return { score: 0, reason: '' }
    if ('label' in record || 'kto_tag' in record || 'chosen' in record)
      return { score: 0.3, reason: '`instruction` and `output`, beside a judgement' }
    return { score: 0.95, reason: '`instruction` and `output` are there' }
  },

  read(record, context) {
    const reading = new RecordReading(context)
    if (!isJsonObject(record)) return noSample('alpaca', reading)
    const prompt = readPrompt(record, reading)
    const lanes = splitAnswer(prompt, readCompletion(record, 'output', reading))
    const own = readTools(record, reading)
    const { instruction } = record
    const tools =
      own === NO_TOOLS && typeof instruction === 'string' && instruction.includes('Available Tools')
        ? readToolsInText(instruction, '/instruction', reading)
        : own
    return sampleOf('alpaca', lanes, tools, metaOf(record), reading, COLUMNS)
  },

  write: (text, sample, tree) => writeAlpaca(text, sample, tree, { completion: 'output' }),
}
