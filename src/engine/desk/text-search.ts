import type { Analyst } from '../analyst/analyst.ts'
import { fold } from '../analyst/search.ts'
import { messageText, callsOf } from '../../core/model/message.ts'
import type { SampleState } from '../../core/journal/edit.ts'
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
  readonly bytes: number
}

/**
 * The records among these that hold a text: in the file, or in what people wrote in its place or
 * beside it. Streams over the sources; rejects with an AbortError when the job is aborted.
 */
export async function searchText(
  dataset: OpenDataset,
  analyst: Pick<Analyst, 'search'>,
  records: Uint32Array<ArrayBuffer>,
  text: string,
  job: Job,
): Promise<Uint32Array<ArrayBuffer>> {
  const needle = fold(text)
  const hits = new Uint8Array(records.length)
  const segments = [...segmentsOf(dataset, records)]
  const total = segments.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  const search = async (segment: Segment) => {
    job.signal?.throwIfAborted()
    const { source, offsets, lengths } = segment
    const found = await analyst.search({ source: source.blob, offsets, lengths, needle })
    return { segment, found }
  }
  for await (const { segment, found } of mapAhead(segments, search, SEGMENTS_AHEAD)) {
    job.signal?.throwIfAborted()
    for (const index of found) hits[segment.first + index] = 1
    done += segment.bytes
    job.onProgress?.({ phase: 'Searching', done, total, unit: 'bytes' })
  }
  await markEdited(dataset, records, needle, hits)
  return records.filter((_, i) => hits[i] === 1)
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
      bytes: to - from,
    }
    first = next
  }
}

async function markEdited(
  dataset: OpenDataset,
  records: Uint32Array<ArrayBuffer>,
  needle: string,
  hits: Uint8Array,
): Promise<void> {
  const places = new Map<number, number>()
  records.forEach((record, i) => {
    if (hits[i] === 0 && dataset.isTouched(record)) places.set(record, i)
  })
  const touched = [...places.keys()]
  const states = await dataset.states(touched)
  touched.forEach((record, i) => {
    if (ownTexts(states[i]!).some((text) => fold(text).includes(needle)))
      hits[places.get(record)!] = 1
  })
}

/** Everything that a person wrote about or into a sample. */
function ownTexts({ flag, rationale, tree }: SampleState): string[] {
  const texts = [flag?.note ?? '', rationale?.note ?? '']
  for (const item of [tree?.context ?? [], ...(tree?.branches ?? []).map((b) => b.items)].flat()) {
    if (item.kind !== 'own') continue
    texts.push(messageText(item.message))
    for (const { name, argsText } of callsOf(item.message)) texts.push(name, argsText ?? '')
  }
  return texts
}
