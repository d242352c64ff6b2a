import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type FileMetaData,
} from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import type { ByteSource } from '../containers/bytes.ts'
import { LineBytes } from './lines.ts'
import type { Report } from './notices.ts'
import { PARSERS, prepareSchema, rowText } from './parquet-values.ts'

/** Unpacked bytes of a row group that are decoded at once; larger ones are read by ranges of rows. */
const DECODED_BYTES = 64 * 1024 * 1024

/**
 * A Parquet file as JSON Lines, a record a row. A row group that cannot be read is reported and left
 * out. Memory holds the packed columns of one row group and `DECODED_BYTES` of what is in them.
 */
export async function* parquetToJsonl(
  source: ByteSource,
  report: Report,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = {
    byteLength: source.size,
    slice: async (from: number, to = source.size) => {
      const bytes = await source.slice(from, to)
      return bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength
        ? bytes.buffer
        : bytes.slice().buffer
    },
  }
  let metadata: FileMetaData
  try {
    metadata = await parquetMetadataAsync(file, { geoparquet: false })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    const message = `The list of columns at the end of the Parquet file, before byte ${source.size}, is missing or damaged (${why}). Without it no row can be read.`
    report({ kind: 'cut', message, atByte: source.size })
    return
  }
  const fields = prepareSchema(metadata, parquetSchema(metadata))
  report({ kind: 'converted', message: 'The Parquet table is read as one record a row.' })
  const note = noteOnce(report)
  const lines = new LineBytes()
  let first = 0
  for (const [n, group] of metadata.row_groups.entries()) {
    const rows = Number(group.num_rows)
    const ranges = Math.max(1, Math.ceil(Number(group.total_byte_size) / DECODED_BYTES))
    const step = Math.max(1, Math.ceil(rows / ranges))
    for (let from = first; from < first + rows; from += step) {
      const to = Math.min(from + step, first + rows)
      try {
        const found = await parquetReadObjects({
          file,
          metadata,
          rowStart: from,
          rowEnd: to,
          compressors,
          parsers: PARSERS,
          utf8: false,
          geoparquet: false,
          useOffsetIndex: ranges > 1,
        })
        for (const row of found) lines.add(rowText(row, fields, note))
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        const at = Number(group.columns[0]?.meta_data?.data_page_offset ?? 0)
        const message = `Rows ${from + 1} to ${to} (row group ${n + 1}, from byte ${at} on) cannot be read: ${why}. The others were read.`
        report({ kind: 'damaged', message, atByte: at })
      }
      if (lines.isFull) yield lines.take()
    }
    first += rows
  }
  yield lines.take()
}

function noteOnce(report: Report) {
  const told = new Set<string>()
  return (column: string, what: 'notFinite' | 'bytes') => {
    if (told.has(what + column)) return
    told.add(what + column)
    const message =
      what === 'bytes'
        ? `Column “${column}” holds bytes that are no text; they are written as Base64.`
        : `Column “${column}” holds NaN or Infinity, which JSON has no word for; they are written as null.`
    report({ kind: 'converted', message })
  }
}
