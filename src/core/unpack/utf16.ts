import type { Chunks } from './decode.ts'
import type { Report } from './notices.ts'

export type Utf16 = 'utf-16le' | 'utf-16be'

/** UTF-16 as UTF-8, without its byte-order mark. Half characters become U+FFFD and are reported. */
export async function* fromUtf16(
  chunks: Chunks,
  encoding: Utf16,
  report: Report,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder()
  let rest = new Uint8Array(0)
  let high = ''
  let isFirst = true
  let position = 0
  let isReported = false
  const noteBroken = (atByte: number) => {
    if (isReported) return
    isReported = true
    const message = `Near byte ${atByte} the UTF-16 text holds half a character, which became U+FFFD.`
    report({ kind: 'damaged', message, atByte })
  }
  report({ kind: 'converted', message: 'The text was UTF-16 and is read as UTF-8.' })
  for await (const chunk of chunks) {
    const bytes = new Uint8Array(rest.length + chunk.length)
    bytes.set(rest)
    bytes.set(chunk, rest.length)
    const even = bytes.length - (bytes.length % 2)
    rest = bytes.slice(even)
    let text = high + unitsOf(bytes.subarray(0, even), encoding)
    if (isFirst && text.length > 0) {
      isFirst = false
      if (text.startsWith('\ufeff')) text = text.slice(1)
    }
    const last = text.charCodeAt(text.length - 1)
    high = last >= 0xd800 && last < 0xdc00 ? text.slice(-1) : ''
    if (high) text = text.slice(0, -1)
    if (!isWellFormed(text)) noteBroken(position)
    position += chunk.length
    if (text !== '') yield encoder.encode(text)
  }
  if (high === '' && rest.length === 0) return
  noteBroken(position)
  yield encoder.encode('\ufffd')
}

function unitsOf(bytes: Uint8Array, encoding: Utf16): string {
  const isLittle = encoding === 'utf-16le'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const units = new Uint16Array(bytes.length / 2)
  for (let i = 0; i < units.length; i++) units[i] = view.getUint16(2 * i, isLittle)
  let text = ''
  for (let at = 0; at < units.length; at += 4096)
    text += String.fromCharCode(...units.subarray(at, at + 4096))
  return text
}

function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text)
}
