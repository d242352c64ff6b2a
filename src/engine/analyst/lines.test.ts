import fc from 'fast-check'
import { expect, it } from 'vitest'
import { linesIn } from './lines.ts'

async function linesOf(text: string, partBytes: number): Promise<string[]> {
  const source = new Blob([text])
  const found: string[] = []
  for (let from = 0; from < source.size; from += partBytes) {
    const to = Math.min(from + partBytes, source.size)
    let stretch = ''
    for await (const lines of linesIn(source, from, to)) {
      expect(lines.from).toBe(new Blob([...found, stretch]).size)
      stretch += new TextDecoder('utf-8', { ignoreBOM: true }).decode(lines.bytes)
    }
    if (stretch !== '') found.push(stretch)
  }
  return found
}

it('parts that join give every line once, wherever they are cut', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '\r\n', '{', ' ') })
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 12 }), async (lines, partBytes) => {
      const parts = await linesOf(lines, partBytes)
      expect(parts.join('')).toBe(lines)
      for (const part of parts.slice(0, -1)) expect(part.endsWith('\n')).toBe(true)
    }),
    { numRuns: 200 },
  )
})

it('a line longer than several parts is read whole by the one in which it begins', async () => {
  const long = 'x'.repeat(700_000) + '\n'
  const parts = await linesOf('a\n' + long + 'b', 100_000)
  expect(parts).toEqual(['a\n' + long, 'b'])
})

it('lines beyond what is gathered at once come in several runs, each whole and in its place', async () => {
  const sizes = [3, 90_000, 0, 700_000, 1, 400_000, 2_500_000, 5]
  const text = Array.from({ length: 24 }, (_, i) => String(i).repeat(sizes[i % 8]!)).join('\n')
  // In parts, since each comes as a chunk of its own.
  const source = new Blob(text.match(/[^]{1,100000}/g) ?? [])
  let read = ''
  let runs = 0
  for await (const { from, bytes } of linesIn(source, 0, source.size)) {
    expect(from).toBe(read.length)
    const run = new TextDecoder().decode(bytes)
    read += run
    runs++
    if (read.length < text.length) expect(run.endsWith('\n')).toBe(true)
  }
  expect(read === text).toBe(true)
  expect(runs).toBeGreaterThan(3)
})
