import { isPyList, PyOpaque, PyTuple, type PyValue } from './value.ts'

/** Deeper values are not written: Python itself gives up a little above. */
export const MAX_PY_DEPTH = 950

/** A value that Python's `json` cannot write; `what` is its type. */
export class NotSerialisable extends Error {
  readonly what: string
  constructor(what: string) {
    super(`a value of type ${what} is not JSON`)
    this.name = 'NotSerialisable'
    this.what = what
  }
}

/** `repr(float)`: the shortest digits, an exponent below 1e-4 and from 1e16 on. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa = '0', exponentText = '0'] = Math.abs(value).toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? '.' + digits.slice(1) : ''
    const size = Math.abs(exponent).toString().padStart(2, '0')
    return `${sign}${digits[0]}${fraction}e${exponent < 0 ? '-' : '+'}${size}`
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`
}

function floatJson(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  return floatRepr(value)
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\f': '\\f',
  '\b': '\\b',
}

/** A text as `json.dumps(…, ensure_ascii=False)` writes it; unlike JSON.stringify, DEL and lone
 * surrogates stay as they are. */
export function jsonString(text: string): string {
  const escaped = text.replace(/[\u0000-\u001f"\\]/g, (char) => {
    const hex = char.charCodeAt(0).toString(16).padStart(4, '0')
    return SHORT[char] ?? '\\u' + hex
  })
  return `"${escaped}"`
}

/** `json.dumps(value, ensure_ascii=False)`. Throws `NotSerialisable`. */
export function writeJson(value: PyValue, depth = 0): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return floatJson(value)
  if (typeof value === 'string') return jsonString(value)
  if (value instanceof PyOpaque) throw new NotSerialisable(value.kind)
  if (depth > MAX_PY_DEPTH) throw new NotSerialisable('too deep a value')
  if (value instanceof PyTuple) return writeList(value.items, depth)
  if (isPyList(value)) return writeList(value, depth)
  const members: string[] = []
  for (const [key, member] of value.entries())
    members.push(`${jsonString(keyText(key))}: ${writeJson(member, depth + 1)}`)
  return `{${members.join(', ')}}`
}

function writeList(items: readonly PyValue[], depth: number): string {
  return `[${items.map((item) => writeJson(item, depth + 1)).join(', ')}]`
}

function keyText(key: PyValue): string {
  if (typeof key === 'string') return key
  if (key === null || typeof key === 'boolean' || typeof key === 'bigint') return writeJson(key)
  if (typeof key === 'number') return floatJson(key)
  throw new NotSerialisable('key')
}

/** `repr(str)`: single quotes unless only those occur inside, and escapes for what cannot be seen. */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  let inner = ''
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0
    if (char === quote || char === '\\') inner += '\\' + char
    else if (char === '\n') inner += '\\n'
    else if (char === '\r') inner += '\\r'
    else if (char === '\t') inner += '\\t'
    else if (char !== ' ' && /[\p{C}\p{Z}]/u.test(char)) inner += hexEscape(code)
    else inner += char
  }
  return quote + inner + quote
}

function hexEscape(code: number): string {
  const hex = code.toString(16)
  if (code < 0x100) return '\\x' + hex.padStart(2, '0')
  return code < 0x10000 ? '\\u' + hex.padStart(4, '0') : '\\U' + hex.padStart(8, '0')
}

/** `repr(value)`. */
export function writeRepr(value: PyValue, depth = 0): string {
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return floatRepr(value)
  if (typeof value === 'string') return stringRepr(value)
  if (value instanceof PyOpaque) return value.text
  if (depth > MAX_PY_DEPTH) throw new NotSerialisable('too deep a value')
  const inner = (item: PyValue) => writeRepr(item, depth + 1)
  if (isPyList(value)) return `[${value.map(inner).join(', ')}]`
  if (value instanceof PyTuple) {
    const comma = value.items.length === 1 ? ',' : ''
    return `(${value.items.map(inner).join(', ')}${comma})`
  }
  const members: string[] = []
  for (const [key, member] of value.entries()) members.push(`${inner(key)}: ${inner(member)}`)
  return `{${members.join(', ')}}`
}

/** `str(value)`: a text is itself, everything else its `repr`. */
export function pyStr(value: PyValue): string {
  return typeof value === 'string' ? value : writeRepr(value)
}
