import type { Message } from '../model/message.ts'
import { callsOf, messageText } from '../model/message.ts'
import { sameMessage } from '../model/pair.ts'

/** Two branches side by side: a row holds a message of each, or of one only. */
export interface AlignedRow {
  /** Index in the first list; null where the second stands alone. */
  readonly a: number | null
  readonly b: number | null
}

/** Lists with more message pairs than this between their equal ends are aligned by place alone. */
const MAX_CELLS = 90_000
/** What it costs to leave a message alone in its row. */
const ALONE = 1

/**
 * Aligns two lists of messages so that what answers to one another stands in one row. Equal ends
 * first; between them the cheapest alignment, where messages may share a row only if the same side
 * speaks (assistant with assistant), and the more they have in common the cheaper it is.
 */
export function alignMessages(a: readonly Message[], b: readonly Message[]): AlignedRow[] {
  const rows: AlignedRow[] = []
  let head = 0
  const most = Math.min(a.length, b.length)
  while (head < most && sameMessage(a[head]!, b[head]!)) rows.push({ a: head, b: head++ })
  let tail = 0
  while (tail < most - head && sameMessage(a[a.length - 1 - tail]!, b[b.length - 1 - tail]!)) tail++
  const left = a.slice(head, a.length - tail)
  const right = b.slice(head, b.length - tail)
  const middle = left.length * right.length > MAX_CELLS ? byPlace(left, right) : byCost(left, right)
  for (const row of middle)
    rows.push({ a: row.a === null ? null : row.a + head, b: row.b === null ? null : row.b + head })
  for (let i = tail; i > 0; i--) rows.push({ a: a.length - i, b: b.length - i })
  return rows
}

function byPlace(a: readonly Message[], b: readonly Message[]): AlignedRow[] {
  const rows: AlignedRow[] = []
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const left = a[i]
    const right = b[i]
    if (left && right && left.role !== right.role) rows.push({ a: i, b: null }, { a: null, b: i })
    else rows.push({ a: left ? i : null, b: right ? i : null })
  }
  return rows
}

/** Needleman–Wunsch. Of two equally cheap ways the one that pairs earlier messages is taken. */
function byCost(a: readonly Message[], b: readonly Message[]): AlignedRow[] {
  const width = b.length + 1
  const costs = new Float64Array((a.length + 1) * width)
  const wordsA = a.map(wordSet)
  const wordsB = b.map(wordSet)
  const together = (i: number, j: number) => pairCost(a[i]!, b[j]!, wordsA[i]!, wordsB[j]!)
  for (let i = a.length; i >= 0; i--)
    for (let j = b.length; j >= 0; j--) {
      if (i === a.length || j === b.length) {
        costs[i * width + j] = (a.length - i + b.length - j) * ALONE
        continue
      }
      costs[i * width + j] = Math.min(
        together(i, j) + costs[(i + 1) * width + j + 1]!,
        ALONE + costs[(i + 1) * width + j]!,
        ALONE + costs[i * width + j + 1]!,
      )
    }
  const rows: AlignedRow[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const here = costs[i * width + j]!
    const pairs =
      i < a.length && j < b.length && here === together(i, j) + costs[(i + 1) * width + j + 1]!
    if (pairs) rows.push({ a: i++, b: j++ })
    else if (i < a.length && here === ALONE + costs[(i + 1) * width + j]!)
      rows.push({ a: i++, b: null })
    else rows.push({ a: null, b: j++ })
  }
  return rows
}

/** 0 for equal messages, up to just under two messages alone, infinite for different speakers. */
function pairCost(a: Message, b: Message, wordsA: Words, wordsB: Words): number {
  if (a.role !== b.role) return Infinity
  const [callA] = callsOf(a)
  const [callB] = callsOf(b)
  let cost = 1.2 * (1 - likeness(wordsA, wordsB))
  if ((callA === undefined) !== (callB === undefined)) cost += 0.6
  else if (callA && callB && callA.name !== callB.name) cost += 0.4
  return cost
}

type Words = ReadonlySet<string>

/** The first words of a message, its calls with their arguments included. */
function wordSet(message: Message): Words {
  let text = messageText(message).slice(0, 2_000)
  for (const call of callsOf(message))
    text += ` ${call.name} ${(call.argsText ?? JSON.stringify(call.args) ?? '').slice(0, 2_000)}`
  return new Set(text.toLowerCase().match(/[\p{L}\p{M}\p{N}_]+/gu) ?? [])
}

/** Share of words that both have, 0 to 1; two messages without words are alike. */
function likeness(a: Words, b: Words): number {
  if (a.size === 0 && b.size === 0) return 1
  let shared = 0
  for (const word of a) if (b.has(word)) shared++
  return shared / (a.size + b.size - shared)
}
