/**
 * What analysing costs beyond the floor: decoding each record and `JSON.parse`, nothing kept. Each
 * corpus is real records, repeated to about 16 MB; rounds alternate and medians are compared.
 *
 *     npx tsx src/core/analyse.bench.ts
 */
import { readFileSync } from 'node:fs'
import { Analyser } from './analyse.ts'
import { emptyBatch } from './columns.ts'
import { formatOf } from './formats/index.ts'
import { RecentToolSets } from './formats/tool-sets.ts'
import type { Json } from './model/json.ts'
import type { FormatId } from './model/sample.ts'
import { ToolValidators } from './schema/validators.ts'

const BYTES = 16_000_000
const BATCH = 1_000_000
const ROUNDS = 9

interface Batch {
  readonly bytes: Uint8Array
  readonly offset: readonly number[]
  readonly length: readonly number[]
}

function example(name: string): Json[] {
  const url = new URL(`../../public/examples/${name}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as Json[]
}

/** Question and answer of the DPO example, cut to make records of about 300 bytes. */
function shortRecords(): Json[] {
  const pairs = example('dpo_en_demo.json') as {
    conversations: { value: string }[]
    chosen: { value: string }
  }[]
  return pairs.map(({ conversations, chosen }) => ({
    messages: [
      { role: 'user', content: conversations.at(-1)!.value.slice(0, 80) },
      { role: 'assistant', content: chosen.value.slice(0, 130) },
    ],
  }))
}

function batchesOf(records: readonly Json[]): Batch[] {
  const lines = records.map((record) => new TextEncoder().encode(JSON.stringify(record) + '\n'))
  const batches: Batch[] = []
  let batch: Uint8Array[] = []
  let size = 0
  let total = 0
  const close = () => {
    const bytes = new Uint8Array(size)
    const offset: number[] = []
    let at = 0
    for (const line of batch) {
      offset.push(at)
      bytes.set(line, at)
      at += line.length
    }
    batches.push({ bytes, offset, length: batch.map((line) => line.length - 1) })
    batch = []
    size = 0
  }
  for (let i = 0; total < BYTES; i++) {
    const line = lines[i % lines.length]!
    batch.push(line)
    size += line.length
    total += line.length
    if (size >= BATCH) close()
  }
  if (size > 0) close()
  return batches
}

function floor(batches: readonly Batch[]): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parsed = 0
  for (const { bytes, offset, length } of batches)
    for (let i = 0; i < offset.length; i++) {
      const text = decoder.decode(bytes.subarray(offset[i], offset[i]! + length[i]!))
      if (JSON.parse(text) !== undefined) parsed++
    }
  return parsed
}

async function analyse(batches: readonly Batch[], format: FormatId): Promise<number> {
  const toolSets = new RecentToolSets()
  const validators = new ToolValidators()
  const analyser = new Analyser({ format: formatOf(format), validators, toolSets })
  let messages = 0
  for (const { bytes, offset, length } of batches) {
    const into = emptyBatch(offset.length)
    await analyser.analyseBatch(bytes, { offset, length }, into)
    for (const count of into.columns.messages) messages += count
  }
  return messages
}

function median(numbers: number[]): number {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1]!
}

async function compare(name: string, format: FormatId, records: readonly Json[]): Promise<void> {
  const batches = batchesOf(records)
  const count = batches.reduce((sum, batch) => sum + batch.offset.length, 0)
  const bytes = batches.reduce((sum, batch) => sum + batch.bytes.length, 0)
  const bare: number[] = []
  const full: number[] = []
  let sink = 0
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now()
    sink += floor(batches)
    const middle = performance.now()
    sink += await analyse(batches, format)
    bare.push(middle - start)
    full.push(performance.now() - middle)
  }
  const [a, b] = [median(bare), median(full)]
  const speed = (ms: number) => `${(bytes / ms / 1000).toFixed(0)} MB/s`
  const each = (ms: number) => `${((ms / count) * 1000).toFixed(2)} µs`
  process.stdout.write(
    `${name} (${count} records, mean ${Math.round(bytes / count)} B): floor ${speed(a)} ${each(a)},` +
      ` analysed ${speed(b)} ${each(b)}: ${(b / a).toFixed(2)}× (${sink > 0 ? 'ok' : 'empty'})\n`,
  )
}

await compare('short openai', 'openai', shortRecords())
await compare('glaive', 'sharegpt', example('glaive_toolcall_en_demo.json'))
await compare('dpo', 'llama-factory/dpo', example('dpo_en_demo.json'))
await compare('tau-bench', 'tau-bench', example('gpt-4o-airline.even-task-ids.json'))
