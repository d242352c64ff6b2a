import { finished, hasNonAscii } from './hash64.ts'

/** Words, or characters, of one shingle. */
const GRAM = 5
/** Texts of fewer words are compared by characters: they have too few runs of five words. */
const LEAST_WORDS = 20

/**
 * Cuts texts into overlapping runs of five words and gives a number for each. Case, white space and
 * punctuation do not count; a Chinese or Japanese character is a word of its own. Buffers are kept
 * from text to text, so a record costs no allocation.
 */
export class Shingler {
  #words = new Int32Array(1024)
  #wordCount = 0
  /** The characters of the first words, one blank between two words. */
  #letters = new Uint16Array(1024)
  #letterCount = 0
  #shingles = new Int32Array(1024)
  #count = 0

  begin(): void {
    this.#wordCount = 0
    this.#letterCount = 0
    this.#count = 0
  }

  add(text: string): void {
    const folded = hasNonAscii(text) ? text.normalize('NFC').toLowerCase() : text
    let hash = 0
    let isInWord = false
    for (let i = 0; i < folded.length; i++) {
      const unit = folded.charCodeAt(i)
      const kind = unit < 0x80 ? ASCII[unit]! : kindOf(unit)
      if (kind === NONE) {
        if (isInWord) this.#endWord(hash)
        isInWord = false
        continue
      }
      if (kind === SINGLE && isInWord) {
        this.#endWord(hash)
        isInWord = false
      }
      if (!isInWord) {
        hash = 0x2f0b4c47
        isInWord = true
        if (this.#wordCount < LEAST_WORDS && this.#wordCount > 0) this.#letter(32)
      }
      const letter = kind === UPPER ? unit | 32 : unit
      hash = Math.imul(hash ^ letter, 0x01000193)
      hash = (hash << 5) | (hash >>> 27)
      if (this.#wordCount < LEAST_WORDS) this.#letter(letter)
      if (kind === SINGLE) {
        this.#endWord(hash)
        isInWord = false
      }
    }
    if (isInWord) this.#endWord(hash)
  }

  get words(): number {
    return this.#wordCount
  }

  /** The numbers of all shingles, repeats included; valid until the next `begin`. */
  end(): Int32Array {
    this.#count = 0
    if (this.#wordCount >= LEAST_WORDS) this.#grams(this.#words, this.#wordCount)
    else this.#grams(this.#letters, this.#letterCount)
    return this.#shingles.subarray(0, this.#count)
  }

  #grams(units: Int32Array | Uint16Array, length: number): void {
    if (length === 0) return
    const count = Math.max(1, length - GRAM + 1)
    if (this.#shingles.length < count) this.#shingles = new Int32Array(2 * count)
    const out = this.#shingles
    for (let i = 0; i < count; i++) {
      const to = Math.min(length, i + GRAM)
      let hash = 0x3c6ef372
      for (let j = i; j < to; j++) {
        hash = Math.imul(hash ^ units[j]!, 0x9e3779b1)
        hash = (hash << 13) | (hash >>> 19)
      }
      out[i] = finished(hash) | 0
    }
    this.#count = count
  }

  #endWord(hash: number): void {
    if (this.#wordCount === this.#words.length) {
      const larger = new Int32Array(2 * this.#words.length)
      larger.set(this.#words)
      this.#words = larger
    }
    this.#words[this.#wordCount++] = hash
  }

  #letter(unit: number): void {
    if (this.#letterCount === this.#letters.length) {
      const larger = new Uint16Array(2 * this.#letters.length)
      larger.set(this.#letters)
      this.#letters = larger
    }
    this.#letters[this.#letterCount++] = unit
  }
}

/** Between words; part of one; part of one once it is small; a word by itself. */
const NONE = 0
const PART = 1
const UPPER = 2
const SINGLE = 3

const ASCII = Uint8Array.from({ length: 128 }, (_, unit) => {
  if (unit >= 65 && unit <= 90) return UPPER
  return (unit >= 48 && unit <= 57) || (unit >= 97 && unit <= 122) ? PART : NONE
})

function kindOf(unit: number): number {
  if (unit < 0xc0) return NONE
  if ((unit >= 0x3040 && unit <= 0x30ff) || (unit >= 0x3400 && unit <= 0x9fff)) return SINGLE
  if (unit >= 0x2000 && unit <= 0x206f) return NONE
  if ((unit >= 0x3000 && unit <= 0x303f) || (unit >= 0xff00 && unit <= 0xff0f)) return NONE
  return unit === 0xfeff || (unit >= 0xff1a && unit <= 0xff20) ? NONE : PART
}

/** The different shingles of a text, in order: a set to compare with another. */
export function distinct(shingles: Int32Array): Int32Array {
  const sorted = shingles.slice().sort()
  let count = 0
  for (let i = 0; i < sorted.length; i++)
    if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[count++] = sorted[i]!
  return sorted.slice(0, count)
}

/** What two sets share, as a part of what they hold together: 1 for two equal ones, also empty ones. */
export function jaccard(a: Int32Array, b: Int32Array): number {
  let shared = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const x = a[i]!
    const y = b[j]!
    if (x === y) shared++
    if (x <= y) i++
    if (y <= x) j++
  }
  const union = a.length + b.length - shared
  return union === 0 ? 1 : shared / union
}
