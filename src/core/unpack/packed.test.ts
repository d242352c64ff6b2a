import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { zipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { readOne, readOut } from './testing/read-out.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const LINES = Array.from({ length: 500 }, (_, i) => JSON.stringify({ id: i, text: 'x'.repeat(i) }))
const TEXT = LINES.join('\n') + '\n'
const SMALL = { bytes: 10_000_000, ratio: 100, freeBytes: 100_000 }

/** A Zstandard frame of one raw block, since Node 20 has no packer for it. */
function zstdFrame(bytes: Uint8Array): Uint8Array {
  const block = (bytes.length << 3) | 1
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...u32(bytes.length), block, block >> 8, block >> 16]
  return Uint8Array.from([...head, ...bytes])
}

function u32(value: number): number[] {
  return [value, value >> 8, value >> 16, value >> 24].map((byte) => byte & 0xff)
}

/** Zstandard in which one byte stands for 128 kB of the same. */
function zstdBomb(blocks: number): Uint8Array {
  const size = 128 * 1024
  const head = [0x28, 0xb5, 0x2f, 0xfd, 0xa0, ...u32(blocks * size)]
  const body = Array.from({ length: blocks }, (_, i) => {
    const block = (size << 3) | 2 | (i === blocks - 1 ? 1 : 0)
    return [block & 0xff, (block >> 8) & 0xff, (block >> 16) & 0xff, 0x20]
  })
  return Uint8Array.from([...head, ...body.flat()])
}

describe('gzip', () => {
  test('of one member or several gives the text byte for byte', async () => {
    expect(await readOne(gzipSync(TEXT), 'a.jsonl.gz')).toEqual({
      text: TEXT,
      packings: ['gzip'],
      notices: [],
    })
    const members = LINES.map((line) => gzipSync(line + '\n'))
    expect(await readOne(Buffer.concat(members))).toMatchObject({ text: TEXT, notices: [] })
  })

  test('of any members, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 3000 }), { minLength: 1 }),
        async (p) => {
          const start = utf8('{"a":')
          const out = await readOne(Buffer.concat([start, ...p].map((part) => gzipSync(part))))
          expect(out.notices).toEqual([])
          expect(out.text).toBe(Buffer.concat([start, ...p]).toString('utf8'))
        },
      ),
      { numRuns: 50 },
    )
  })

  test('that ends early, wherever, gives its beginning and says at which byte', async () => {
    const packed = gzipSync(TEXT)
    for (const end of [12, 50, packed.length >> 1, packed.length - 9, packed.length - 3]) {
      const { text, notices } = await readOne(packed.subarray(0, end))
      expect(TEXT.startsWith(text)).toBe(true)
      expect(notices).toHaveLength(1)
      expect(notices[0]).toMatchObject({ atByte: end })
    }
    const half = await readOne(packed.subarray(0, packed.length - 200))
    expect(half.text.length).toBeGreaterThan(TEXT.length / 2)
    expect(half.notices[0]).toMatchObject({ kind: 'cut' })
  })

  test('whose bytes were changed does not pass for sound', async () => {
    const packed = gzipSync(TEXT, { level: 0 })
    packed[400]! ^= 1
    const { notices } = await readOne(packed)
    expect(notices[0]).toMatchObject({ kind: 'damaged' })
    const two = Buffer.concat([packed, gzipSync('{}\n')])
    expect((await readOne(two)).notices[0]).toMatchObject({ kind: 'damaged' })
  })

  test('with other bytes behind it is read, and they are named', async () => {
    const { text, notices } = await readOne(Buffer.concat([gzipSync(TEXT), Buffer.alloc(600)]))
    expect(text).toBe(TEXT)
    expect(notices[0]).toMatchObject({ kind: 'skipped' })
  })

  test('that unpacks without end is stopped with what came', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, ' '))
    const { text, notices } = await readOne(bomb, 'b.gz', SMALL)
    expect(notices).toEqual([expect.objectContaining({ kind: 'limit' })])
    expect(text.length).toBeLessThan(1_000_000)
    const large = await readOne(gzipSync(TEXT), 'l.gz', { ...SMALL, bytes: 1_000, freeBytes: 1e9 })
    expect(large.notices[0]?.message).toContain('More than 1000 bytes')
  })
})

describe('Zstandard', () => {
  test('of one frame or several gives the text byte for byte', async () => {
    expect(await readOne(zstdFrame(utf8(TEXT)))).toEqual({
      text: TEXT,
      packings: ['zstd'],
      notices: [],
    })
    const frames = LINES.map((line) => zstdFrame(utf8(line + '\n')))
    expect(await readOne(Buffer.concat(frames))).toMatchObject({ text: TEXT, notices: [] })
  })

  test('that ends early gives its beginning and says so', async () => {
    const frames = LINES.map((line) => zstdFrame(utf8(line + '\n')))
    const packed = Buffer.concat(frames)
    const { text, notices } = await readOne(packed.subarray(0, packed.length - 5))
    expect(TEXT.startsWith(text)).toBe(true)
    expect(text.length).toBeGreaterThan(TEXT.length / 2)
    expect(notices).toEqual([expect.objectContaining({ kind: 'cut', atByte: packed.length - 5 })])
  })

  test('that unpacks without end is stopped with what came', async () => {
    const { text, notices } = await readOne(zstdBomb(80), 'b.zst', SMALL)
    expect(notices).toEqual([expect.objectContaining({ kind: 'limit' })])
    expect(text.length).toBeLessThan(1_000_000)
  })
})

