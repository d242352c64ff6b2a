import { Analyser, parsedJson } from '../../core/analyse.ts'
import { settingsKey } from '../../core/checks/settings.ts'
import { lightSuiteOf, suiteOf } from '../../core/checks/index.ts'
import { emptyBatch } from '../../core/columns.ts'
import type { RecordSpans } from '../../core/containers/cutter.ts'
import { createCutter } from '../../core/containers/index.ts'
import { formatOf } from '../../core/formats/index.ts'
import { FormatSorter } from '../../core/formats/mixed.ts'
import { RecentToolSets } from '../../core/formats/tool-sets.ts'
import { ToolValidators } from '../../core/schema/validators.ts'
import { Digester } from '../../core/set/digest.ts'
import { emptyDigests } from '../../core/set/digests.ts'
import { RecordTexts } from '../../core/record-texts.ts'
import { Turns } from './turns.ts'
import type {
  AnalysedLines,
  AnalyseJob,
  Analyst,
  DigestJob,
  LinesJob,
  PlacesJob,
  Reading,
  TakeLines,
} from './analyst.ts'
import { linesIn, type Lines } from './lines.ts'
import { Searcher } from './search.ts'
import { sha256 } from './sha256.ts'

/** Each way of reading has its own; nobody uses many at once. */
const MOST_ANALYSERS = 16

/** An analyst in this thread. Nothing is loaded later: the page makes no request once it is there. */
export function createAnalyst(): Analyst {
  const toolSets = new RecentToolSets()
  const validators = new ToolValidators()
  const analysers = new Map<string, Analyser>()
  const searcher = new Searcher(toolSets)
  const stretches = new Turns()
  /** Grows with every stop; a hash that began before gives up. */
  let stops = 0

  function analyserFor({ format, formats, settings, light }: Reading): Analyser {
    const key = `${formats ? formats.join() : format} ${settings ? settingsKey(settings) : ''}${light ? ' light' : ''}`
    let analyser = analysers.get(key)
    if (!analyser) {
      const sorter = formats ? { sorter: new FormatSorter(formats) } : {}
      const suite = { suite: light ? lightSuiteOf(settings ?? {}) : suiteOf(settings ?? {}) }
      analyser = new Analyser({
        format: formatOf(format),
        ...sorter,
        ...suite,
        toolSets,
        validators,
      })
      if (analysers.size >= MOST_ANALYSERS) analysers.clear()
      analysers.set(key, analyser)
    }
    return analyser
  }

  async function analyse({ bytes, from, batch, ...reading }: LentJob) {
    const analyser = analyserFor(reading)
    const offset = batch.columns.offset.map((at) => at - from)
    await analyser.analyseBatch(bytes, { offset, length: batch.columns.length }, batch)
    return batch
  }

  async function analyseLines({ source, from, to, ...how }: LinesJob, take: TakeLines) {
    for await (const lines of linesIn(source, from, to)) {
      const cut = cutLines(lines)
      await analyse({ ...how, ...lines, batch: cut.batch })
      take(cut)
    }
  }

  async function analysePlaces({ source, offsets, lengths, ...reading }: PlacesJob) {
    const batch = emptyBatch(offsets.length)
    batch.columns.offset.set(offsets)
    batch.columns.length.set(lengths)
    const { from, bytes } = await readPlaces(source, offsets, lengths)
    return analyse({ ...reading, bytes, from, batch })
  }

  const digesters = {
    plain: new Digester({ prompts: false }),
    prompts: new Digester({ prompts: true }),
  }
  async function digestPlaces({ source, offsets, lengths, prompts, format, formats }: DigestJob) {
    const { from, bytes } = await readPlaces(source, offsets, lengths)
    const sorter = formats && new FormatSorter(formats)
    const digester = prompts ? digesters.prompts : digesters.plain
    const batch = emptyDigests(offsets.length)
    const texts = new RecordTexts(bytes, {
      offset: offsets.map((at) => at - from),
      length: lengths,
    })
    for (let i = 0; i < offsets.length; i++) {
      const text = texts.at(i)
      const record = text === undefined ? undefined : parsedJson(text)
      if (record === undefined) continue
      const shape = sorter ? sorter.formatOf(record) : formatOf(format)
      digester.digest(shape.read(record, { toolSets }), record, batch, i)
    }
    return batch
  }

  return {
    analyse,
    analysePlaces,
    digestPlaces,
    analyseLines: (job, take) => stretches.take(() => analyseLines(job, take)),
    search: (job) => searcher.search(job),
    sha256: (source) => {
      const before = stops
      return sha256(source, () => stops > before)
    },
    stopHashing: () => void stops++,
  }
}

/** The bytes of records near each other, in one piece, and where that begins. */
async function readPlaces(source: Blob, offsets: Float64Array, lengths: Uint32Array) {
  const from = offsets[0] ?? 0
  const end = (offsets.at(-1) ?? 0) + (lengths.at(-1) ?? 0)
  return { from, bytes: new Uint8Array(await source.slice(from, end).arrayBuffer()) }
}

/** A job with bytes that are only lent. */
type LentJob = Omit<AnalyseJob, 'bytes'> & { readonly bytes: Uint8Array }

/** Places of the records among whole lines, in a batch that is still to be analysed. */
function cutLines({ from, bytes }: Lines): AnalysedLines {
  const cutter = createCutter('jsonl', {
    container: 'jsonl',
    byteOffset: from,
    lineNumber: 1,
    state: {},
  })
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  cutter.feed(bytes, spans)
  const lines = cutter.checkpoint().lineNumber - 1
  cutter.end(spans)
  const batch = emptyBatch(spans.offsets.length)
  batch.columns.offset.set(spans.offsets)
  batch.columns.length.set(spans.lengths)
  batch.columns.line.set(spans.lines)
  return { batch, lines, end: from + bytes.length }
}
