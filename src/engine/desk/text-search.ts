import type { Analyst, TextQuery } from '../analyst/analyst.ts'
import { FLAGS } from '../../core/columns.ts'
import type { SampleState } from '../../core/journal/edit.ts'
import type { FormatId } from '../../core/model/sample.ts'
import type { Job } from '../protocol.ts'
import { mapAhead } from './ahead.ts'
import type { OpenDataset } from './dataset.ts'
import type { Source } from './records.ts'

/** Bytes of source that one job reads. */
const SEGMENT_BYTES = 4 * 1024 * 1024
const SEGMENTS_AHEAD = 4

interface Segment {
  readonly source: Source
  /** Index in the list of records at which the segment begins. */
  readonly first: number
  readonly offsets: Float64Array<ArrayBuffer>
  readonly lengths: Uint32Array<ArrayBuffer>
  readonly places: Uint32Array<ArrayBuffer>
  readonly bytes: number
}

/** Records to be searched, ascending, each with its bits for the query's formula. */
export interface Searched {
  readonly records: Uint32Array<ArrayBuffer>
  readonly inputs: Uint32Array<ArrayBuffer>
}

export interface TextHits {
  /** 1 for each of the records that fits. */
  readonly hits: Uint8Array<ArrayBuffer>
  /** Records that took too long and are left out. */
  readonly late: number
}

/**
 * Which of these records fit a query: by what is in the file, and by what people wrote in its place or
 * beside it. Streams over the sources; rejects with an AbortError when the job is aborted.
 */
export async function searchText(
  dataset: OpenDataset,
  analyst: Pick<Analyst, 'search'>,
  query: TextQuery,
  { records, inputs }: Searched,
  job: Job,
): Promise<TextHits> {
  const hits = new Uint8Array(records.length)
  const segments = [...segmentsOf(dataset, records)]
  const total = segments.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  let late = 0
  const search = async (segment: Segment) => {
    job.signal?.throwIfAborted()
    const { source, first, offsets, lengths, places } = segment
    const answer = await analyst.search({
      source: source.blob,
      query,
      offsets,
      lengths,
      inputs: inputs.slice(first, first + places.length),
      formats: formatsOf(source),
      formatOf: Uint8Array.from(places, (record) => dataset.columns.formatIndex(record)),
      unreadable: Uint8Array.from(
        places,
        (record) => dataset.columns.get('flags', record) & FLAGS.unreadable,
      ),
      states: await touchedStates(dataset, places),
    })
    return { segment, answer }
  }
  for await (const { segment, answer } of mapAhead(segments, search, SEGMENTS_AHEAD)) {
    job.signal?.throwIfAborted()
    for (const index of answer.found) hits[segment.first + index] = 1
    late += answer.late
    done += segment.bytes
    job.onProgress?.({ phase: 'Searching', done, total, unit: 'bytes' })
  }
  return { hits, late }
}

function formatsOf({ info }: Source): readonly FormatId[] {
  return info.formats ?? [info.format]
}

async function touchedStates(
  dataset: OpenDataset,
  places: Uint32Array<ArrayBuffer>,
): Promise<Map<number, SampleState>> {
  const touched: number[] = []
  places.forEach((record, i) => {
    if (dataset.isTouched(record)) touched.push(i)
  })
  if (touched.length === 0) return new Map()
  const states = await dataset.states(touched.map((i) => places[i]!))
  return new Map(touched.map((i, at) => [i, states[at]!]))
}

/** Neighbouring records in pieces that are read at once. */
function* segmentsOf(dataset: OpenDataset, records: Uint32Array<ArrayBuffer>): Generator<Segment> {
  const { columns } = dataset
  let first = 0
  while (first < records.length) {
    const source = dataset.records.sourceOf(records[first]!)
    const end = source.info.firstRecord + source.info.records
    const from = columns.get('offset', records[first]!)
    let next = first
    let to = from
    while (next < records.length && records[next]! < end) {
      const recordEnd =
        columns.get('offset', records[next]!) + columns.get('length', records[next]!)
      if (next > first && recordEnd - from > SEGMENT_BYTES) break
      to = recordEnd
      next++
    }
    const places = records.subarray(first, next)
    yield {
      source,
      first,
      offsets: Float64Array.from(places, (record) => columns.get('offset', record)),
      lengths: Uint32Array.from(places, (record) => columns.get('length', record)),
      places,
      bytes: to - from,
    }
    first = next
  }
}
