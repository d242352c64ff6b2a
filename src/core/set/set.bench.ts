/**
 * What the set costs: digests per record, then the search for duplicates over all of them. Records are
 * made up of words with a seeded generator; one in fifty is a near duplicate of one before it. Times are of the
 * processor.
 *
 *     npx tsx src/core/set/set.bench.ts [RECORDS]
 */
import { formatOf } from '../formats/index.ts'
import { RecentToolSets } from '../formats/tool-sets.ts'
import type { Json } from '../model/json.ts'
import type { Sample } from '../model/sample.ts'
import { Digester } from './digest.ts'
import { Digests, emptyDigests } from './digests.ts'
import { judgeSet } from './judge.ts'

const count = Number(process.argv[2] ?? 1_000_000)
const BATCH = 1024
const openai = formatOf('openai')
const toolSets = new RecentToolSets()

/** Record `index` of a set, always the same one. */
function recordOf(index: number, words: number): Json {
  const isCopy = index % 50 === 49
  let state = Math.imul((isCopy ? index - 25 : index) + 1, 2654435761) >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state >>> 8
  }
  const text = (length: number) =>
    Array.from({ length }, () => `w${(next() % 20_000).toString(36)}`).join(' ')
  const content = text(Math.floor(words / 3))
  return {
    messages: [
      { role: 'user', content: isCopy ? `${content} copy` : content },
      { role: 'assistant', content: text(words - Math.floor(words / 3)) },
    ],
  }
}

function sampleOf(index: number, words: number): Sample {
  return openai.read(recordOf(index, words), { toolSets })
}

function measureDigests(words: number): void {
  const records = Array.from({ length: 2_000 }, (_, i) => recordOf(i, words))
  const bytes = JSON.stringify(records).length
  const samples = records.map((record) => openai.read(record, { toolSets }))
  const digester = new Digester({ prompts: false })
  const rounds: number[] = []
  for (let round = 0; round < 9; round++) {
    const into = emptyDigests(samples.length)
    const start = cpuTime()
    samples.forEach((sample, i) => digester.digest(sample, records[i], into, i))
    rounds.push(cpuTime() - start)
  }
  const ms = rounds.sort((a, b) => a - b)[4]!
  say(
    `digests of ${Math.round(bytes / records.length)} B: ${perSecond(records.length, ms)} records/s, ${(bytes / ms / 1000).toFixed(0)} MB/s`,
  )
}

async function measureSet(): Promise<void> {
  const digests = new Digests()
  digests.beginPart('made.jsonl')
  const digester = new Digester({ prompts: false })
  const before = memory()
  let digesting = 0
  for (let from = 0; from < count; from += BATCH) {
    const total = Math.min(BATCH, count - from)
    const batch = emptyDigests(BATCH)
    const samples = Array.from({ length: total }, (_, i) => sampleOf(from + i, 50))
    const start = cpuTime()
    samples.forEach((sample, i) => digester.digest(sample, undefined, batch, i))
    digesting += cpuTime() - start
    digests.append(batch, total)
  }
  say(`${count} digests: ${(digesting / 1000).toFixed(1)} s, ${memory() - before} MB`)
  let findings = 0
  let reads = 0
  let most = 0
  const times = new Map<string, number>()
  let last = { check: '', at: cpuTime() }
  const start = cpuTime()
  await judgeSet(
    {
      digests,
      read: (record) => {
        reads++
        return Promise.resolve(sampleOf(record, 50))
      },
      onProgress: ({ check }) => {
        most = Math.max(most, memory())
        const at = cpuTime()
        times.set(last.check, (times.get(last.check) ?? 0) + at - last.at)
        last = { check, at }
      },
    },
    { finding: () => void findings++ },
  )
  const ms = cpuTime() - start
  say(
    `judged in ${(ms / 1000).toFixed(1)} s: ${findings} findings, ${reads} records read again, ${most - before} MB at most`,
  )
  for (const [check, spent] of times) if (spent > 50) say(`  ${check} ${Math.round(spent)} ms`)
}

/** Milliseconds of work, so that what else the machine does counts for nothing. */
function cpuTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return Math.round((heapUsed + arrayBuffers) / 1e6)
}

function perSecond(records: number, ms: number): string {
  return Math.round((records / ms) * 1000).toLocaleString('en-US')
}

function say(line: string): void {
  process.stdout.write(line + '\n')
}

measureDigests(50)
measureDigests(700)
await measureSet()
