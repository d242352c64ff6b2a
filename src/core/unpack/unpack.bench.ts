/** Reading rates: `npx vitest bench --run src/core/unpack`. */
import { spawnSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { bench, describe } from 'vitest'
import { bufferSource } from '../containers/bytes.ts'
import { openPacked } from './index.ts'

const rows = Array.from({ length: 20_000 }, (_, i) => ({
  prompt: `Question ${i}: ${((i * 2_654_435_761) % 2 ** 32).toString(36).repeat(20)}`,
  chosen: `Answer ${i} ${((i * 40_503) % 65_536).toString(36).repeat(40)}`,
  rejected: `No ${i}`,
}))
const text = Buffer.from(rows.map((row) => JSON.stringify(row) + '\n').join(''))
const table = rows.map(({ prompt, chosen, rejected }) => `"${prompt}",${chosen},${rejected}\n`)
const columnData = (['prompt', 'chosen', 'rejected'] as const).map((name) => ({
  name,
  data: rows.map((row) => row[name]),
}))

async function read(bytes: Uint8Array, name: string): Promise<number> {
  const opened = await openPacked(bufferSource(new Uint8Array(bytes)), name)
  let size = 0
  for (const part of opened?.parts ?? [])
    for await (const chunk of part.read().chunks) size += chunk.length
  if (size < 1_000_000) throw new Error(`only ${size} bytes came out`)
  return size
}

describe(`${Math.round(text.length / 1e5) / 10} MB of JSON Lines`, () => {
  const gzip = gzipSync(text)
  const csv = Buffer.from('prompt,chosen,rejected\n' + table.join(''))
  const parquet = new Uint8Array(parquetWriteBuffer({ columnData }))
  bench('gzip', async () => void (await read(gzip, 'a.gz')), { iterations: 3, time: 0 })
  bench('CSV', async () => void (await read(csv, 'a.csv')), { iterations: 3, time: 0 })
  bench('Parquet', async () => void (await read(parquet, 'a.parquet')), { iterations: 3, time: 0 })
  // Node 20 has no packer for it; the measure is left out where the machine has none either.
  const { stdout: zstd, error } = spawnSync('zstd', ['-c'], { input: text, maxBuffer: 1e9 })
  if (!error)
    bench('Zstandard', async () => void (await read(zstd, 'a.zst')), { iterations: 3, time: 0 })
})
