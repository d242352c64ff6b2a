import type { ColumnCondition, Measure, Where } from './where.ts'

type NumberCondition = Extract<ColumnCondition, { kind: 'number' }>

/** The text of a query; `parseQuery` reads the same query back. */
export function printQuery(where: Where): string {
  return print(where, 'top')
}

function print(where: Where, inside: 'top' | 'all' | 'any' | 'not'): string {
  switch (where.kind) {
    case 'all': {
      const text = where.of.map((part) => print(part, 'all')).join(' ')
      return inside === 'not' ? `(${text})` : text
    }
    case 'any': {
      const text = where.of.map((part) => print(part, 'any')).join(' OR ')
      return inside === 'top' ? text : `(${text})`
    }
    case 'not':
      return '-' + print(where.of, 'not')
    case 'finding':
      return `finding:${word(where.code)}`
    case 'state':
      return `state:${where.states.join(',')}`
    case 'is':
      return `is:${where.trait}`
    case 'label':
      return `label:${where.label}`
    case 'source':
      return `source:${word(where.name)}`
    case 'format':
      return `format:${word(where.format)}`
    case 'number':
      return printNumber(where)
    case 'text':
      return scope(where.within) + quoted(where.text)
    case 'pattern':
      return `${scope(where.within)}/${where.source}/${where.flags}`
    case 'column':
      return `col:${word(where.name)}${where.test ? where.test.sign + word(where.test.value) : ''}`
  }
}

const PRESENCE: Partial<Record<Measure, string>> = {
  errors: 'has:error',
  warnings: 'has:warning',
  notes: 'has:note',
}

function printNumber({ measure, least, most, strict }: NumberCondition): string {
  if (least === null && most === null) return `${measure}>=0`
  if (least === null) return strict ? `${measure}<${most! + 1}` : `${measure}<=${most}`
  if (least === most) return `${measure}=${least}`
  if (most !== null) return `${measure}:${least}..${most}`
  if (strict) return `${measure}>${least - 1}`
  return least === 1 && PRESENCE[measure] ? PRESENCE[measure] : `${measure}>=${least}`
}

function scope(within: string | null): string {
  return within === null ? '' : within + ':'
}

/** A value as it may stand behind a key. */
export function word(text: string): string {
  return /^[\p{L}\p{N}_.*+-][\p{L}\p{N}_.*+/@:-]*$/u.test(text) ? text : quoted(text)
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}
