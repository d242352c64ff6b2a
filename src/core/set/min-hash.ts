import { finished } from './hash64.ts'

/** As FineWeb: 112 hashes in 14 bands of 8. Texts that share 72 % are found every second time. */
export const BANDS = 14
const ROWS = 8
const HASHES = BANDS * ROWS

/** Multipliers (odd, so that no two shingles fall together) and offsets of the hashes. */
const FACTORS = new Int32Array(HASHES)
const OFFSETS = new Int32Array(HASHES)
for (let k = 0; k < HASHES; k++) {
  FACTORS[k] = finished(2 * k + 1) | 1
  OFFSETS[k] = finished(0x51ed270b + k)
}

/**
 * The bands of a set of shingles: two sets of Jaccard likeness j have any one band in common with
 * probability j^8. Written to `into` from `at` on; nothing is written for no shingles.
 */
export function writeBands(shingles: Int32Array, into: Uint32Array, at: number): void {
  const count = shingles.length
  if (count === 0) return
  for (let band = 0; band < BANDS; band++) {
    let key = band
    for (let row = 0; row < ROWS; row++) {
      const factor = FACTORS[band * ROWS + row]!
      const offset = OFFSETS[band * ROWS + row]!
      let least = 0x7fffffff
      for (let i = 0; i < count; i++) {
        const hash = (Math.imul(shingles[i]!, factor) + offset) | 0
        if (hash < least) least = hash
      }
      key = Math.imul(key ^ least, 0x9e3779b1)
      key = (key << 13) | (key >>> 19)
    }
    into[at + band] = finished(key) || 1
  }
}