describe('zip', () => {
  const files = {
    'a/one.jsonl': utf8(TEXT),
    'two.jsonl.gz': gzipSync(TEXT),
    'three.csv': utf8('q,a\n1,2\n'),
    '__MACOSX/._one.jsonl': utf8('x'),
    '.DS_Store': utf8('x'),
  }

  test('gives each file in it, whatever that is packed in', async () => {
    for (const level of [0, 6] as const) {
      const found = await readOut(zipSync(files, { level }), 'all.zip')
      expect([...found.keys()]).toEqual(['a/one.jsonl', 'two.jsonl.gz', 'three.csv'])
      expect(found.get('a/one.jsonl')).toEqual({ text: TEXT, packings: ['zip'], notices: [] })
      expect(found.get('two.jsonl.gz')).toMatchObject({ text: TEXT, packings: ['zip', 'gzip'] })
      expect(found.get('three.csv')).toMatchObject({ text: '{"q":"1","a":"2"}\n' })
    }
  })

  test('that ends early gives what can be found, and says so', async () => {
    const whole = zipSync(files, { level: 6 })
    const cut = await readOut(whole.subarray(0, whole.length - 30))
    expect(cut.get('a/one.jsonl')).toMatchObject({ text: TEXT })
    expect(cut.get('a/one.jsonl')?.notices[0]).toMatchObject({ kind: 'cut' })
    const early = await readOut(whole.subarray(0, 1500))
    expect([...early.keys()]).toEqual(['a/one.jsonl'])
    expect(TEXT.startsWith(early.get('a/one.jsonl')!.text)).toBe(true)
    expect(early.get('a/one.jsonl')!.notices.map(({ kind }) => kind)).toEqual(['cut', 'cut'])
  })

  test('whose bytes were changed does not pass for sound', async () => {
    const packed = zipSync({ 'a.jsonl': utf8(TEXT) }, { level: 0 })
    packed[500]! ^= 1
    expect((await readOut(packed)).get('a.jsonl')?.notices[0]).toMatchObject({ kind: 'damaged' })
  })

  test('within a zip is named, not guessed at', async () => {
    const found = await readOut(zipSync({ 'b.zip': zipSync({ 'a.jsonl': utf8(TEXT) }) }))
    expect(found.get('b.zip')).toMatchObject({ text: '', notices: [{ kind: 'skipped' }] })
  })
})

test('what is packed over and over is not followed for ever', async () => {
  let packed: Uint8Array = utf8(TEXT)
  for (let i = 0; i < 4; i++) packed = gzipSync(packed)
  expect((await readOne(packed)).text).toBe(TEXT)
  const more = await readOne(gzipSync(packed))
  expect(more.notices).toEqual([expect.objectContaining({ kind: 'skipped' })])
})

test('any bytes behind a packing’s first ones give text or notices, never a throw', async () => {
  const starts = [
    [0x1f, 0x8b, 8, 0],
    [0x28, 0xb5, 0x2f, 0xfd],
    [0x50, 0x4b, 3, 4],
    [0x50, 0x41, 0x52, 0x31],
    [0xff, 0xfe],
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.uint8Array({ maxLength: 400 }),
      async (s, b) => {
        const found = await readOut(Uint8Array.from([...s, ...b]), 'x', SMALL)
        for (const { text, notices } of found.values())
          expect(text !== '' || notices.length > 0 || b.length < 40).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})

describe('UTF-16', () => {
  const encode = (text: string, isLittle: boolean) => {
    const bytes = Buffer.from(text, 'utf16le')
    return isLittle ? bytes : bytes.swap16()
  }

  test('with and without a mark becomes UTF-8', async () => {
    const text = '{"a":"é 😀 中"}\n{"b":"nghìn"}\n'
    for (const isLittle of [true, false])
      for (const mark of ['', '\ufeff']) {
        const out = await readOne(encode(mark + text, isLittle))
        expect(out).toMatchObject({ text, packings: ['utf-16'] })
        expect(out.notices).toEqual([expect.objectContaining({ kind: 'converted' })])
      }
  })

  test('may hold a table, and half characters are named', async () => {
    expect((await readOne(encode('\ufeffq\ta\r\n1\t2\r\n', true))).text).toBe('{"q":"1","a":"2"}\n')
    const broken = Buffer.concat([encode('\ufeff{"a":"', true), Buffer.from([0, 0xd8, 0x22, 0])])
    expect((await readOne(broken)).notices.map(({ kind }) => kind)).toEqual([
      'converted',
      'damaged',
    ])
  })
})
