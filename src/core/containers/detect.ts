import type { ContainerId, RecordSpans } from './cutter.ts'
import { ValueCutter } from './values.ts'

/** How a file holds its records, or why there is nothing to load in it and what to do. */
export type ContainerVerdict =
  | { readonly kind: 'container'; readonly container: ContainerId }
  | { readonly kind: 'refusal'; readonly refusal: string }

/** Lines looked at; more say nothing new. */
const LINES_TRIED = 50

/**
 * Decides from a file's first bytes (64 kB are plenty). `isWholeFile` says that `head` is all there
 * is, so that its last line is complete.
 */
export function detectContainer(head: Uint8Array, isWholeFile: boolean): ContainerVerdict {
  if (head.length === 0) return refuse('The file is empty. Choose one that holds records.')
  const foreign = foreignKind(head)
  if (foreign) return refuse(foreign)
  const text = new TextDecoder('utf-8').decode(head)
  const first = text.search(/\S/)
  if (first < 0)
    return isWholeFile
      ? refuse('The file holds only blank lines. Choose one that holds records.')
      : container('jsonl')
  const opener = text[first]
  if (opener === '<') return refuse(markup(text.slice(first, first + 200)))

  const { values, broken, trailingCommas } = tryLines(text, isWholeFile)
  if (opener === '[') return container(values > 1 ? 'jsonl' : 'json-array')
  if (values > 0 && values >= broken) return container('jsonl')
  if (trailingCommas > 0 && trailingCommas >= broken) return container('json-sequence')
  if (opener !== '{')
    return values > 0
      ? container('jsonl')
      : refuse(
          `This is not JSON: it begins with “${text.slice(first, first + 20).trim()}”. Convert it to JSON Lines first.`,
        )
  const isOneLine = !text.includes('\n', first)
  return container(isOneLine && !holdsSeveral(head) ? 'jsonl' : 'json-sequence')
}

function container(id: ContainerId): ContainerVerdict {
  return { kind: 'container', container: id }
}

function refuse(refusal: string): ContainerVerdict {
  return { kind: 'refusal', refusal }
}

/** Counts the complete lines that are an object or array each, and those that are not. */
function tryLines(text: string, isWholeFile: boolean) {
  const lines = text.split('\n', LINES_TRIED + 1)
  const isCut = lines.length > LINES_TRIED
  if (isCut || !isWholeFile) lines.pop()
  const counts = { values: 0, broken: 0, trailingCommas: 0 }
  for (const raw of lines) {
    const line = raw.trim()
    if (line === '' || line === '\ufeff') continue
    if (holdsValue(line)) counts.values++
    else if (line.endsWith(',') && holdsValue(line.slice(0, -1))) counts.trailingCommas++
    else counts.broken++
  }
  return counts
}

function holdsValue(line: string): boolean {
  const opener = line[0]
  if (opener !== '{' && opener !== '[') return false
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

function holdsSeveral(head: Uint8Array): boolean {
  const spans: RecordSpans = { offsets: [], lengths: [], lines: [] }
  const cutter = new ValueCutter('json-sequence')
  cutter.feed(head, spans)
  cutter.end(spans)
  return spans.offsets.length > 1
}

const MAGIC: readonly (readonly [bytes: readonly number[], refusal: string])[] = [
  [[0x1f, 0x8b], 'This is a gzip file. Unpack it and load what is in it.'],
  [[0x50, 0x4b, 0x03, 0x04], 'This is a zip file. Unpack it and load what is in it.'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'This is a zstd file. Unpack it and load what is in it.'],
  [[0x42, 0x5a, 0x68], 'This is a bzip2 file. Unpack it and load what is in it.'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'This is an xz file. Unpack it and load what is in it.'],
  [[0x50, 0x41, 0x52, 0x31], 'This is a Parquet file. Save it as JSON Lines first.'],
  [[0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], 'This is an Arrow file. Save it as JSON Lines first.'],
  [[0x25, 0x50, 0x44, 0x46], 'This is a PDF, not a data file.'],
  [[0x89, 0x50, 0x4e, 0x47], 'This is a picture, not a data file.'],
  [[0xff, 0xd8, 0xff], 'This is a picture, not a data file.'],
  [[0x47, 0x49, 0x46, 0x38], 'This is a picture, not a data file.'],
  [[0x52, 0x49, 0x46, 0x46], 'This is a picture, sound or film, not a data file.'],
]

const UTF_16 = 'The text is UTF-16. Save it as UTF-8 and load it again.'

function foreignKind(head: Uint8Array): string | undefined {
  for (const [bytes, refusal] of MAGIC)
    if (bytes.every((byte, index) => head[index] === byte)) return refusal
  const [first, second] = head
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return UTF_16
  let nulls = 0
  const looked = Math.min(head.length, 256)
  for (let i = 0; i < looked; i++) if (head[i] === 0) nulls++
  if (nulls * 3 > looked) return UTF_16
  return nulls > 0 && head[0] === 0 ? 'This is a binary file, not a data file in JSON.' : undefined
}

function markup(start: string): string {
  return /<(!doctype html|html)/i.test(start)
    ? 'This is a web page, not a data file. Perhaps the download link led to a page that shows the file.'
    : 'This looks like XML, not JSON. Convert it to JSON Lines first.'
}
