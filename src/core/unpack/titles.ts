import type { ContainerId } from '../containers/cutter.ts'
import type { Packing } from './unpack.ts'

const PACKINGS: Readonly<Record<Packing, string>> = {
  gzip: 'gzip',
  zstd: 'Zstandard',
  zip: 'zip',
  parquet: 'Parquet',
  'utf-16': 'UTF-16',
  csv: 'a table of text',
}

const CONTAINERS: Readonly<Record<ContainerId, string>> = {
  jsonl: 'JSON Lines',
  'json-array': 'a JSON array',
  'json-sequence': 'JSON values one after another',
  'json-wrapped': 'a JSON array in an object',
  'json-members': 'a JSON object of records',
}

/** What a file is, from the outside in: “gzip of JSON Lines”, “zip of Parquet”. */
export function packingTitle(packings: readonly Packing[], container: ContainerId): string {
  const last = packings.at(-1)
  const isTable = last === 'csv' || last === 'parquet'
  const parts = packings.map((packing) => PACKINGS[packing])
  return [...parts, ...(isTable ? [] : [CONTAINERS[container]])].join(' of ')
}
