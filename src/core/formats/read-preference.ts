import { isJsonObject, type Json, type JsonObject } from '../model/json.ts'
import type { FormatId, RecordedBranch, Sample } from '../model/sample.ts'
import type { ReadContext } from './format.ts'
import { metaOfColumns } from './meta.ts'
import { hasOwnPrompt, implicitSide, readSide, sidesEqual } from './preference-sides.ts'
import { readTools } from './read-tools.ts'
import { RecordReading, type Reading } from './reading.ts'
import { noSample, sampleOf } from './sample-of.ts'
import { SIDE_FACT_COLUMNS, sideFacts } from './side-facts.ts'
import { readPromptSlot } from './slots.ts'
import { splitPair, splitSides, type Lanes } from './split.ts'

const IMPLICIT = ['chosen', 'rejected', 'tools', 'id', 'margin', 'source', ...SIDE_FACT_COLUMNS]
const IMPLICIT_COLUMNS = new Set(IMPLICIT)
const COLUMNS = new Set([...IMPLICIT, 'prompt'])
const META = { margin: 'margin', source: 'source' }

/** Reads `chosen` and `rejected`, with a `prompt` before them or at the head of both. */
export function readPreference(format: FormatId, record: Json, context: ReadContext): Sample {
  const reading = new RecordReading(context)
  if (!isJsonObject(record)) return noSample(format, reading)
  const tools = readTools(record, reading)
  const isExplicit = hasOwnPrompt(record)
  const lanes = isExplicit ? readExplicit(record, reading) : readImplicit(record, reading)
  const columns = isExplicit ? COLUMNS : IMPLICIT_COLUMNS
  const meta = metaOfColumns(record, META)
  return sampleOf(format, withFacts(lanes, record), tools, meta, reading, columns)
}

function withFacts(lanes: Lanes, record: JsonObject): Lanes {
  const [first, second] = lanes.branches
  const chosen: RecordedBranch = { ...first, ...sideFacts(record, 'chosen') }
  return second
    ? { ...lanes, branches: [chosen, { ...second, ...sideFacts(record, 'rejected') }] }
    : { ...lanes, branches: [chosen] }
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
