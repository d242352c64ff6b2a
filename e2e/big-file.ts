import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIRLINE } from './pages/workbench.ts'

/** A file of real records as lines, repeated until it has at least so many bytes. */
export async function bigFile(bytes: number): Promise<{ path: string; records: number }> {
  const records = JSON.parse(await readFile(AIRLINE, 'utf8')) as unknown[]
  const round = records.map((record) => JSON.stringify(record)).join('\n') + '\n'
  const rounds = Math.ceil(bytes / round.length)
  const path = join(await mkdtemp(join(tmpdir(), 'tuning-fork-e2e-')), 'airline.jsonl')
  await writeFile(path, round.repeat(rounds))
  return { path, records: rounds * records.length }
}
