import { diffArrays } from 'diff'

/** Characters `start` up to `end` of a text, in UTF-16 units. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

export interface WordDiff {
  /** What stands in `a` only, ascending, never touching one another. */
  readonly a: readonly TextRange[]
  readonly b: readonly TextRange[]
  /** Places at which the texts differ; a replaced word is one place, not two. */
  readonly edits: number
  /** The texts differ too much for word by word: whole lines, or all between the equal ends. */
  readonly coarse: boolean
}

const EQUAL: WordDiff = { a: [], b: [], edits: 0, coarse: false }

/**
 * Bounds of the search, so that the same texts give the same marks on every machine (a time limit
 * would not). Myers needs about `edits²` steps: 1,000 edits are some 20 ms.
 */
const MAX_WORD_EDITS = 1_000
const MAX_LINE_EDITS = 400
/** Texts whose differing middles are longer than this (characters, both sides) are not cut into words. */
const MAX_WORD_CHARACTERS = 400_000

/**
 * Where two texts differ, word by word. Falls back to lines, and then to everything between the
 * equal beginning and the equal end, when the texts are huge or have little in common.
 */
export function diffWords(a: string, b: string): WordDiff {
  if (a === b) return EQUAL
  const from = commonStart(a, b)
  const tail = commonEnd(a, b, from)
  const left = a.slice(from, a.length - tail)
  const right = b.slice(from, b.length - tail)
  const short = left.length + right.length <= MAX_WORD_CHARACTERS
  const byWords = short ? changesOf(wordsOf(left), wordsOf(right), from, MAX_WORD_EDITS) : undefined
  if (byWords) return marked(joinAcrossSpace(byWords, a), false)
  const byLines = changesOf(linesOf(left), linesOf(right), from, MAX_LINE_EDITS)
  if (byLines) return marked(byLines, true)
  const whole: Place = {
    a: { start: from, end: a.length - tail },
    b: { start: from, end: b.length - tail },
  }
  return marked([whole], true)
}

/** One place at which the texts differ: a range of each, one of which may be empty. */
interface Place {
  readonly a: TextRange
  readonly b: TextRange
}

function marked(places: readonly Place[], coarse: boolean): WordDiff {
  const filled = (range: TextRange) => range.end > range.start
  return {
    a: places.map((place) => place.a).filter(filled),
    b: places.map((place) => place.b).filter(filled),
    edits: places.length,
    coarse,
  }
}

function changesOf(
  left: string[],
  right: string[],
  offset: number,
  maxEditLength: number,
): Place[] | undefined {
  const changes = diffArrays(left, right, { maxEditLength })
  if (!changes) return undefined
  const places: Place[] = []
  let atA = offset
  let atB = offset
  let fromA = atA
  let fromB = atB
  const close = () => {
    if (atA > fromA || atB > fromB)
      places.push({ a: { start: fromA, end: atA }, b: { start: fromB, end: atB } })
  }
  for (const change of changes) {
    const length = change.value.reduce((sum, token) => sum + token.length, 0)
    if (change.removed) atA += length
    else if (change.added) atB += length
    else {
      close()
      fromA = atA += length
      fromB = atB += length
    }
  }
  close()
  return places
}

/** Joins places with nothing but white space between them: a rewritten sentence is one place. */
function joinAcrossSpace(places: readonly Place[], a: string): Place[] {
  const joined: Place[] = []
  for (const place of places) {
    const last = joined.at(-1)
    if (last && a.slice(last.a.end, place.a.start).trim() === '')
      joined[joined.length - 1] = {
        a: { start: last.a.start, end: place.a.end },
        b: { start: last.b.start, end: place.b.end },
      }
    else joined.push(place)
  }
  return joined
}

/** Words with their combining marks, numbers with points and commas inside, runs of space, signs. */
const TOKEN = /[\p{L}\p{M}_]+(?:['’][\p{L}\p{M}]+)*|\p{N}+(?:[.,:]\p{N}+)*|[^\S\n]+|\n|./gsu
/** Scripts that put no space between words; only these need the (slow) segmenter. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

function wordsOf(text: string): string[] {
  if (UNSPACED.test(text)) {
    const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })
    return Array.from(segmenter.segment(text), (word) => word.segment)
  }
  return text.match(TOKEN) ?? []
}

function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+/g) ?? []
}

/** Length of the equal beginning, cut back to the last white space in it. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length)
  let at = 0
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++
  while (at > 0 && !isSpace(a.charCodeAt(at - 1))) at--
  return at
}

/** Length of the equal end, cut forward to the first white space in it; stays behind `from`. */
function commonEnd(a: string, b: string, from: number): number {
  const most = Math.min(a.length, b.length) - from
  let tail = 0
  while (tail < most && a.charCodeAt(a.length - tail - 1) === b.charCodeAt(b.length - tail - 1))
    tail++
  while (tail > 0 && !isSpace(a.charCodeAt(a.length - tail))) tail--
  return tail
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 10
}
