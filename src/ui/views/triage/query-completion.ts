import { beginsCondition, STATE_NAMES } from '../../../core/query/conditions.ts'
import { word } from '../../../core/query/print.ts'
import { LABELS, MEASURES, TRAITS } from '../../../core/query/where.ts'
import { STATE_WORDS } from './query-words.ts'

/** What a dataset has to offer behind the keys. */
export interface QueryWorld {
  readonly checks: readonly {
    readonly code: string
    readonly title: string
    readonly records: number
  }[]
  readonly sources: readonly string[]
  readonly formats: readonly string[]
  readonly tools: readonly string[]
}

export interface Completion {
  /** What stands in place of the word that is being typed. */
  readonly text: string
  readonly detail: string
  /** A whole condition; else something is still to be typed behind it. */
  readonly isWhole: boolean
}

const KEYS: readonly (readonly [text: string, detail: string])[] = [
  ['finding:', 'A check that found something'],
  ['state:', 'To do, kept, dropped …'],
  ['is:', 'Pair, edited, flagged, unreadable, apart'],
  ['has:', 'Error, warning or note'],
  ['label:', 'Desirable, undesirable or none'],
  ['source:', 'File'],
  ['format:', 'Format of the record'],
  ['user:', 'Text of the user'],
  ['assistant:', 'Text of the assistant'],
  ['system:', 'Text of the system prompt'],
  ['reasoning:', 'Text of the reasoning'],
  ['tool:', 'Name of a tool, or its result'],
  ['args:', 'Arguments of a call'],
  ['col:', 'Column of the record: col:reward>0.5'],
]
const MEASURE_WORDS: Readonly<Record<(typeof MEASURES)[number], string>> = {
  errors: 'Number of errors',
  warnings: 'Number of warnings',
  notes: 'Number of notes',
  messages: 'Number of messages',
  calls: 'Number of tool calls',
  branches: 'Number of branches',
  tokens: 'Estimated tokens',
  bytes: 'Size of the record',
  line: 'Line in the file',
  record: 'Number of the sample',
}
const MOST = 12

/** The word at the end of the text, of a condition or of its beginning; brackets and minus aside. */
const LAST = /(?:^|\s)[-(]*(?<word>[^\s"(]*)$/

/** What may stand in place of the last word, best first. */
export function completionsOf(typed: string, world: QueryWorld): Completion[] {
  const last = LAST.exec(typed)?.groups?.['word'] ?? ''
  if (last.startsWith('/')) return []
  const [, key, value] = /^([a-z]+):(.*)$/i.exec(last) ?? []
  const all = key === undefined ? keys() : valuesOf(key.toLowerCase(), world)
  const wanted = (value ?? last).toLowerCase()
  const found = all.filter(({ text, detail }) => {
    const own = key === undefined ? text : text.slice(text.indexOf(':') + 1)
    return (
      own.toLowerCase().includes(wanted) ||
      (key !== undefined && detail.toLowerCase().includes(wanted))
    )
  })
  const starts = ({ text }: Completion) => text.toLowerCase().startsWith(last.toLowerCase())
  const sorted = [
    ...found.filter(starts),
    ...(key === undefined ? [] : found.filter((c) => !starts(c))),
  ]
  return sorted.filter(({ text }) => text !== last).slice(0, MOST)
}

/** The text with its last word replaced. */
export function complete(typed: string, { text, isWhole }: Completion): string {
  const last = LAST.exec(typed)?.groups?.['word'] ?? ''
  return typed.slice(0, typed.length - last.length) + text + (isWhole ? ' ' : '')
}

/**
 * Whether the last word is still on its way: a condition whose value may go on, a quote or a pattern
 * that is not closed. It is not searched for before it is there.
 */
export function isUnfinished(typed: string): boolean {
  const last = /\S*$/.exec(typed)?.[0].replace(/^[-(]+/, '') ?? ''
  const [, key, sign] = /^([a-z]+)(:|>=|<=|[<>=])/i.exec(last) ?? []
  if (key !== undefined && sign !== undefined && beginsCondition(key.toLowerCase(), sign))
    return true
  if (/(?:^|[\s:(-])\/[^/]*$/.test(typed)) return true
  return /(?:^|\s)(?:OR|AND|NOT|\||-)\s*$/.test(typed)
}

function keys(): Completion[] {
  return [
    ...KEYS.map(([text, detail]) => ({ text, detail, isWhole: false })),
    ...MEASURES.map((measure) => ({
      text: `${measure}>`,
      detail: MEASURE_WORDS[measure],
      isWhole: false,
    })),
  ]
}

function valuesOf(key: string, world: QueryWorld): Completion[] {
  const whole = (value: string, detail = '') => ({ text: `${key}:${value}`, detail, isWhole: true })
  switch (key) {
    case 'finding': {
      const found = world.checks.filter(({ records }) => records > 0)
      const families = new Map<string, number>()
      for (const { code } of found) {
        const family = code.split('.', 1)[0]!
        families.set(family, (families.get(family) ?? 0) + 1)
      }
      return [
        ...found.map(({ code, title, records }) => whole(code, `${title} · ${records}`)),
        ...[...families]
          .filter(([, checks]) => checks > 1)
          .map(([family, checks]) => whole(`${family}.*`, `Any of ${checks} checks`)),
      ]
    }
    case 'state':
      return STATE_NAMES.map((state) => whole(state, STATE_WORDS[state]))
    case 'is':
      return TRAITS.map((trait) => whole(trait))
    case 'has':
      return ['error', 'warning', 'note'].map((one) => whole(one))
    case 'label':
      return LABELS.map((label) => whole(label))
    case 'source':
      return world.sources.map((name) => whole(word(name)))
    case 'format':
      return world.formats.map((format) => whole(word(format)))
    case 'tool':
      return world.tools.map((name) => whole(word(name)))
    default:
      return []
  }
}
