/**
 * The floor: the least that any program must do to look into every record of a JSON Lines file. It
 * reads, decodes and parses, and keeps nothing.
 */
export interface FloorJob {
  readonly file: File
  readonly read: 'slices' | 'stream'
  /** Decode line by line, or a chunk's lines at once. */
  readonly decode: 'lines' | 'chunks'
}
export interface FloorDone {
  readonly ms: number
  readonly records: number
  /** Keeps the work from being optimised away. */
  readonly keys: number
}

const SLICE_BYTES = 1024 * 1024
const decoder = new TextDecoder()

onmessage = async ({ data }: MessageEvent<FloorJob>) => {
  const start = performance.now()
  const { records, keys } = await parseAll(data)
  const done: FloorDone = { ms: performance.now() - start, records, keys }
  postMessage(done)
}

async function parseAll({ file, read, decode }: FloorJob) {
  const chunks = read === 'slices' ? slices(file) : streamed(file)
  let records = 0
  let keys = 0
  const parse = (line: string) => {
    if (line === '') return
    records++
    keys += Object.keys(JSON.parse(line) as object).length
  }
  let rest = new Uint8Array()
  for await (const chunk of chunks) {
    const last = chunk.lastIndexOf(10)
    if (last < 0) {
      rest = joined(rest, chunk)
      continue
    }
    // The line that straddles two chunks comes by itself; the others are not copied.
    const first = chunk.indexOf(10)
    parse(decoder.decode(joined(rest, chunk.subarray(0, first))))
    const lines = chunk.subarray(first + 1, last)
    if (decode === 'chunks') decoder.decode(lines).split('\n').forEach(parse)
    else
      for (let at = 0; at < lines.length;) {
        const newline = lines.indexOf(10, at)
        const end = newline < 0 ? lines.length : newline
        parse(decoder.decode(lines.subarray(at, end)))
        at = end + 1
      }
    rest = chunk.slice(last + 1)
  }
  parse(decoder.decode(rest))
  return { records, keys }
}

async function* slices(file: File): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const read = (at: number) => file.slice(at, at + SLICE_BYTES).arrayBuffer()
  let next = read(0)
  for (let at = 0; at < file.size; at += SLICE_BYTES) {
    const chunk = new Uint8Array(await next)
    next = read(at + SLICE_BYTES)
    yield chunk
  }
}

async function* streamed(file: File): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = file.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
