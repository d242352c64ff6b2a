import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import { numberOption } from './options.ts'
import { visitTexts, type Anchor } from './texts.ts'

const CODE = 'text.repeat'

export const textRepeat = defineCheck({
  code: CODE,
  title: 'Text that repeats itself',
  severity: 'warning',
  deep: true,
  help: {
    what: 'Of an answer or its reasoning, of 50 words or more, the repeated lines are over 30 % of all lines, or one run of two, three or four words takes over 20, 18 or 16 % of the letters, or repeated runs of five to ten words take over 15 to 10 %.',
    why: 'The text has degenerated. The model learns to go round in circles.',
    remedy: 'Cut the answer before it begins to repeat, or drop the sample.',
    bad: 'assistant: "I will check it now. I will check it now. I will check it now. …"',
    good: 'assistant: "I will check it now."',
    source: 'Gopher’s repetition limits as in datatrove.',
  },
  options: {
    least: numberOption('Texts from', 50, { least: 10, most: 1_000_000, unit: 'words' }),
  },
  run(sample, _context, { least }) {
    const found = new Findings(CODE)
    visitTexts(sample, LONG, ({ text, kind, message, at }) => {
      if (message.role !== 'assistant' || (kind !== 'text' && kind !== 'reasoning')) return
      const why = repetitionOf(text, least)
      if (why) found.add('warning', `This text repeats itself: ${why}.`, message.path, at)
    })
    return found.list
  },
})

/** 50 words have more letters than this; the option may ask for fewer, but not for ten short ones. */
const LONG: Anchor = { test: (text) => text.length >= 60 }

const TOP = [
  [2, 0.2],
  [3, 0.18],
  [4, 0.16],
] as const
const DUPLICATED = [
  [5, 0.15],
  [6, 0.14],
  [7, 0.13],
  [8, 0.12],
  [9, 0.11],
  [10, 0.1],
] as const
/** Longer texts are judged by their beginning. */
const MOST = 200_000

function repetitionOf(whole: string, least: number): string | undefined {
  const text = whole.length > MOST ? whole.slice(0, MOST) : whole
  if (!mayRepeat(text)) return undefined
  const words = text.match(/\S+/g)
  if (!words || words.length < least) return undefined
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const share = 1 - new Set(lines).size / lines.length
  if (lines.length >= 5 && share > 0.3) return `${percent(share)} of its lines stand there twice`
  // Most texts hold no run of five words twice: then none of ten is, and no short one is frequent.
  const hashes = words.map(hashOf)
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  for (const [n, limit] of DUPLICATED) {
    const taken = duplicated(words, hashes, n) / letters
    if (taken === 0) break
    if (taken > limit) return `repeated runs of ${n} words are ${percent(taken)} of it`
  }
  for (const [n, limit] of TOP) {
    const taken = top(words, hashes, n) / letters
    if (taken > limit) return `one run of ${n} words is ${percent(taken)} of it`
  }
  return undefined
}

const PROBES = 12
/** Of twelve pieces of a text that repeats a sixth of itself, two come again. */
const LEAST_AGAIN = 2
/** Longer than what prose says twice by chance. */
const PROBE = 28

/**
 * Whether some of a few pieces, evenly spread, come again later in the text. Counting runs of words
 * costs more than reading the record; a text of which a tenth repeats can slip through, one that has
 * degenerated cannot.
 */
function mayRepeat(text: string): boolean {
  const step = Math.max(1, Math.floor((text.length - PROBE) / PROBES))
  let again = 0
  for (let i = 0; i + PROBE <= text.length; i += step) {
    const from = rareStart(text, i)
    const piece = text.slice(from, from + PROBE)
    if (text.indexOf(piece, from + 1) < 0 || piece.trim() === '') continue
    if (++again === LEAST_AGAIN) return true
  }
  return false
}

/** A capital, digit or line near a place: a piece that begins rarely is found, or not, sooner. */
function rareStart(text: string, at: number): number {
  const end = Math.min(at + PROBE, text.length - PROBE)
  for (let i = at; i < end; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || (code >= 0x30 && code <= 0x5a)) return i
  }
  return at
}

/** Letters in runs of n words that stood there before; what is counted is stepped over. */
function duplicated(words: readonly string[], hashes: readonly number[], n: number): number {
  const seen = new Set<number>()
  let letters = 0
  for (let i = 0; i + n <= words.length;) {
    if (seen.size === seen.add(runHash(hashes, i, n)).size) {
      for (let k = i; k < i + n; k++) letters += words[k]!.length
      i += n
    } else i++
  }
  return letters
}

/** Letters that the most frequent run of n words takes. */
function top(words: readonly string[], hashes: readonly number[], n: number): number {
  const counts = new Map<number, number>()
  let most = 0
  for (let i = 0; i + n <= words.length; i++) {
    const run = runHash(hashes, i, n)
    const count = (counts.get(run) ?? 0) + 1
    counts.set(run, count)
    if (count < 2) continue
    let letters = 0
    for (let k = i; k < i + n; k++) letters += words[k]!.length
    most = Math.max(most, count * letters)
  }
  return most
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return hash
}

/** Of n words from here on, in 53 bits, so that among a text's runs no two are taken for one. */
function runHash(hashes: readonly number[], from: number, n: number): number {
  let low = 0
  let high = 0
  for (let i = from; i < from + n; i++) {
    low = Math.imul(low ^ hashes[i]!, 0x85ebca6b) + i - from
    high = Math.imul(high ^ hashes[i]!, 0xc2b2ae35) ^ (high >>> 13)
  }
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0)
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
