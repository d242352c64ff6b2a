import { defineCheck } from './check.ts'
import { Findings } from './conversation.ts'
import { numberOption } from './options.ts'
import { visitTexts } from './texts.ts'

const CODE = 'text.repeat'

export const textRepeat = defineCheck({
  code: CODE,
  title: 'Text that repeats itself',
  severity: 'warning',
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
const LONG = /^[^]{60}/

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
  const letters = words.reduce((sum, word) => sum + word.length, 0)
  for (const [n, limit] of DUPLICATED) {
    const taken = duplicated(words, n) / letters
    if (taken === 0) break
    if (taken > limit) return `repeated runs of ${n} words are ${percent(taken)} of it`
  }
  for (const [n, limit] of TOP) {
    const taken = top(words, n) / letters
    if (taken > limit) return `one run of ${n} words is ${percent(taken)} of it`
  }
  return undefined
}

const PROBES = 10
const PROBE = 20

/**
 * Whether any of a few pieces, evenly spread, stands in the text twice. Counting runs of words costs
 * more than reading the record; a text of which a tenth repeats can slip through, one that has
 * degenerated cannot.
 */
function mayRepeat(text: string): boolean {
  const step = Math.max(1, Math.floor((text.length - PROBE) / PROBES))
  for (let i = 0; i + PROBE <= text.length; i += step) {
    const piece = text.slice(i, i + PROBE)
    if (text.indexOf(piece) < i || text.indexOf(piece, i + 1) > 0) return true
  }
  return false
}

/** Letters in runs of n words that stood there before; what is counted is stepped over. */
function duplicated(words: readonly string[], n: number): number {
  const seen = new Set<string>()
  let letters = 0
  for (let i = 0; i + n <= words.length;) {
    const run = words.slice(i, i + n).join(' ')
    if (seen.size === seen.add(run).size) {
      letters += run.length - n + 1
      i += n
    } else i++
  }
  return letters
}

/** Letters that the most frequent run of n words takes. */
function top(words: readonly string[], n: number): number {
  const counts = new Map<string, number>()
  let most = 0
  for (let i = 0; i + n <= words.length; i++) {
    const run = words.slice(i, i + n).join(' ')
    const count = (counts.get(run) ?? 0) + 1
    counts.set(run, count)
    if (count > 1) most = Math.max(most, count * (run.length - n + 1))
  }
  return most
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
