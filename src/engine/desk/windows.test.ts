import fc from 'fast-check'
import { expect, it } from 'vitest'
import { WindowReader } from './windows.ts'

const MB = 1024 * 1024
const BYTES = Uint8Array.from({ length: 9 * MB + 5 }, (_, i) => (i * 2_654_435_761) >>> 24)

it('gives the bytes of any ascending ranges, over the borders of windows too', async () => {
  const source = new Blob([BYTES])
  const offset = fc.oneof(
    fc.integer({ min: 0, max: BYTES.length }),
    fc.constantFrom(MB - 1, MB, MB + 1, 4 * MB),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(offset, { minLength: 2, maxLength: 8 }), async (offsets) => {
      const reader = new WindowReader(source)
      const ends = [...offsets].sort((a, b) => a - b)
      for (let i = 0; i + 1 < ends.length; i++) {
        const [from, to] = [ends[i]!, ends[i + 1]!]
        const parts = await reader.read(from, to)
        expect(Buffer.concat(parts).equals(BYTES.subarray(from, to))).toBe(true)
      }
    }),
    { numRuns: 30 },
  )
})

it('says so when the file is shorter than it was', async () => {
  const reader = new WindowReader(new Blob(['abc']))
  await expect(reader.read(0, 5)).rejects.toThrow('shorter')
})
