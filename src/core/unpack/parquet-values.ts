import type { FileMetaData, SchemaElement, SchemaTree } from 'hyparquet'

/** A value's JSON text, made where only the bytes or ticks were at hand. */
class Text {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

/** A point in time as ISO text without its zone, which the column's type tells. */
class Stamp {
  readonly iso: string
  constructor(iso: string) {
    this.iso = iso
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const looseUtf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** How leaves are decoded: nothing goes through a number that could not hold it. */
export const PARSERS = {
  timestampFromMilliseconds: (ticks: bigint) => stamp(BigInt(ticks), 3),
  timestampFromMicroseconds: (ticks: bigint) => stamp(BigInt(ticks), 6),
  timestampFromNanoseconds: (ticks: bigint) => stamp(BigInt(ticks), 9),
  dateFromDays: (days: number) => stamp(BigInt(days) * 86_400n, 0).iso.slice(0, -9),
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && looseUtf8.decode(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && jsonText(looseUtf8.decode(bytes)),
}

/** JSON in a column of that type stands in the record as it is; what is none stays text. */
function jsonText(text: string): Text {
  try {
    JSON.parse(text)
    return new Text(text.replace(/[\r\n]+/g, ' '))
  } catch {
    return new Text(JSON.stringify(text))
  }
}

/** ISO 8601 with as many digits behind the second as the unit has. */
function stamp(ticks: bigint, digits: number): Stamp {
  const perSecond = 10n ** BigInt(digits)
  let seconds = ticks / perSecond
  let rest = ticks % perSecond
  if (rest < 0n) {
    rest += perSecond
    seconds -= 1n
  }
  const date = new Date(Number(seconds) * 1000)
  if (Number.isNaN(date.getTime())) return new Stamp(String(ticks))
  const whole = date.toISOString().slice(0, -5)
  return new Stamp(digits === 0 ? whole : `${whole}.${String(rest).padStart(digits, '0')}`)
}

/** What stands in place of values that JSON has no word for, told once for each column. */
export type NoteColumn = (column: string, what: 'notFinite' | 'bytes') => void

interface Field {
  readonly name: string
  readonly kind: 'leaf' | 'list' | 'map' | 'struct'
  readonly children: readonly Field[]
  /** It repeats without being a list by its type. */
  readonly repeats: boolean
  readonly decimalPlaces: number | undefined
  readonly isFloat: boolean
  readonly isUtc: boolean
}

/**
 * Takes over from the library what it would render with loss: decimals (as floating point), maps (as
 * objects, whose keys JavaScript would put in order), binary types it throws at. Returns the columns
 * for `rowText`. Changes the metadata.
 */
export function prepareSchema(metadata: FileMetaData, tree: SchemaTree): readonly Field[] {
  const fields = tree.children.map((child) => fieldOf(child))
  metadata.schema.forEach(takeOver)
  return fields
}

function takeOver(element: SchemaElement): void {
  const logical = element.logical_type?.type
  if (logical === 'LIST' && element.converted_type === undefined) element.converted_type = 'LIST'
  const type = element.converted_type
  const isOurs = ['DECIMAL', 'MAP', 'MAP_KEY_VALUE', 'BSON', 'INTERVAL'].includes(type ?? '')
  if (isOurs) delete element.converted_type
  if (isOurs || ['DECIMAL', 'MAP', 'GEOMETRY', 'GEOGRAPHY', 'VARIANT'].includes(logical ?? ''))
    delete element.logical_type
}

function fieldOf(
  { children, element }: SchemaTree,
  repeats = element.repetition_type === 'REPEATED',
): Field {
  const logical = element.logical_type
  const type = element.converted_type
  const first = children[0]
  const isMap =
    (type === 'MAP' || type === 'MAP_KEY_VALUE' || logical?.type === 'MAP') &&
    children.length === 1 &&
    first?.children.length === 2
  const isList =
    (type === 'LIST' || logical?.type === 'LIST') &&
    children.length === 1 &&
    first?.element.repetition_type === 'REPEATED' &&
    first.children.length <= 1
  const isDecimal = type === 'DECIMAL' || logical?.type === 'DECIMAL'
  const scale = logical?.type === 'DECIMAL' ? logical.scale : element.scale
  const about = {
    name: element.name,
    repeats,
    decimalPlaces: isDecimal ? (scale ?? 0) : undefined,
    isFloat: element.type === 'FLOAT' || element.type === 'DOUBLE' || logical?.type === 'FLOAT16',
    isUtc: logical?.type === 'TIMESTAMP' ? logical.isAdjustedToUTC : true,
  }
  if (isList) {
    const item = first.children[0] ?? first
    return { ...about, kind: 'list', children: [fieldOf(item, false)] }
  }
  if (isMap) return { ...about, kind: 'map', children: [fieldOf(first, false)] }
  const kind = children.length > 0 ? 'struct' : 'leaf'
  return { ...about, kind, children: children.map((child) => fieldOf(child)) }
}

/** A row as one line of JSON, its columns in the file's order. */
export function rowText(
  row: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  note: NoteColumn,
): string {
  const members = fields.map((field) => {
    const noted: NoteColumn = (_, what) => note(field.name, what)
    return `${JSON.stringify(field.name)}:${valueText(row[field.name], field, noted)}`
  })
  return `{${members.join(',')}}`
}

/** Recursion is bounded by the depth of the schema. */
function valueText(value: unknown, field: Field, note: NoteColumn): string {
  if (value === null || value === undefined) return 'null'
  const { kind, children } = field
  if (kind === 'list') return listText(value, children[0]!, note)
  if (kind === 'map') return mapText(value, children[0]!, note)
  if (field.repeats && Array.isArray(value))
    return `[${value.map((item) => oneText(item, field, note)).join(',')}]`
  return oneText(value, field, note)
}

function oneText(value: unknown, field: Field, note: NoteColumn): string {
  if (field.kind === 'leaf') return leafText(value, field, note)
  if (!isRecord(value)) return 'null'
  const members = field.children.map(
    (child) => `${JSON.stringify(child.name)}:${valueText(value[child.name], child, note)}`,
  )
  return `{${members.join(',')}}`
}

function listText(value: unknown, item: Field, note: NoteColumn): string {
  const items: readonly unknown[] = Array.isArray(value)
    ? value
    : ArrayBuffer.isView(value) && !(value instanceof DataView)
      ? Array.from(value as Uint8Array)
      : []
  return `[${items.map((one) => valueText(one, item, note)).join(',')}]`
}

/** A map's pairs in their order; a key that occurs twice stands there twice. */
function mapText(value: unknown, pair: Field, note: NoteColumn): string {
  const pairs = isRecord(value) ? value[pair.name] : undefined
  if (!Array.isArray(pairs)) return '{}'
  const [keyField, valueField] = pair.children
  const members = pairs.filter(isRecord).map((entry) => {
    const key = valueText(entry[keyField!.name], keyField!, note)
    const name = key.startsWith('"') ? key : JSON.stringify(key)
    return `${name}:${valueText(entry[valueField!.name], valueField!, note)}`
  })
  return `{${members.join(',')}}`
}

function leafText(value: unknown, field: Field, note: NoteColumn): string {
  if (value === null || value === undefined) return 'null'
  if (value instanceof Text) return value.json
  if (value instanceof Stamp) return JSON.stringify(value.iso + (field.isUtc ? 'Z' : ''))
  if (field.decimalPlaces !== undefined) return decimalText(unscaled(value), field.decimalPlaces)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      note(field.name, 'notFinite')
      return 'null'
    }
    const text = Object.is(value, -0) ? '-0' : String(value)
    return field.isFloat && /^-?\d+$/.test(text) ? text + '.0' : text
  }
  if (value instanceof Uint8Array) return bytesText(value, field, note)
  return typeof value === 'string' || typeof value === 'boolean' ? JSON.stringify(value) : 'null'
}

/** Bytes without a type are text where they are UTF-8, as writers forget to say; else Base64. */
function bytesText(bytes: Uint8Array, field: Field, note: NoteColumn): string {
  try {
    return JSON.stringify(strictUtf8.decode(bytes))
  } catch {
    note(field.name, 'bytes')
    return JSON.stringify(base64(bytes))
  }
}

function unscaled(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return BigInt(value)
  if (!(value instanceof Uint8Array) || value.length === 0) return 0n
  let number = 0n
  for (const byte of value) number = number * 256n + BigInt(byte)
  return value[0]! >= 0x80 ? number - (1n << BigInt(8 * value.length)) : number
}

/** A decimal with all its places, as a JSON number. */
function decimalText(number: bigint, places: number): string {
  const sign = number < 0n ? '-' : ''
  const digits = String(number < 0n ? -number : number).padStart(places + 1, '0')
  if (places <= 0) return sign + digits + '0'.repeat(-places)
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const bits = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    text += BASE64[bits >> 18]! + BASE64[(bits >> 12) & 63]!
    text += i + 1 < bytes.length ? BASE64[(bits >> 6) & 63]! : '='
    text += i + 2 < bytes.length ? BASE64[bits & 63]! : '='
  }
  return text
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
