import type { WorkState } from '../journal/edit.ts'
import {
  allOf,
  anyOf,
  LABELS,
  MEASURES,
  SCOPES,
  TRAITS,
  type Measure,
  type Scope,
  type Where,
} from './where.ts'

/** What stands behind a key, or what is wrong with it. */
export type ReadCondition = { readonly where: Where } | { readonly message: string }

/** The states, each with the words that name it; the first is what is printed. */
const STATES: Readonly<Record<WorkState, readonly string[]>> = {
  todo: ['todo', 'to-do'],
  draft: ['draft', 'drafts', 'draft-forks'],
  kept: ['kept', 'keep'],
  paired: ['paired', 'pairs'],
  tied: ['tied', 'tie'],
  labelled: ['labelled', 'labeled'],
  dropped: ['dropped', 'drop'],
}
export const STATE_NAMES = Object.keys(STATES) as readonly WorkState[]

const HAS: Readonly<Record<string, Measure>> = {
  error: 'errors',
  errors: 'errors',
  warning: 'warnings',
  warnings: 'warnings',
  note: 'notes',
  notes: 'notes',
}

/** The scope that a key names. */
export function scopeNamed(key: string): Scope | undefined {
  return SCOPES.find((scope) => scope === key)
}

function measureNamed(key: string): Measure | undefined {
  return MEASURES.find((measure) => measure === key)
}

/** Whether a key with this sign begins a condition; else it is text, such as `12:30` or `https:`. */
export function beginsCondition(key: string, sign: string): boolean {
  if (measureNamed(key)) return true
  return sign === ':' && (key in READERS || key === 'col' || key === 'column' || !!scopeNamed(key))
}

/** Reads a condition that the columns answer; `beginsCondition` must hold. */
export function readCondition(key: string, sign: string, value: string): ReadCondition {
  const measure = measureNamed(key)
  if (measure) return readNumber(measure, sign, value)
  return READERS[key]!(value)
}

const READERS: Readonly<Record<string, (value: string) => ReadCondition>> = {
  finding: (code) =>
    code === ''
      ? wrong('A check’s code belongs behind finding:, or a family such as loop.*.')
      : { where: { kind: 'finding', code } },
  state: readState,
  is: readState,
  has: (value) => {
    const measure = HAS[value.toLowerCase()]
    if (!measure) return wrong(`${said(value)} cannot be asked for. Use error, warning or note.`)
    return { where: { kind: 'number', measure, least: 1, most: null, strict: false } }
  },
  label: (value) => {
    const label = LABELS.find((one) => one === value.toLowerCase())
    if (!label) return wrong(`No label is called ${said(value)}. Labels: ${LABELS.join(', ')}.`)
    return { where: { kind: 'label', label } }
  },
  source: (name) =>
    name === ''
      ? wrong('A file’s name belongs behind source:, * stands for anything.')
      : { where: { kind: 'source', name } },
  format: (format) =>
    format === ''
      ? wrong('A format belongs behind format:, such as openai.')
      : { where: { kind: 'format', format } },
}

/** States and traits may be named by either key, several with commas between. */
function readState(value: string): ReadCondition {
  const parts: Where[] = []
  for (const name of value.toLowerCase().split(',')) {
    const state = STATE_NAMES.find((one) => STATES[one].includes(name))
    const trait = TRAITS.find((one) => one === name)
    if (state) parts.push({ kind: 'state', states: [state] })
    else if (trait) parts.push({ kind: 'is', trait })
    else
      return wrong(
        `No state is called ${said(name)}. States: ${[...STATE_NAMES, ...TRAITS].join(', ')}.`,
      )
  }
  const states = parts.filter(({ kind }) => kind === 'state')
  const others = parts.filter(({ kind }) => kind !== 'state')
  const [first = allOf(states), ...rest] = states.length > 0 ? [allOf(states), ...others] : others
  return { where: anyOf([first, ...rest]) }
}

const NUMBER = /^(\d{1,15}(?:\.\d{1,3})?)([km]?)$/i

function readNumber(measure: Measure, sign: string, value: string): ReadCondition {
  const range = /^(.*?)\.\.(.*)$/.exec(value)
  const odd = wrong(
    value === ''
      ? `A number belongs here: ${measure}${sign === ':' ? '=' : sign}5, ${measure}:2..6, ${measure}>10k.`
      : `${said(value)} is no whole number. Write ${measure}>10, ${measure}:2..6 or ${measure}>10k.`,
  )
  if (range && (sign === ':' || sign === '=')) {
    const [, from = '', to = ''] = range
    const [least, most] = [readWhole(from), readWhole(to)]
    if ((from !== '' && least === null) || (to !== '' && most === null)) return odd
    if (least === null && most === null) return odd
    if (least !== null && most !== null && most < least)
      return wrong(`This range runs backwards. Write ${measure}:${most}..${least}.`)
    return { where: { kind: 'number', measure, least, most, strict: false } }
  }
  const n = readWhole(value)
  if (n === null) return odd
  const least = { ':': n, '=': n, '>': n + 1, '>=': n }[sign] ?? null
  const most = { ':': n, '=': n, '<': n - 1, '<=': n }[sign] ?? null
  const strict = sign === '<' || sign === '>'
  return { where: { kind: 'number', measure, least, most, strict } }
}

function readWhole(text: string): number | null {
  const [, digits, unit] = NUMBER.exec(text.replaceAll(/[_,]/g, '')) ?? []
  if (digits === undefined || unit === undefined) return null
  const n = Number(digits) * ({ k: 1_000, m: 1_000_000 }[unit.toLowerCase()] ?? 1)
  // 1.1k is 1100.0000000000002 in floating point.
  const whole = Math.round(n)
  return Math.abs(n - whole) < 1e-6 && whole <= 1e15 ? whole : null
}

function wrong(message: string): ReadCondition {
  return { message }
}

function said(value: string): string {
  return value === '' ? 'nothing' : `“${value}”`
}
