import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { sha256 } from './sha256.ts'

it('hashes files of several slices as everybody else does', async () => {
  for (const size of [0, 3, 4 * 1024 * 1024, 9 * 1024 * 1024 + 17]) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7919) >> 3)
    expect(await sha256(new Blob([bytes]))).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
