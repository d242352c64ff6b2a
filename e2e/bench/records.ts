import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'

interface Turn {
  readonly from: string
  readonly value: string
}
interface Sharegpt {
  readonly conversations: readonly Turn[]
  readonly tools: string
}

export type Kind = 'long' | 'short'

const EXAMPLE = new URL('../../public/examples/glaive_toolcall_en_demo.json', import.meta.url)
const MEAN_BYTES = { long: 4_000, short: 300 } as const

/**
 * Writes a JSON Lines file of about `bytes`, made by repeating and varying the shipped real records:
 * `long` ones of 4 kB on average with their tools and calls, `short` ones of 300 bytes, one question
 * and its answer. The same every time.
 */
export async function writeRecords(path: string, kind: Kind, bytes: number): Promise<number> {
  const originals = JSON.parse(await readFile(EXAMPLE, 'utf8')) as Sharegpt[]
  const out = createWriteStream(path)
  const random = generator(20)
  let written = 0
  let records = 0
  while (written < bytes) {
    const original = originals[Math.floor(random() * originals.length)]!
    const line = Buffer.from((kind === 'long' ? long : short)(original, random) + '\n')
    written += line.length
    records++
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await finished(out)
  return records
}

/** The original's turns, repeated with other numbers until the record is long enough. */
function long({ conversations, tools }: Sharegpt, random: () => number): string {
  const wanted = MEAN_BYTES.long * (0.4 + random())
  const turns: Turn[] = []
  let length = tools.length
  do {
    for (const turn of conversations) {
      turns.push({ from: turn.from, value: varied(turn.value, random) })
      length += turn.value.length + 40
    }
  } while (length < wanted)
  return JSON.stringify({ conversations: turns, tools })
}

/** A question and the next answer in words, cut to size. */
function short({ conversations }: Sharegpt, random: () => number): string {
  const at = conversations.findIndex(({ from }) => from === 'gpt')
  const answer = conversations[at]?.value ?? ''
  const question = conversations[0]!.value
  const room = MEAN_BYTES.short * (0.75 + random() / 2) - 90
  const asked = varied(question, random).slice(0, room * 0.6)
  return JSON.stringify({
    conversations: [
      { from: 'human', value: asked },
      { from: 'gpt', value: varied(answer + ' ' + question, random).slice(0, room - asked.length) },
    ],
  })
}

/** Other digits, so that few records are alike. A 0 stays and none is made: numbers stay JSON. */
function varied(text: string, random: () => number): string {
  const shift = Math.floor(random() * 9)
  return text.replace(/[1-9]/g, (digit) => String(((Number(digit) - 1 + shift) % 9) + 1))
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
