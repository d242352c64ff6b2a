/**
 * A running hash of 64 bits in two lanes. Two different inputs share one by chance only: among a
 * million records the odds are 1 in 30 million. Nothing is allocated for ASCII text.
 */
export class Hash64 {
  #a = 0
  #b = 0

  reset(): this {
    this.#a = 0x811c9dc5
    this.#b = 0x050c5d1f
    return this
  }

  /** A mark or a small number: whatever keeps neighbouring texts apart. */
  mark(value: number): this {
    this.#add(value | 0)
    this.#add(0x10000)
    return this
  }

  /** A text without the white space at its ends, in Unicode's composed form. */
  text(text: string): this {
    const from = startOf(text)
    const to = endOf(text, from)
    return NON_ASCII.test(text)
      ? this.#units(text.slice(from, to).normalize('NFC'), 0, undefined)
      : this.#units(text, from, to)
  }

  #units(text: string, from: number, to = text.length): this {
    let a = this.#a
    let b = this.#b
    for (let i = from; i < to; i++) {
      const unit = text.charCodeAt(i)
      a = Math.imul(a ^ unit, 0x9e3779b1)
      a = (a << 15) | (a >>> 17)
      b = Math.imul(b ^ unit, 0x85ebca6b)
      b = (b << 13) | (b >>> 19)
    }
    this.#a = a
    this.#b = b
    return this.mark(to - from)
  }

  #add(value: number): void {
    const a = Math.imul(this.#a ^ value, 0x9e3779b1)
    this.#a = (a << 15) | (a >>> 17)
    const b = Math.imul(this.#b ^ value, 0x85ebca6b)
    this.#b = (b << 13) | (b >>> 19)
  }

  /** The first word. Never 0, which stands for "none" in columns. */
  get high(): number {
    return finished(this.#a) || 1
  }

  get low(): number {
    return finished(this.#b)
  }
}

// A regular expression without flags has no state.
const NON_ASCII = /[^\0-\x7f]/

export function hasNonAscii(text: string): boolean {
  return NON_ASCII.test(text)
}

/** Spreads what a word holds over all its bits (the end of MurmurHash3). */
export function finished(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function startOf(text: string): number {
  let from = 0
  while (from < text.length && isSpace(text.charCodeAt(from))) from++
  return from
}

function endOf(text: string, from: number): number {
  let to = text.length
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--
  return to
}

function isSpace(code: number): boolean {
  if (code < 0x80) return code === 32 || (code >= 9 && code <= 13)
  return code === 0xa0 || code === 0x3000 || code === 0xfeff || (code >= 0x2000 && code <= 0x200a)
}
